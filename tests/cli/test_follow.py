"""``--wait``: when what was deleted counts as gone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import (
    Consequences,
    LostClaim,
    Plan,
    Reversal,
    Subject,
    plan_image,
    plan_partition,
    plan_restart,
    plan_scale,
)
from ststui.actions.request import CLAIMS, SETS, delete, patch_claim
from ststui.cli.follow import follow
from ststui.cluster.trouble import Response, Trouble
from ststui.demo import kinds
from ststui.demo.scenarios import sets
from ststui.live.grounds import Hints, Target, read_grounds
from ststui.model import Metadata, PersistentVolumeClaim
from ststui.writing.send import send
from tests.faults.behind import behind_a_proxy
from tests.faults.fault_proxy import Canned

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions import Action, Grounds
    from ststui.cluster.session import Session
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
        assert await told.get() == f"waits for claim {NAME} to be gone"
        waiting.cancel()


def put_claim(demo: Demo, name: str, *, seconds: int = 60) -> LostClaim:
    """A claim like another one, deleted some seconds ago and held by somebody's finalizer."""
    like = demo.store.get(kinds.CLAIMS, NS, NAME)
    assert like is not None
    past = demo.clock.now() - timedelta(seconds=seconds)
    more = {"name": name, "uid": name, "deletionTimestamp": f"{past:%Y-%m-%dT%H:%M:%SZ}", **HELD}
    demo.store.put(kinds.CLAIMS, {**like, "metadata": {**like["metadata"], **more}})
    return LostClaim(name, "v", "Delete", True, name)


HELD = {"finalizers": ["example.com/hold"]}
STUCK = (
    "stuck: claim data-database-7 is to be gone and has finalizers (example.com/hold): who set "
    "them takes them off"
)


async def test_a_scale_down_is_not_done_before_its_claims_are_gone() -> None:
    async with behind_a_proxy() as (demo, _, session):
        await demo.clock.step(600)
        its_set = demo.store.get(kinds.STATEFUL_SETS, NS, "database")
        assert its_set is not None
        claim = put_claim(demo, "data-database-7")
        plan = Plan(
            action="scale",
            title="",
            subject=Subject("StatefulSet", "demo", NS, "database", its_set["metadata"]["uid"]),
            consequences=Consequences(claims_deleted=(claim,)),
            reversal=Reversal("scale", 8, its_set["spec"]["replicas"]),
        )
        assert await follow(session, DATABASE, plan, say=print) == STUCK
        put_claim(demo, claim.name, seconds=0)
        told: asyncio.Queue[str] = asyncio.Queue()
        waiting = asyncio.create_task(follow(session, DATABASE, plan, say=told.put_nowait))
        assert await told.get() == "waits for claim data-database-7 to be gone"
        demo.store.remove(kinds.CLAIMS, NS, claim.name)
        assert await waiting == ""


@pytest.mark.parametrize("action", ["delete", "cleanup"])
async def test_claims_that_are_held_are_not_waited_for(action: Action) -> None:
    async with behind_a_proxy() as (demo, _, session):
        claim = put_claim(demo, "data-database-7")
        plan = replace(set_deletion("former"), action=action)
        plan = replace(plan, consequences=Consequences(claims_deleted=(claim,)))
        assert await follow(session, DATABASE, plan, say=print) == STUCK


DATABASE = Target(namespace=NS, set="database")


def image_plan(grounds: Grounds) -> Plan:
    return plan_image(grounds, container="postgres", image="app:9")


