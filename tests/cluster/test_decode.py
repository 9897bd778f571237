"""Decoding is total: whatever the bytes, a value or a Complaint."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.cluster.decode import Malformed, Page, Status, WatchEvent, decode_event, decode_page
from ststui.model import Complaint, Pod, Service, StatefulSet

pytestmark = pytest.mark.pure

HEALTHY = {"metadata": {"name": "db-0", "namespace": "shop", "uid": "u"}, "status": {"phase": "x"}}


def body(*items: Any) -> bytes:
    return json.dumps({"metadata": {"resourceVersion": "7"}, "items": list(items)}).encode()


def test_one_odd_pod_does_not_hide_the_others() -> None:
    odd = {"metadata": {"name": "odd", "namespace": "shop"}, "spec": {"containers": "none"}}
    page = decode_page(body(HEALTHY, odd), Pod, resource="pods")
    assert isinstance(page, Page)
    assert [each.metadata.name for each in page.items] == ["db-0"]
    (complaint,) = page.complaints
    assert (complaint.resource, complaint.namespace, complaint.name) == ("pods", "shop", "odd")
    assert "containers" in complaint.why


def test_null_where_a_list_belongs_is_read_as_absent() -> None:
    page = decode_page(
        body({"metadata": {"name": "a", "labels": None}, "spec": {"containers": None}}),
        Pod,
        resource="pods",
    )
    assert isinstance(page, Page)
    assert page.complaints == ()
    assert page.items[0].spec.containers == ()


def test_a_nameless_object_is_a_complaint() -> None:
    page = decode_page(body({"metadata": {}}), Pod, resource="pods")
    assert isinstance(page, Page)
    assert page.items == ()
    assert "name" in page.complaints[0].why


def test_initials_in_field_names() -> None:
    pod = {"metadata": {"name": "a"}, "status": {"podIP": "10.0.0.1", "hostIP": "10.0.0.2"}}
    page = decode_page(body(pod), Pod, resource="pods")
    assert isinstance(page, Page)
    assert (page.items[0].status.pod_ip, page.items[0].status.host_ip) == ("10.0.0.1", "10.0.0.2")
    service = {"metadata": {"name": "a"}, "spec": {"clusterIP": "None"}}
    services = decode_page(body(service), Service, resource="services")
    assert isinstance(services, Page)
    assert services.items[0].headless


@pytest.mark.parametrize(
    "garbage", [b"", b"<html>502</html>", b"[]", b"{}", b"\xff\xfe", b"[" * 9999]
)
def test_a_body_that_is_no_list(garbage: bytes) -> None:
    assert isinstance(decode_page(garbage, Pod, resource="pods"), Malformed)


def test_a_bookmark_carries_only_its_version() -> None:
    line = b'{"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"42"}}}'
    assert decode_event(line, Pod, resource="pods") == WatchEvent(
        verb="BOOKMARK", object=None, resource_version="42"
    )


def test_an_error_is_the_servers_status() -> None:
    line = b'{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}'
    event = decode_event(line, Pod, resource="pods")
    assert isinstance(event, WatchEvent)
    assert event.object == Status(code=410, reason="Expired")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["metadata", "name", "spec", "status", "replicas", "labels", "template"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(item=_json)
def test_any_json_gives_a_value_or_a_complaint(item: Any) -> None:
    for kind, resource in ((StatefulSet, "statefulsets"), (Pod, "pods")):
        page = decode_page(body(item), kind, resource=resource)
        assert isinstance(page, Page)
        assert len(page.items) + len(page.complaints) == 1
        line = json.dumps({"type": "ADDED", "object": item}).encode()
        event = decode_event(line, kind, resource=resource)
        assert isinstance(event, WatchEvent)
        assert isinstance(event.object, (kind, Complaint))


@given(line=st.binary(max_size=60))
def test_any_line_is_survived(line: bytes) -> None:
    assert isinstance(decode_event(line, Pod, resource="pods"), (WatchEvent, Malformed))


@pytest.mark.parametrize("many", [10_001, 2_147_483_647])
def test_a_set_beyond_measure_is_a_complaint_and_the_others_are_read(many: int) -> None:
    sets = [
        {"metadata": {"name": name, "namespace": "shop"}, "spec": {"replicas": replicas}}
        for name, replicas in (("db", 3), ("typo", many))
    ]
    page = decode_page(body(*sets), StatefulSet, resource="statefulsets")
    assert isinstance(page, Page)
    assert [each.metadata.name for each in page.items] == ["db"]
    (complaint,) = page.complaints
    assert (complaint.namespace, complaint.name) == ("shop", "typo")
    assert str(many) in complaint.why
    line = json.dumps({"type": "MODIFIED", "object": sets[1]}).encode()
    event = decode_event(line, StatefulSet, resource="statefulsets")
    assert isinstance(event, WatchEvent)
    assert isinstance(event.object, Complaint)
