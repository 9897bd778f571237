"""``--wait``: when what was deleted counts as gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import Consequences, LostClaim, Plan, Subject
from ststui.actions.request import CLAIMS, SETS, delete, patch_claim
from ststui.cli.follow import follow
from ststui.demo import kinds
from ststui.live.grounds import Target
from ststui.model import Metadata, PersistentVolumeClaim
from tests.faults.behind import behind_a_proxy
from tests.faults.fault_proxy import Canned

if TYPE_CHECKING:
    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo

NS, NAME = "production", "data-database-0"
TARGET = Target(namespace=NS, claim=NAME)
DENIED = Canned(403, b"no", {"Content-Type": "text/plain"})


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ststui.cli.follow.EVERY", 0.0)
    monkeypatch.setattr("ststui.cli.follow.MOST_FAILURES", 2)


def claim_deletion(uid: str) -> Plan:
    return Plan(
        action="delete",
        title="",
        subject=Subject("PersistentVolumeClaim", "demo", NS, NAME, uid),
        consequences=Consequences(claims_deleted=(LostClaim(NAME, "v", "Delete", True, uid),)),
        requests=(delete(CLAIMS, Metadata(name=NAME, namespace=NS, uid=uid)),),
    )


def set_deletion(uid: str) -> Plan:
    return Plan(
        action="delete",
        title="",
        subject=Subject("StatefulSet", "demo", NS, "gone", uid),
        consequences=Consequences(claims_deleted=(LostClaim(NAME, "v", "Delete", True, uid),)),
        requests=(delete(SETS, Metadata(name="gone", namespace=NS, uid=uid)),),
    )


def uid(demo: Demo) -> str:
    found = demo.store.get(kinds.CLAIMS, NS, NAME)
    assert found is not None
    kept: str = found["metadata"]["uid"]
    return kept


async def test_claims_that_cannot_be_read_are_not_gone() -> None:
    async with behind_a_proxy() as (demo, proxy, session):
        proxy.refuse = lambda r: DENIED if "persistentvolumeclaims" in r.path else None
        ended = await follow(session, TARGET, claim_deletion(uid(demo)), say=print)
        assert ended == "the cluster cannot be read any more"


async def test_claims_are_not_asked_for_where_none_goes() -> None:
    async with behind_a_proxy() as (_, proxy, session):
        proxy.refuse = lambda r: DENIED if "persistentvolumeclaims" in r.path else None
        subject = Subject("StatefulSet", "demo", NS, "gone", "another")
        plan = Plan(action="delete", title="", subject=subject)
        assert await follow(session, Target(namespace=NS, set="gone"), plan, say=print) == ""


@pytest.mark.parametrize("plan", [claim_deletion("former"), set_deletion("former")])
async def test_a_claim_made_anew_is_not_the_one_that_was_deleted(plan: Plan) -> None:
    async with behind_a_proxy() as (_, _proxy, session):
        assert await follow(session, TARGET, plan, say=print) == ""


@pytest.mark.parametrize("kind", ["Pod", "StatefulSet"])
async def test_a_claim_made_anew_is_not_the_former_one_whoever_owns_it(kind: str) -> None:
    async with behind_a_proxy() as (demo, _, session):
        owner = {"apiVersion": "v1", "kind": kind, "name": "database-0", "uid": "new"}
        found = demo.store.get(kinds.CLAIMS, NS, NAME)
        assert found is not None
        owned = {**found, "metadata": {**found["metadata"], "ownerReferences": [owner]}}
        demo.store.put(kinds.CLAIMS, owned)
        assert await follow(session, TARGET, set_deletion("former"), say=print) == ""


@pytest.mark.parametrize(
    ("seconds", "finalizers", "ended"),
    [
        (30, ["example.com/hold"], "stuck: database-0 is to be gone and has finalizers (example"),
        (4000, [], "stuck: database-0 is 66m overdue: its kubelet does not confirm it"),
    ],
)
async def test_a_pod_that_does_not_go_is_not_waited_for_for_ever(
    seconds: int, finalizers: list[str], ended: str
) -> None:
    async with behind_a_proxy() as (demo, _, session):
        pod = demo.store.get(kinds.PODS, NS, "database-0")
        assert pod is not None
        past = demo.clock.now() - timedelta(seconds=seconds)
        going = {"deletionTimestamp": f"{past:%Y-%m-%dT%H:%M:%SZ}", "finalizers": finalizers}
        demo.store.put(kinds.PODS, {**pod, "metadata": {**pod["metadata"], **going}})
        plan = Plan(
            action="delete",
            title="",
            subject=Subject("Pod", "demo", NS, "database-0", pod["metadata"]["uid"]),
        )
        target = Target(namespace=NS, pod="database-0")
        assert (await follow(session, target, plan, say=print)).startswith(ended)


def expansion(demo: Demo, *names: str, size: str) -> Plan:
    claims = [demo.store.get(kinds.CLAIMS, NS, each) for each in names]
    return Plan(
        action="expand",
        title="",
        subject=Subject("StatefulSet", "demo", NS, "database", "u"),
        requests=tuple(
            patch_claim(msgspec.convert(each, PersistentVolumeClaim), size=size) for each in claims
        ),
    )


def put_status(demo: Demo, name: str, **status: Any) -> None:
    found = demo.store.get(kinds.CLAIMS, NS, name)
    assert found is not None
    spec = {**found["spec"], "resources": {"requests": {"storage": "90Gi"}}}
    demo.store.put(kinds.CLAIMS, {**found, "spec": spec, "status": {**found["status"], **status}})


async def test_an_expansion_is_followed_claim_by_claim_until_done_or_stuck() -> None:
    async with behind_a_proxy() as (demo, _, session):
        await demo.clock.step(60)
        first, second = "data-database-0", "data-database-1"
        plan = expansion(demo, first, second, size="90Gi")
        put_status(demo, first)
        put_status(demo, second, conditions=[{"type": "Resizing", "status": "True"}])
        told: asyncio.Queue[str] = asyncio.Queue()
        target = Target(namespace=NS, set="database")
        waiting = asyncio.create_task(follow(session, target, plan, say=told.put_nowait))
        assert await told.get() == (
            f"0 of 2 claims done; nothing has begun to grow {first} yet; "
            f"the storage grows the disk of {second}"
        )
        put_status(demo, first, capacity={"storage": "90Gi"})
        assert await told.get() == f"1 of 2 claims done; the storage grows the disk of {second}"
        put_status(demo, second, allocatedResourceStatuses={"storage": "NodeResizeInfeasible"})
        ended = await waiting
        assert ended.startswith(f"stuck: the storage refuses 90Gi for {second} (NodeResize")
        assert first not in ended


async def test_an_expansion_that_does_not_move_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ststui.actions.resize.PATIENCE", 0.2)
    async with behind_a_proxy() as (demo, _, session):
        await demo.clock.step(60)
        plan = expansion(demo, NAME, size="90Gi")
        put_status(demo, NAME)
        ended = await follow(session, Target(namespace=NS, set="database"), plan, say=print)
        assert ended == f"stuck: nothing has begun to grow {NAME} yet, for 0s now"


async def test_a_claim_that_is_still_there_is_waited_for() -> None:
    async with behind_a_proxy() as (demo, _, session):
        told: asyncio.Queue[str] = asyncio.Queue()
        plan = claim_deletion(uid(demo))
        waiting = asyncio.create_task(follow(session, TARGET, plan, say=told.put_nowait))
        assert await told.get() == "waits for the last object to be gone"
        waiting.cancel()
