"""Lists and single objects, read once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from ststui.cluster.kinds import CLAIMS, KINDS, NODES, PODS, SLICES, STATEFUL_SETS, path
from ststui.cluster.listing import Listed, get_one, in_short, list_once, selection
from ststui.cluster.trouble import Trouble
from ststui.model import Complaint, StatefulSet
from tests.cluster.loopback import kubeconfig, served, session_to
from tests.faults.fault_proxy import Canned, bytewise, fault_proxy
from tests.faults.scripted_api import scripted_api

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.pure
def test_where_the_kinds_are() -> None:
    assert path(PODS) == "/api/v1/pods"
    assert path(PODS, namespace="shop", name="db-0") == "/api/v1/namespaces/shop/pods/db-0"
    assert path(STATEFUL_SETS, namespace="shop") == "/apis/apps/v1/namespaces/shop/statefulsets"
    assert path(NODES, namespace="shop", name="a") == "/api/v1/nodes/a"
    assert len({hash(kind) for kind in KINDS}) == len(KINDS)


@pytest.mark.pure
def test_selectors_of_a_kind_hold_unless_others_are_given() -> None:
    def query(**given: str | None) -> dict[str, str]:
        return selection(
            PODS,
            label_selector=given.get("labels"),
            field_selector=given.get("fields") or "",
        )

    assert query() == {"labelSelector": "statefulset.kubernetes.io/pod-name"}
    assert query(labels="app=db") == {"labelSelector": "app=db"}
    assert query(labels="", fields="metadata.name=db-1") == {"fieldSelector": "metadata.name=db-1"}
    assert selection(CLAIMS, label_selector=None, field_selector="") == {}
    assert "headless" in selection(SLICES, label_selector=None, field_selector="")["labelSelector"]


@pytest.mark.demo
async def test_a_list_that_expires_is_begun_anew_and_a_busy_server_waited_for(
    tmp_path: Path,
) -> None:
    async with scripted_api() as api, fault_proxy(api.url) as proxy:
        for number in range(1001):
            await api.put(f"set-{number:04}")
        await api.put("zodd", spec={"replicas": "many"})
        expired = Canned(410, b'{"kind":"Status","code":410,"reason":"Expired"}')
        canned = [Canned(429, b"", {"Retry-After": "0"}), None, expired]
        proxy.refuse = lambda _: canned.pop(0) if canned else None
        async with session_to(kubeconfig(tmp_path, server=proxy.url)) as session:
            found = await list_once(session, STATEFUL_SETS, namespace=None)
    assert isinstance(found, Listed)
    assert [item.metadata.name for item in found.items] == [f"set-{n:04}" for n in range(1001)]
    assert [complaint.name for complaint in found.complaints] == ["zodd"]
    assert found.resource_version == str(api.version)
    assert [r.query.get("continue") for r in proxy.requests] == [
        None,
        None,
        "set-0499",
        None,
        "set-0499",
        "set-0999",
    ]


@pytest.mark.demo
@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b""])
async def test_what_is_no_list(tmp_path: Path, body: bytes) -> None:
    async def nonsense(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body)

    async with (
        served(nonsense) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
    ):
        found = await list_once(session, STATEFUL_SETS, namespace=None)
    assert isinstance(found, Trouble)
    assert found.kind == "malformed"
    assert "statefulsets" in found.text


@pytest.mark.demo
@pytest.mark.parametrize(
    ("body", "sort"),
    [
        ({"metadata": {"name": "db", "uid": "u"}, "spec": {"replicas": 3}}, StatefulSet),
        ({"metadata": {"name": "db", "uid": "u"}, "spec": {"replicas": []}}, Complaint),
    ],
)
async def test_one_object(tmp_path: Path, body: object, sort: type) -> None:
    async def one(_: web.Request) -> web.StreamResponse:
        return web.json_response(body)

    async with (
        served(one) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
    ):
        found = await get_one(session, STATEFUL_SETS, namespace="shop", name="db")
    assert isinstance(found, sort)


RBAC = (
    'nodes is forbidden: User "x" cannot list resource "nodes" in API group "" at the cluster scope'
)
INSIDE = (
    'pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "n"'
)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("message", "said"),
    [
        (RBAC, "no permission: list nodes"),
        (INSIDE, "no permission: list nodes"),
        (f"{RBAC}: role \x1b is gone", "no permission: list nodes (role is gone)"),
        ("ask the\nteam", "no permission: list nodes (ask the team)"),
        ("", "https://it denies this (HTTP 403)"),
    ],
)
def test_a_missing_right_is_told_in_short_with_what_is_special_about_it(
    message: str, said: str
) -> None:
    text = "https://it denies this (HTTP 403)"
    found = in_short(Trouble(kind="denied", text=text, message=message), right="list nodes")
    assert (found.text, found.message) == (said, message)
    gone = Trouble(kind="gone", text="it is gone", message=message)
    assert in_short(gone, right="list nodes") == gone


@pytest.mark.demo
async def test_the_words_of_a_refusal_arrive_whole_however_they_come(tmp_path: Path) -> None:
    words = "statefulsets.apps is forbidden: " + "x" * 200

    async def refuse(_: web.Request) -> web.StreamResponse:
        status = {"kind": "Status", "code": 403, "message": words, "reason": "Forbidden"}
        return web.Response(status=403, body=json.dumps(status).encode())

    async with served(refuse) as server, fault_proxy(server.url) as proxy:
        proxy.shape = bytewise
        async with session_to(kubeconfig(tmp_path, server=proxy.url)) as session:
            found = await list_once(session, STATEFUL_SETS, namespace=None)
    assert isinstance(found, Trouble)
    assert (found.kind, found.message) == ("denied", words)
