"""Writers that race, and objects that change between the plan and the write."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ststui.actions import (
    plan_claim_deletion,
    plan_image,
    plan_partition,
    plan_pod_deletion,
    plan_reversal,
    plan_scale,
    plan_set_deletion,
)
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.cluster.trouble import Trouble
from ststui.live.grounds import Target, read_grounds
from ststui.writing import FileAudit, Gate, Writer, carry_out, last_reversal
from tests.real.acted_on import codes, noted, settled, writes
from tests.real.doing import Hand, held
from tests.testbed.api import ApiError, wait_for
from tests.testbed.manifests import statefulset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from ststui.actions import Grounds, Plan
    from ststui.cluster.session import Session
    from ststui.writing import Outcome
    from tests.real.conftest import OwnBed
    from tests.testbed.audit import AuditLog

pytestmark = pytest.mark.real

WRITES = int(os.environ.get("STSTUI_RACE_WRITES", "100"))
"""Accepted writes of ststui in the race; 1000 in the full run."""


@dataclass(slots=True)
class One:
    """One ststui inside this process: its own session, the audit of the hand."""

    session: Session
    writer: Writer
    make: Callable[[Grounds], Plan]
    target: Target
    ends: list[Outcome] = field(default_factory=list)

    async def plan(self, uid: str | None = None) -> Plan:
        target = self.target
        target = Target(
            namespace=target.namespace,
            set=target.set,
            pod=target.pod,
            claim=target.claim,
            uid=uid,
        )
        found = await read_grounds(self.session, target)
        assert not isinstance(found, Trouble), found
        return self.make(found)

    async def do(
        self, plan: Plan, *, before_send: Callable[[], Awaitable[Any]] | None = None
    ) -> Outcome:
        """Carry it out; `before_send` happens after the fresh plan was made."""
        left = [before_send] if before_send else []

        async def again() -> Plan | str:
            target = self.target
            found = await read_grounds(
                self.session,
                Target(
                    namespace=target.namespace,
                    set=target.set,
                    pod=target.pod,
                    claim=target.claim,
                    uid=plan.subject.uid,
                ),
            )
            fresh = found.text if isinstance(found, Trouble) else self.make(found)
            if left:
                await left.pop()()
            return fresh

        return await carry_out(self.writer, plan, again=again, name=plan.subject.name)


@asynccontextmanager
async def one(hand: Hand, make: Callable[[Grounds], Plan], **target: str) -> AsyncIterator[One]:
    flags = ConnectionFlags(kubeconfig=str(hand.kubeconfig), namespace=hand.namespace.name)
    audit = FileAudit(hand.state / "ststui" / "audit.jsonl")
    async with open_session(flags) as session:
        writer = Writer(session=session, gate=Gate(), audit=audit)
        yield One(session, writer, make, Target(namespace=hand.namespace.name, **target))


@pytest.mark.timeout(900 + 8 * WRITES)  # what has been said of it grows with each write
async def test_a_race_writes_only_what_was_planned(  # noqa: C901, PLR0915 - one story of four
    hand: Hand, log: AuditLog
) -> None:
    manifest = statefulset("web", replicas=1, parallel=True)
    await hand.namespace.apply(manifest)
    await hand.namespace.wait_ready("web-0")
    history: dict[int, int] = {}
    first = await hand.namespace.get("StatefulSet", "web")
    assert first is not None
    history[first["metadata"]["generation"]] = first["spec"]["replicas"]
    log.skip()
    stop = asyncio.Event()
    picks = random.Random(7)
    wanted = [0]

    async def watch() -> None:
        since = first["metadata"]["resourceVersion"]
        # The API server ends every watch after half an hour to an hour (--min-request-timeout).
        while True:
            watched = hand.namespace.api.watch(
                "StatefulSet",
                namespace=hand.namespace.name,
                since=since,
            )
            async for event in watched:
                found = event["object"]
                since = found["metadata"]["resourceVersion"]
                if event["type"] in {"ADDED", "MODIFIED"}:
                    history[found["metadata"]["generation"]] = found["spec"]["replicas"]

    async def status() -> None:
        count = 0
        while not stop.is_set():
            count += 1
            with suppress(ApiError):
                await hand.namespace.api.patch(
                    "StatefulSet",
                    "web",
                    {"status": {"availableReplicas": count % 2, "collisionCount": count % 1000}},
                    namespace=hand.namespace.name,
                    subresource="status",
                )

    async def kubectl() -> None:
        while not stop.is_set():
            await hand.namespace.kubectl(
                "scale", "sts/web", f"--replicas={picks.choice([1, 2, 3])}"
            )

    accepted: list[tuple[int, int, int]] = []
    missed: list[tuple[int, Outcome]] = []

    async def writer() -> None:
        async with one(hand, lambda g: plan_scale(g, replicas=wanted[0]), set="web") as me:
            while len(accepted) < WRITES:
                number = picks.choice([1, 2, 3, 4])
                me.make = lambda g, n=number: plan_scale(g, replicas=n)  # type: ignore[misc]
                plan = await me.plan()
                if not plan.changes:
                    continue
                tests = {e["path"]: e["value"] for e in plan.requests[0].body if e["op"] == "test"}
                outcome = await me.do(plan)
                generation = tests["/metadata/generation"]
                if outcome.end == "accepted":
                    accepted.append((generation, tests["/spec/replicas"], number))
                else:
                    missed.append((generation, outcome))

    others = [asyncio.create_task(each()) for each in (watch, status, kubectl)]
    try:
        await asyncio.gather(writer(), writer())
    finally:
        stop.set()
        await asyncio.gather(*others[1:], return_exceptions=True)
    last = await hand.namespace.get("StatefulSet", "web")
    assert last is not None

    async def told() -> bool:
        return last["metadata"]["generation"] in history

    await wait_for(told, what="the watch to have told everything")
    others[0].cancel()
    with suppress(asyncio.CancelledError):
        await others[0]
    for generation, before, after in accepted:
        assert history[generation] == before
        assert history[generation + 1] == after
    assert len({generation for generation, _, _ in accepted}) == len(accepted)
    newest = max(history)
    for generation, outcome in missed:
        assert outcome.end == "changed", outcome
        assert generation < newest
        assert any(
            "replicas" in each or "spec" in each or "already" in each for each in outcome.changed
        ), outcome
    lines = noted(hand)
    ours = writes(log, hand.namespace.name)
    codes_noted = sorted(each["status"] for each in lines if each["phase"] == "after")
    assert codes_noted == sorted(each.response_status.code for each in ours)
    assert sum(code == 200 for code in codes_noted) == len(accepted) >= WRITES


async def test_a_change_after_the_fresh_plan_is_caught_by_the_tests(
    hand: Hand, log: AuditLog
) -> None:
    await settled(hand, 2)
    log.skip()
    async with one(hand, lambda g: plan_scale(g, replicas=3), set="web") as me:
        plan = await me.plan()

        async def interfere() -> None:
            await hand.namespace.scale("web", 1)

        outcome = await me.do(plan, before_send=interfere)
    assert outcome.end == "changed"
    assert outcome.changed == ("replicas was 2 and is 1 by now",)
    found = await hand.namespace.get("StatefulSet", "web")
    assert found is not None
    assert found["spec"]["replicas"] == 1
    assert all(each.response_status.code == 422 for each in writes(log, hand.namespace.name))


@pytest.mark.parametrize(
    "metadata",
    [
        {"annotations": {"ststui/quorum": "true"}},
        {"labels": {"argocd.argoproj.io/instance": "shop"}},
        {"ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "controller": True}]},
    ],
)
async def test_who_keeps_it_may_not_change_after_the_fresh_plan(
    hand: Hand, log: AuditLog, metadata: dict[str, Any]
) -> None:
    await settled(hand, 2)
    config = await hand.namespace.get("ConfigMap", "kube-root-ca.crt")
    assert config is not None
    for owner in metadata.get("ownerReferences", ()):
        owner |= {key: config["metadata"][key] for key in ("name", "uid")}
    log.skip()
    async with one(hand, lambda g: plan_scale(g, replicas=3), set="web") as me:
        plan = await me.plan()

        async def interfere() -> None:
            await hand.namespace.patch("StatefulSet", "web", {"metadata": metadata})

        outcome = await me.do(plan, before_send=interfere)
    assert outcome.end == "changed"
    assert outcome.changed[0].startswith("its owner changed, or a label or annotation")
    assert all(each.response_status.code == 422 for each in writes(log, hand.namespace.name))


async def test_a_label_that_tells_nothing_changes_nothing(hand: Hand) -> None:
    await settled(hand, 2)
    before = {"labels": {"team": "a"}, "annotations": {"note": "a"}}
    await hand.namespace.patch("StatefulSet", "web", {"metadata": before})
    async with one(hand, lambda g: plan_scale(g, replicas=3), set="web") as me:
        plan = await me.plan()

        async def interfere() -> None:
            changed = {"labels": {"team": "b"}, "annotations": {"note": "b", "more": "c"}}
            await hand.namespace.patch("StatefulSet", "web", {"metadata": changed})

        outcome = await me.do(plan, before_send=interfere)
    assert outcome.end == "accepted"


async def test_a_status_alone_changes_nothing(hand: Hand) -> None:
    await settled(hand, 2)
    async with one(hand, lambda g: plan_scale(g, replicas=3), set="web") as me:
        plan = await me.plan()

        async def interfere() -> None:
            await hand.namespace.annotate_pod("web-1", unready="true")
            await hand.namespace.wait_for(
                "StatefulSet",
                "web",
                lambda s: s["status"].get("readyReplicas") == 1,
                what="1 Ready",
            )

        outcome = await me.do(plan, before_send=interfere)
    assert outcome.end == "accepted"


async def test_an_object_that_was_made_anew_is_not_touched(hand: Hand, log: AuditLog) -> None:
    await settled(hand, 1, claims=["data"])

    async def again() -> None:
        """A new set of the same name and spec; its pod and claim too."""
        await hand.namespace.delete("StatefulSet", "web")
        await hand.namespace.wait_ready()
        await hand.namespace.delete("PersistentVolumeClaim", "data-web-0")
        await settled(hand, 1, claims=["data"])

    cases: tuple[tuple[Callable[[Grounds], Plan], dict[str, str]], ...] = (
        (lambda g: plan_scale(g, replicas=2), {"set": "web"}),
        (plan_set_deletion, {"set": "web"}),
        (plan_pod_deletion, {"pod": "web-0"}),
    )
    for make, target in cases:
        async with one(hand, make, **target) as me:
            plan = await me.plan()
            log.skip()
            await again()
            outcome = await me.do(plan)
            assert outcome.end == "changed", outcome
            assert outcome.plan.refused
            early = await me.plan()
            outcome = await me.do(early, before_send=again)
            assert outcome.end == "changed", outcome
            done = [e for e in writes(log, hand.namespace.name) if e.response_status.code < 300]
            assert done == []
    found = await hand.namespace.get("StatefulSet", "web")
    assert found is not None
    assert found["spec"]["replicas"] == 1


async def test_a_claim_that_comes_into_use_meanwhile_is_kept(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"])
    await hand.namespace.scale("web", 1)
    await hand.namespace.wait_ready("web-0")
    async with one(hand, plan_claim_deletion, claim="data-web-1") as me:
        plan = await me.plan()
        assert plan.allowed
        await hand.namespace.scale("web", 2)
        await hand.namespace.wait_ready("web-0", "web-1")
        outcome = await me.do(plan)
    assert outcome.end == "changed"
    assert outcome.plan.refused
    found = await hand.namespace.get("PersistentVolumeClaim", "data-web-1")
    assert found is not None
    assert "deletionTimestamp" not in found["metadata"]


async def test_an_object_that_is_gone(hand: Hand) -> None:
    await settled(hand, 1)
    async with one(hand, lambda g: plan_scale(g, replicas=2), set="web") as me:
        plan = await me.plan()
        await hand.namespace.delete("StatefulSet", "web")
        outcome = await me.do(plan)
    assert outcome.end == "unread"
    assert "does not exist" in outcome.message
    assert noted(hand) == []


async def test_a_pod_on_a_dead_node_is_forced_only_with_its_name(
    own_bed: OwnBed, tmp_path: Path
) -> None:
    from tests.testbed.api import Api  # noqa: PLC0415 - a bed of its own
    from tests.testbed.namespace import fresh_namespace  # noqa: PLC0415

    bed = own_bed()
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("dead", cluster=bed, api=api) as namespace,
    ):
        hand = Hand(namespace, tmp_path, bed.kubeconfig)
        await settled(hand, 1)
        pod = await namespace.get("Pod", "web-0")
        assert pod is not None
        node = pod["spec"]["nodeName"]
        await api.patch(
            "Node", node, {"metadata": {"annotations": {"ststui.test/not-ready": "true"}}}
        )
        await namespace.wait_for("Node", node, _not_ready, what="not Ready")
        plan = await hand.plan("delete", "pod/web-0")
        assert plan["deletes"] == ["web-0"]
        assert "cannot-come-back" in codes(plan)
        ended = await hand.run("delete", "pod/web-0", "--force", "--yes")
        assert ended.code == 1, ended
        plan, _ = await held(hand, "delete", "pod/web-0", "--force")
        assert plan["replaces"] == ["web-0"]
        assert "at-most-one" in codes(plan)
        assert any("out-of-service" in line for line in plan["details"])


def _not_ready(found: Any) -> bool:
    conditions = found["status"]["conditions"]
    return any(c["type"] == "Ready" and c["status"] != "True" for c in conditions)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda g: plan_scale(g, replicas=3), ("replicas",)),
        (
            lambda g: plan_partition(g, partition=1),
            ("updateStrategy", "rollingUpdate", "partition"),
        ),
        (
            lambda g: plan_image(g, container="main", image="app:2"),
            ("template", "spec", "containers", 0, "image"),
        ),
    ],
)
async def test_a_write_is_reversed_and_reversed_again(
    hand: Hand, make: Callable[[Grounds], Plan], field: tuple[str | int, ...]
) -> None:
    await settled(hand, 2)

    async def value() -> Any:
        found: Any = await hand.namespace.get("StatefulSet", "web")
        found = found["spec"]
        for each in field:
            found = found[each]
        return found

    before = await value()
    async with one(hand, make, set="web") as me:
        assert (await me.do(await me.plan())).end == "accepted"
        after = await value()
        assert after != before
        for expected in (before, after):
            found = await hand.namespace.get("StatefulSet", "web")
            assert found is not None
            reversal = last_reversal(me.writer.audit, uid=found["metadata"]["uid"])
            assert not isinstance(reversal, str)
            me.make = lambda g, r=reversal: plan_reversal(g, r)  # type: ignore[misc]
            plan = await me.plan()
            assert plan.details[0].startswith("not restored")
            assert (await me.do(plan)).end == "accepted"
            assert await value() == expected
