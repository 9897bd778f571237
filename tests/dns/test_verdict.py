"""Verdicts: the first layer at fault, and whether a cache can be the reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from ststui.dns.expectation import expect_ordinal, expect_service
from ststui.dns.names import ordinal_name, ordinal_text, service_name
from ststui.dns.verdict import judge
from ststui.model import EndpointSlice, Family, Pod, Readable, Service, StatefulSet
from ststui.model.dns import Answer, NameCheck
from ststui.model.family import join
from ststui.model.readable import Unreadable

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
IP, OTHER, SIX = "10.0.0.1", "10.0.0.9", "fd00::1"


def family(
    *,
    age: int = 3600,
    ready: bool = True,
    pod: dict[str, Any] | None = None,
    service: dict[str, Any] | None = None,
    endpoint: dict[str, Any] | None = None,
    addresses: tuple[str, ...] = (IP,),
    **parts: Any,
) -> Family:
    """A set db of one replica with its Service and EndpointSlices; parts may be replaced."""
    since = (NOW - timedelta(seconds=age)).isoformat()
    meta = {"namespace": "shop"}
    spec = {
        "clusterIP": "None",
        "selector": {"app": "db"},
        "ipFamilies": ["IPv4", "IPv6"] if SIX in addresses else ["IPv4"],
        **(service or {}),
    }
    ips = [{"ip": each} for each in addresses]
    made_pod = {
        "metadata": {
            **meta,
            "name": "db-0",
            "labels": {"app": "db"},
            "ownerReferences": [{"uid": "u", "kind": "StatefulSet", "controller": True}],
        },
        "spec": {"hostname": "db-0", "subdomain": "db", **(pod or {})},
        "status": {
            "phase": "Running",
            "podIP": addresses[0],
            "podIPs": ips,
            "conditions": [
                {
                    "type": "Ready",
                    "status": "True" if ready else "False",
                    "lastTransitionTime": since,
                }
            ],
        },
    }
    slices = [
        {
            "metadata": {
                **meta,
                "name": f"db-{number}",
                "labels": {"kubernetes.io/service-name": "db"},
            },
            "addressType": "IPv6" if ":" in each else "IPv4",
            "endpoints": [
                {
                    "addresses": [each],
                    "hostname": "db-0",
                    "conditions": {"ready": ready},
                    "targetRef": {"kind": "Pod", "name": "db-0"},
                    **(endpoint or {}),
                }
            ],
        }
        for number, each in enumerate(addresses)
    ]
    made = {
        "pods": Readable([msgspec.convert(made_pod, Pod)]),
        "services": Readable(
            [msgspec.convert({"metadata": {**meta, "name": "db"}, "spec": spec}, Service)]
        ),
        "slices": Readable([msgspec.convert(each, EndpointSlice) for each in slices]),
    }
    wanted = {
        "metadata": {**meta, "name": "db", "uid": "u"},
        "spec": {
            "replicas": 1,
            "serviceName": "db",
            "template": {"metadata": {"labels": {"app": "db"}}},
        },
    }
    return join(msgspec.convert(wanted, StatefulSet), context="c", **{**made, **parts})


def answer(*addresses: str, rcode: str = "NOERROR", server: str = "a", **more: Any) -> Answer:
    return Answer(server=server, rcode=rcode, addresses=tuple(sorted(addresses)), **more)


def check(found: Family, *answers: Answer, cache: int = 5) -> NameCheck:
    """The verdict on ordinal 0."""
    text = ordinal_text(found, 0, zone="cluster.local")
    name = ordinal_name(found, 0, zone="cluster.local")
    expected = expect_ordinal(found, 0, text=text)
    return judge(name, expected, answers, now=NOW, cache_seconds=cache)


GONE = answer(rcode="NXDOMAIN", negative_ttl=4)
LATE = Answer(server="b", rcode=None, timed_out=True, why="nothing within 3 s")
CUT = Answer(server="b", rcode=None, why="connection refused")


@pytest.mark.parametrize(
    ("found", "answers", "verdict", "layer"),
    [
        (family(), (answer(IP),), "ok", None),
        (family(ready=False), (GONE,), "nxdomain-expected", "readiness"),
        (family(ready=False), (answer(IP),), "stale", "server"),
        (family(ready=False, age=2), (answer(IP),), "stale", "cache"),
        (
            family(ready=False, service={"publishNotReadyAddresses": True}),
            (answer(IP),),
            "ok",
            None,
        ),
        (family(), (GONE,), "nxdomain-unexpected", "server"),
        (family(age=2), (GONE,), "nxdomain-unexpected", "cache"),
        (family(slices=Readable([])), (GONE,), "nxdomain-unexpected", "endpointSlice"),
        (family(), (answer(OTHER),), "stale", "server"),
        (family(age=2), (answer(OTHER),), "stale", "cache"),
        (
            family(endpoint={"addresses": [OTHER]}),
            (answer(OTHER),),
            "stale",
            "endpointSlice",
        ),
        (family(), (answer(IP), answer(OTHER, server="b")), "split", "server"),
        (family(age=2), (answer(IP), answer(OTHER, server="b")), "split", "cache"),
        (family(), (answer(IP), answer(rcode="REFUSED", server="b")), "split", "server"),
        (family(), (answer(rcode="REFUSED"),), "refused", "server"),
        (family(), (answer(rcode="SERVFAIL"),), "servfail", "server"),
        (family(), (answer(rcode="FORMERR"),), "unavailable", "server"),
        (family(), (answer(IP), LATE), "timeout", "server"),
        (family(), (LATE,), "timeout", "server"),
        (family(), (answer(IP), CUT), "unavailable", "server"),
        (family(), (answer(OTHER), LATE), "stale", "server"),
        (family(), (answer(),), "nodata", "server"),
        (family(addresses=(IP, SIX)), (answer(IP, SIX),), "ok", None),
        (family(addresses=(IP, SIX)), (answer(IP),), "nodata", "server"),
        (family(addresses=(IP, SIX)), (answer(OTHER, SIX),), "stale", "server"),
        (family(services=Readable([])), (answer(IP),), "no-service", "service"),
        (family(service={"selector": {"app": "x"}}), (answer(IP),), "selector-misses", "selector"),
        (family(pod={"subdomain": "old"}), (GONE,), "no-hostname", "hostname"),
        (family(pod={"hostname": ""}), (GONE,), "no-hostname", "hostname"),
        (family(endpoint={"hostname": ""}), (GONE,), "no-hostname", "endpointSlice"),
        (family(pods=Readable([])), (GONE,), "no-pod", "pod"),
        (family(service={"clusterIP": "10.96.0.5"}), (answer(IP),), "not-headless", "service"),
        (family(service={"clusterIP": "10.96.0.5"}), (GONE,), "nxdomain-unexpected", "server"),
        (
            family(services=Unreadable(why="no permission: list services")),
            (answer(IP),),
            "unavailable",
            "service",
        ),
        (family(pods=Unreadable(why="no permission: list pods")), (answer(IP),), "ok", None),
    ],
)
def test_the_first_layer_at_fault(
    found: Family, answers: tuple[Answer, ...], verdict: str, layer: str | None
) -> None:
    checked = check(found, *answers)
    assert (checked.verdict, checked.layer) == (verdict, layer), checked.sentence
    assert checked.sentence


@pytest.mark.parametrize(("age", "layer"), [(29, "cache"), (30, "cache"), (31, "server")])
def test_a_cache_of_thirty_seconds_explains_thirty_seconds(age: int, layer: str) -> None:
    assert check(family(age=age), answer(OTHER), cache=30).layer == layer


def test_how_long_a_missing_name_may_still_be_kept() -> None:
    checked = check(family(age=2), GONE)
    assert checked.negative_ttl == 4
    assert checked.sentence == (
        "no such name, expected 10.0.0.1 (2 s after the change; a cache may keep it 4 s more)"
    )


def test_another_way_to_write_an_address_is_the_same_address() -> None:
    long = "fd00:0:0:0:0:0:0:1"
    found = family(addresses=(IP, SIX), endpoint={"addresses": [long]})
    assert check(found, answer(IP, SIX)).expected == (IP, SIX)


def test_the_service_without_a_ready_endpoint() -> None:
    found = family(ready=False)
    checked = judge(
        service_name(found, zone="cluster.local"), expect_service(found), (GONE,), now=NOW
    )
    assert (checked.verdict, checked.layer) == ("nxdomain-expected", "readiness")


def test_both_families_are_asked_for() -> None:
    name = ordinal_name(family(addresses=(IP, SIX)), 0, zone="cluster.local")
    assert (name.text, name.types) == ("db-0.db.shop.svc.cluster.local.", ("A", "AAAA"))