@pytest.mark.parametrize(
    ("make", "path", "value", "ended"),
    [
        (
            lambda g: plan_scale(g, replicas=5),
            "spec.replicas",
            4,
            "somebody changed spec.replicas to 4 meanwhile: not waited for",
        ),
        (
            lambda g: plan_partition(g, partition=1),
            "spec.updateStrategy.rollingUpdate.partition",
            2,
            "somebody changed the partition to 2 meanwhile: not waited for",
        ),
        (
            plan_restart,
            "spec.template.metadata.annotations",
            {"kubectl.kubernetes.io/restartedAt": "2030-01-01T00:00:00Z"},
            "somebody changed the pod template meanwhile: not waited for",
        ),
        (
            image_plan,
            "spec.template.spec.containers",
            [{"name": "postgres", "image": "app:3"}],
            "somebody changed the image of postgres to app:3 meanwhile: not waited for",
        ),
    ],
)
async def test_what_somebody_else_made_of_it_is_not_waited_for(
    make: Callable[[Grounds], Plan], path: str, value: object, ended: str
) -> None:
    async with behind_a_proxy() as (demo, _, session):
        plan = await carried_out(session, make)
        told: asyncio.Queue[str] = asyncio.Queue()
        waiting = asyncio.create_task(follow(session, DATABASE, plan, say=told.put_nowait))
        assert (await told.get()).startswith("the controller ")
        sets.change(demo.cluster, "database", namespace=NS, path=path, value=value)
        assert await waiting == ended


async def carried_out(session: Session, make: Callable[[Grounds], Plan]) -> Plan:
    """A plan whose requests were sent."""
    read = await read_grounds(session, DATABASE, hints=Hints())
    assert not isinstance(read, Trouble)
    plan = make(read)
    assert plan.changes, plan
    for each in plan.requests:
        assert isinstance(await send(session, each), Response)
    return plan


async def test_a_partition_that_somebody_raises_holds_back_what_was_to_be_replaced() -> None:
    async with behind_a_proxy() as (demo, _, session):
        await demo.clock.step(600)
        plan = await carried_out(session, plan_restart)
        assert len(plan.consequences.replaces) == 3
        told: asyncio.Queue[str] = asyncio.Queue()
        waiting = asyncio.create_task(follow(session, DATABASE, plan, say=told.put_nowait))
        await told.get()
        path = "spec.updateStrategy.rollingUpdate.partition"
        sets.change(demo.cluster, "database", namespace=NS, path=path, value=3)
        await demo.clock.step(600)
        assert await waiting == (
            "somebody changed the partition to 3, which holds "
            "database-2, database-1, database-0 meanwhile: not waited for"
        )


async def test_a_set_that_somebody_deletes_is_not_waited_for() -> None:
    async with behind_a_proxy() as (demo, _, session):
        plan = await carried_out(session, lambda g: plan_scale(g, replicas=5))
        other = replace(plan, subject=replace(plan.subject, uid="former"))
        made_anew = "somebody deleted database and made it anew meanwhile: not waited for"
        assert await follow(session, DATABASE, other, say=print) == made_anew
        told: asyncio.Queue[str] = asyncio.Queue()
        waiting = asyncio.create_task(follow(session, DATABASE, plan, say=told.put_nowait))
        await told.get()
        demo.store.remove(kinds.STATEFUL_SETS, NS, "database")
        assert await waiting == "somebody deleted database meanwhile: not waited for"


async def test_what_nobody_changes_is_followed_to_its_end() -> None:
    async with behind_a_proxy() as (demo, _, session):
        await demo.clock.step(600)
        plan = await carried_out(session, plan_restart)
        told: asyncio.Queue[str] = asyncio.Queue()
        waiting = asyncio.create_task(follow(session, DATABASE, plan, say=told.put_nowait))
        await told.get()
        await demo.clock.step(900)
        assert await waiting == ""


async def test_a_pod_that_has_to_stay_ready_is_waited_for() -> None:
    async with behind_a_proxy() as (demo, _, session):
        await demo.clock.step(600)
        sets.change(demo.cluster, "database", namespace=NS, path="spec.minReadySeconds", value=600)
        await demo.clock.step(900)
        plan = await carried_out(session, plan_restart)
        told: asyncio.Queue[str] = asyncio.Queue()
        waiting = asyncio.create_task(follow(session, DATABASE, plan, say=told.put_nowait))
        last = ""
        while "database-0 to stay Ready" not in last:
            while not told.empty():
                last = told.get_nowait()
            assert not waiting.done(), last
            await demo.clock.step(5)
        await demo.clock.step(900)
        assert await waiting == ""
