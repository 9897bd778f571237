"""The next step, case by case; each case was looked up in the controller's source (v1.36.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from ststui.controller import Step, WaitsFor, next_step
from ststui.model.event import Event
from ststui.model.metadata import Metadata, OwnerReference
from ststui.model.readable import Readable
from ststui.model.stateful_set import ClaimRetention, RollingUpdate
from tests.controller.scene import NEW, NOW, OLD, SET, Scene, pod_reference

pytestmark = pytest.mark.pure

V136 = "v1.36.3"
V137 = "v1.37.2"

BOTH = ClaimRetention(when_deleted="Delete", when_scaled="Delete")
SCALED = ClaimRetention(when_deleted="Retain", when_scaled="Delete")
DELETED = ClaimRetention(when_deleted="Delete", when_scaled="Retain")
FOREIGN = OwnerReference(kind="ReplicaSet", name="other", uid="other", controller=True)
PLAIN = OwnerReference(kind="StatefulSet", name="web", uid="set", api_version="apps/v1")


def said(scene: Scene, *, version: str = V136) -> str:
    """The step in one line: ``delete web-2 (outdated) on web-new``."""
    step = next_step(scene.family(), now=NOW, server_version=version)
    assert step is not None
    return "; ".join(map(words, (step, *step.allowed)))


def words(step: Step) -> str:
    parts = [step.verb, *(each for each in (step.pod, step.claim) if each)]
    if step.code:
        parts.append(f"({step.code})")
    if step.revision:
        parts.append(f"on {step.revision}")
    if step.waits_for:
        target = step.waits_for
        seconds = "" if target.seconds is None else f" in {target.seconds}"
        parts.append(f"until {target.kind} {target.name} {target.what}{seconds}")
    return " ".join(parts)


UPDATING = Scene(update=NEW)
CASES = {
    "all is well": (Scene().ready(0, 1, 2), "none"),
    "asleep": (Scene(replicas=0), "none"),
    "replicas absent means one": (Scene(replicas=None), f"create web-0 on {OLD}"),
    "the first pod": (Scene(), f"create web-0 on {OLD}"),
    "a hole is filled before the end": (Scene(replicas=4).ready(0, 2), f"create web-1 on {OLD}"),
    "head of line": (
        Scene().pod(0, ready=False),
        "wait web-0 until Pod web-0 ready",
    ),
    "a pod without a Ready condition of phase Pending": (
        Scene().pod(0, phase="Pending"),
        "wait web-0 until Pod web-0 ready",
    ),
    "a terminating pod of the range": (
        Scene().ready(0).pod(1, ends_in=12).ready(2),
        "wait web-1 until Pod web-1 gone in 12",
    ),
    "a terminating pod that is overdue": (
        Scene().ready(0).pod(1, ends_in=-30),
        "wait web-1 until Pod web-1 gone in -30",
    ),
    "minReadySeconds": (
        Scene(min_ready_seconds=30).pod(0, since=10),
        "wait web-0 until Pod web-0 available in 20",
    ),
    "minReadySeconds are over at the very second": (
        Scene(min_ready_seconds=30).pod(0, since=30),
        f"create web-1 on {OLD}",
    ),
    "a failed pod": (
        Scene().ready(0).pod(1, phase="Failed"),
        f"delete web-1 (failed) on {OLD}",
    ),
    "a pod that succeeded": (
        Scene().ready(0).pod(1, phase="Succeeded"),
        f"delete web-1 (failed) on {OLD}",
    ),
    "a failed pod that is going": (
        Scene().pod(0, phase="Failed", ends_in=3),
        "wait web-0 (failed) until Pod web-0 gone in 3",
    ),
    "start ordinals": (Scene(start=10).ready(10), f"create web-11 on {OLD}"),
    "below start is condemned": (
        Scene(start=1, replicas=2).ready(0, 1, 2),
        "delete web-0 (scaleDown)",
    ),
    "scale down from the top": (Scene(replicas=1).ready(0, 1, 2), "delete web-2 (scaleDown)"),
    "scale down waits for the range": (
        Scene(replicas=2).ready(0, 2, 3).pod(1, ready=False),
        "wait web-1 until Pod web-1 ready",
    ),
    "scale down waits for the lowest condemned pod that is not available": (
        Scene(replicas=1).ready(0, 3).pod(1, ready=False).pod(2, ready=False),
        "delete web-3 (scaleDown)",
    ),
    "and does not delete another one that is not": (
        Scene(replicas=1).ready(0).pod(1, ready=False).pod(2, ready=False),
        "wait web-2 until Pod web-1 ready; wait web-2 until Pod web-2 ready",
    ),
    "the lowest one is gone already": (
        Scene(replicas=1).ready(0).pod(2, ready=False),
        "delete web-2 (scaleDown)",
    ),
    "the lowest one itself may be deleted": (
        Scene(replicas=1).ready(0).pod(1, ready=False),
        "delete web-1 (scaleDown)",
    ),
    "a condemned pod that is going": (
        Scene(replicas=1).ready(0, 1).pod(2, ends_in=5),
        "wait web-2 until Pod web-2 gone in 5",
    ),
    "update from the top": (UPDATING.ready(0, 1, 2), f"delete web-2 (outdated) on {NEW}"),
    "update waits for the pod it replaced": (
        UPDATING.ready(0, 1).pod(2, revision=NEW, ready=False),
        "wait web-2 until Pod web-2 ready",
    ),
    "update goes on": (
        UPDATING.ready(0, 1).ready(2, revision=NEW),
        f"delete web-1 (outdated) on {NEW}",
    ),
    "a broken revision is not replaced": (
        UPDATING.pod(0, ready=False),
        "wait web-0 (outdated) until Pod web-0 ready",
    ),
    "a pod below the partition is not replaced when it becomes Ready": (
        replace(UPDATING, rolling=RollingUpdate(partition=1)).pod(0, ready=False),
        "wait web-0 until Pod web-0 ready",
    ),
    "nor is one of the new revision below a partition that was raised": (
        replace(UPDATING, rolling=RollingUpdate(partition=3))
        .ready(0, 1)
        .pod(2, revision=NEW, ready=False),
        "wait web-2 until Pod web-2 ready",
    ),
    "nor any with OnDelete": (
        replace(UPDATING, strategy="OnDelete", rolling=None).pod(0, ready=False),
        "wait web-0 until Pod web-0 ready",
    ),
    "without a rollingUpdate block too a broken revision is not replaced": (
        replace(UPDATING, rolling=None, current_replicas=3).pod(0, ready=False),
        "wait web-0 (outdated) until Pod web-0 ready",
    ),
    "the partition holds": (
        replace(UPDATING, rolling=RollingUpdate(partition=2)).ready(0, 1).ready(2, revision=NEW),
        "none (held)",
    ),
    "a partition beyond the replicas holds all": (
        replace(UPDATING, rolling=RollingUpdate(partition=9)).ready(0, 1, 2),
        "none (held)",
    ),
    "below the partition a pod comes back on the old revision": (
        replace(UPDATING, rolling=RollingUpdate(partition=2)).ready(0).ready(2, revision=NEW),
        f"create web-1 on {OLD}",
    ),
    "the partition is an index from start": (
        replace(UPDATING, start=10, replicas=5, rolling=RollingUpdate(partition=3))
        .ready(10, 11, 12)
        .ready(13, 14, revision=NEW),
        "none (held)",
    ),
    "above it a pod comes back on the new one": (
        replace(UPDATING, start=10, replicas=5, rolling=RollingUpdate(partition=3))
        .ready(10, 11, 12)
        .ready(14, revision=NEW),
        f"create web-13 on {NEW}",
    ),
    "without a rollingUpdate block currentReplicas decide": (
        replace(UPDATING, rolling=None, current_replicas=2).ready(0).ready(2, revision=NEW),
        f"create web-1 on {OLD}",
    ),
    "and a deletion lowers them before the new pod is made": (
        replace(UPDATING, rolling=None, current_replicas=3).ready(0, 1, 2),
        f"delete web-2 (outdated) on {NEW}",
    ),
    "OnDelete leaves pods alone": (
        replace(UPDATING, strategy="OnDelete", rolling=None).ready(0, 1, 2),
        "none (onDelete)",
    ),
    "OnDelete makes deleted pods anew on the update revision": (
        replace(UPDATING, strategy="OnDelete", rolling=None).ready(0, 2),
        f"create web-1 on {NEW}",
    ),
    "scaling goes before updating": (
        replace(UPDATING, replicas=2).ready(0, 1, 2),
        "delete web-2 (scaleDown)",
    ),
    "maxUnavailable is not in force in 1.36": (
        replace(UPDATING, rolling=RollingUpdate(partition=0, max_unavailable=2)).ready(0, 1, 2),
        f"delete web-2 (outdated) on {NEW}",
    ),
    "Parallel makes all at once": (
        Scene(parallel=True).ready(1),
        f"create web-0 on {OLD}; create web-2 on {OLD}",
    ),
    "Parallel scales down all at once, and makes what is missing": (
        Scene(parallel=True, replicas=2).ready(1, 2, 3),
        f"create web-0 on {OLD}; delete web-3 (scaleDown); delete web-2 (scaleDown)",
    ),
    "Parallel updates one after the other": (
        replace(UPDATING, parallel=True).ready(0, 1).pod(2, revision=NEW, ready=False),
        "wait web-2 until Pod web-2 ready",
    ),
    "Parallel replaces an outdated pod that is not Ready": (
        replace(UPDATING, parallel=True).pod(2, ready=False).ready(0, 1),
        f"delete web-2 (outdated) on {NEW}",
    ),
    "Parallel has nothing to wait for when all are of the revision": (
        Scene(parallel=True).ready(0, 1).pod(2, ready=False),
        "none",
    ),
    "a set being deleted": (Scene(deleting=True).ready(0), "none (deleting)"),
    "the last change was not seen yet": (
        Scene(generation=2).ready(0, 1, 2),
        "wait until StatefulSet web observed",
    ),
    "a change not seen yet whose effect is known": (
        Scene(generation=2, replicas=2).ready(0, 1, 2),
        "delete web-2 (scaleDown)",
    ),
    "a name held by someone else": (
        Scene().ready(0).pod(1, owner=FOREIGN),
        "blocked web-1 (nameTaken) until Pod web-1 gone",
    ),
    "a name held by a pod of nobody that does not match": (
        Scene().ready(0).pod(1, owner=None, labels={"app": "else"}),
        "blocked web-1 (nameTaken) until Pod web-1 gone",
    ),
    "a pod of nobody that matches is adopted": (
        Scene(replicas=1).pod(0, owner=None),
        "update web-0 (adopt)",
    ),
    "an owned pod that does not match any more is released": (
        Scene(replicas=1).pod(0, labels={"app": "else"}),
        "update web-0 (release)",
    ),
    "the label of a pod is put right": (
        Scene(replicas=1).pod(0, labels={"statefulset.kubernetes.io/pod-name": "x"}),
        "update web-0 (identity)",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_pods(case: str) -> None:
    scene, expected = CASES[case]
    assert said(scene) == expected


DATA = Scene(templates=("data",))
CLAIM_CASES = {
    "the claim is made with the pod": (DATA, f"create web-0 data-web-0 on {OLD}"),
    "a claim that is kept is used again": (
        DATA.claim("data-web-0"),
        f"create web-0 on {OLD}",
    ),
    "two claims": (
        Scene(templates=("data", "logs")),
        f"create web-0 data-web-0 on {OLD}; create logs-web-0",
    ),
    "a claim that is being deleted": (
        DATA.claim("data-web-0", terminating=True),
        "wait web-0 until PersistentVolumeClaim data-web-0 gone",
    ),
    "a deleted claim of a pending pod is made anew": (
        replace(DATA, replicas=1).pod(0, phase="Pending"),
        "create data-web-0",
    ),
    "a deleted claim of a running pod is not": (replace(DATA, replicas=1).pod(0), "none"),
    "a pending pod whose claim is going": (
        replace(DATA, replicas=1).pod(0, phase="Pending").claim("data-web-0", terminating=True),
        "wait web-0 until PersistentVolumeClaim data-web-0 gone",
    ),
    "but on its node it may become Ready all the same": (
        replace(DATA, replicas=1)
        .pod(0, phase="Pending", node="node-a")
        .claim("data-web-0", terminating=True),
        "wait web-0 until Pod web-0 ready",
    ),
    "a stale claim": (
        replace(DATA, retention=SCALED, replicas=1).claim(
            "data-web-0", owners=(pod_reference(0, uid="former"),)
        ),
        "wait web-0 until PersistentVolumeClaim data-web-0 gone",
    ),
    "no claim is stale when scaling retains": (
        replace(DATA, retention=DELETED, replicas=1).claim(
            "data-web-0", owners=(pod_reference(0, uid="former"),)
        ),
        f"create web-0 on {OLD}",
    ),
    "whenDeleted Delete: the set owns the claim": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0"),
        "update web-0 data-web-0 (claimOwners)",
    ),
    "and then nothing": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(SET,)),
        "none",
    ),
    "Retain again: the set does not own it any more": (
        replace(DATA, replicas=1).pod(0).claim("data-web-0", owners=(SET,)),
        "update web-0 data-web-0 (claimOwners)",
    ),
    "whenScaled Delete: a condemned pod owns the claim, then it goes": (
        replace(DATA, retention=SCALED, replicas=0).pod(0).claim("data-web-0"),
        "update web-0 data-web-0 (claimOwners); delete web-0 (scaleDown)",
    ),
    "both Delete: from the set to the condemned pod": (
        replace(DATA, retention=BOTH, replicas=0).pod(0).claim("data-web-0", owners=(SET,)),
        "update web-0 data-web-0 (claimOwners); delete web-0 (scaleDown)",
    ),
    "another controller's claim is left alone": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(FOREIGN,)),
        "none",
    ),
    "volumes that are not those of the templates": (
        replace(DATA, replicas=1).pod(0, volumes={}),
        "create data-web-0",
    ),
    "and once the claim exists the refused update": (
        replace(DATA, replicas=1).pod(0, volumes={}).claim("data-web-0"),
        "blocked web-0 (storage) until Pod web-0 gone",
    ),
    "claims that could not be read are not spoken of": (
        replace(DATA, claims_readable=False),
        f"create web-0 on {OLD}",
    ),
}


@pytest.mark.parametrize("case", CLAIM_CASES)
def test_claims(case: str) -> None:
    scene, expected = CLAIM_CASES[case]
    assert said(scene) == expected


BUDGET = replace(UPDATING, rolling=RollingUpdate(partition=0, max_unavailable=2), replicas=4)
BUDGET_CASES = {
    "two at once": (
        BUDGET.ready(0, 1, 2, 3),
        V137,
        f"delete web-3 (outdated) on {NEW}; delete web-2 (outdated) on {NEW}",
    ),
    "1.35.3 has it": (
        BUDGET.ready(0, 1, 2, 3),
        "v1.35.3",
        f"delete web-3 (outdated) on {NEW}; delete web-2 (outdated) on {NEW}",
    ),
    "1.35.4 has not": (BUDGET.ready(0, 1, 2, 3), "v1.35.4", f"delete web-3 (outdated) on {NEW}"),
    "1.34 has not": (BUDGET.ready(0, 1, 2, 3), "v1.34.9", f"delete web-3 (outdated) on {NEW}"),
    "a percentage rounds down, at least one": (
        replace(BUDGET, rolling=RollingUpdate(max_unavailable="49%")).ready(0, 1, 2, 3),
        V137,
        f"delete web-3 (outdated) on {NEW}",
    ),
    "Parallel waits at the budget": (
        replace(BUDGET, parallel=True)
        .ready(0, 1)
        .pod(2, revision=NEW, ready=False)
        .pod(3, revision=NEW, ready=False),
        V137,
        "wait web-3 until Pod web-3 ready; wait web-2 until Pod web-2 ready",
    ),
    "1.35 Parallel counts unavailable outdated pods against the budget": (
        replace(BUDGET, parallel=True).pod(0, ready=False).pod(1, ready=False).ready(2, 3),
        "v1.35.1",
        "wait web-1 until Pod web-1 ready; wait web-0 until Pod web-0 ready",
    ),
    "1.37 Parallel replaces these first, whatever the budget": (
        replace(BUDGET, parallel=True).pod(0, ready=False).pod(1, ready=False).ready(2, 3),
        V137,
        f"delete web-1 (outdated) on {NEW}; delete web-0 (outdated) on {NEW}",
    ),
    "before 1.34 an update waits only until a pod is Ready": (
        replace(UPDATING, parallel=True, min_ready_seconds=30)
        .ready(0, 1)
        .pod(2, revision=NEW, since=10),
        "v1.33.5",
        f"delete web-1 (outdated) on {NEW}",
    ),
    "from 1.34 on until it is available": (
        replace(UPDATING, parallel=True, min_ready_seconds=30)
        .ready(0, 1)
        .pod(2, revision=NEW, since=10),
        "v1.34.0",
        "wait web-2 until Pod web-2 available in 20",
    ),
    "before 1.34 a condemned pod that is Ready is deleted only when it is available": (
        Scene(replicas=1, min_ready_seconds=30).ready(0).pod(1, since=10),
        "v1.33.5",
        "wait web-1 until Pod web-1 available in 20",
    ),
    "from 1.34 on the lowest one at once": (
        Scene(replicas=1, min_ready_seconds=30).ready(0).pod(1, since=10),
        "v1.34.0",
        "delete web-1 (scaleDown)",
    ),
    "before 1.31 an owner of a claim need not be its controller": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(PLAIN,)),
        "v1.30.9",
        "none",
    ),
    "from 1.31 on it is made one": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(PLAIN,)),
        "v1.31.0",
        "update web-0 data-web-0 (claimOwners)",
    ),
    "below the partition they only count": (
        replace(BUDGET, parallel=True, rolling=RollingUpdate(partition=1, max_unavailable=2))
        .pod(0, ready=False)
        .ready(1, 2, 3),
        V137,
        f"delete web-3 (outdated) on {NEW}",
    ),
    # Seen on 1.37.2: thousands of pods, one after the other, until the update revision is Ready.
    "1.37 Parallel without a rollingUpdate block deletes what it made on the old revision": (
        replace(BUDGET, parallel=True, rolling=None, replicas=2, current_replicas=1)
        .pod(0, ready=False)
        .ready(1, revision=NEW),
        V137,
        f"delete web-0 (outdated) on {NEW}",
    ),
    # The status is not lowered when the pod is deleted by the very sync that made it.
    "and makes it on the old revision again, while currentReplicas say so": (
        replace(BUDGET, parallel=True, rolling=None, replicas=2, current_replicas=1).ready(
            1, revision=NEW
        ),
        V137,
        f"create web-0 on {OLD}; delete web-0 (outdated)",
    ),
    "1.36 too, if nothing above it stands in the way": (
        replace(BUDGET, parallel=True, rolling=None, replicas=2, current_replicas=1).ready(
            1, revision=NEW
        ),
        V136,
        f"create web-0 on {OLD}; delete web-0 (outdated)",
    ),
    "1.36 only one": (
        replace(BUDGET, parallel=True, rolling=None, replicas=3, current_replicas=2).ready(
            2, revision=NEW
        ),
        V136,
        f"create web-0 on {OLD}; create web-1 on {OLD}; delete web-1 (outdated)",
    ),
    # Seen on 1.36.3: the status still counted pods that went in the same sync.
    "while other pods of a Parallel set go, the next one's revision is not known": (
        replace(BUDGET, parallel=True, rolling=None, replicas=2, current_replicas=4).ready(
            0, 1, 2, 3
        ),
        V136,
        "delete web-3 (scaleDown); delete web-2 (scaleDown); delete web-1 (outdated)",
    ),
    "but it is where they do not matter": (
        replace(BUDGET, parallel=True, rolling=None, replicas=4, current_replicas=2)
        .ready(0)
        .pod(1, ends_in=9)
        .ready(2, 3, revision="web-third"),
        V136,
        f"delete web-3 (outdated) on {NEW}",
    ),
    "1.37 all of them": (
        replace(BUDGET, parallel=True, rolling=None, replicas=3, current_replicas=2).ready(
            2, revision=NEW
        ),
        V137,
        (
            f"create web-0 on {OLD}; create web-1 on {OLD}; delete web-1 (outdated); "
            "delete web-0 (outdated)"
        ),
    ),
    "1.36 stops at one that it made on the update revision": (
        replace(BUDGET, parallel=True, rolling=None, replicas=3, current_replicas=1).ready(0),
        V136,
        f"create web-1 on {NEW}; create web-2 on {NEW}",
    ),
    "1.36 takes one whose stale claim kept it from being made for deleted, and ends": (
        replace(
            BUDGET,
            parallel=True,
            rolling=None,
            replicas=2,
            current_replicas=2,
            templates=("data",),
            retention=SCALED,
        )
        .ready(0)
        .claim("data-web-1", owners=(pod_reference(1, uid="former"),)),
        V136,
        "wait web-1 until PersistentVolumeClaim data-web-1 gone",
    ),
    "1.37 goes on to the others": (
        replace(
            BUDGET,
            parallel=True,
            rolling=None,
            replicas=2,
            current_replicas=2,
            templates=("data",),
            retention=SCALED,
        )
        .ready(0)
        .pod(0, ready=False)
        .claim("data-web-1", owners=(pod_reference(1, uid="former"),)),
        V137,
        "delete web-0 (outdated)",
    ),
    "Recreate deletes all": (
        replace(UPDATING, strategy="Recreate", rolling=None, replicas=2).ready(0, 1),
        V137,
        f"delete web-0 (outdated) on {NEW}; delete web-1 (outdated) on {NEW}",
    ),
    "and waits until they are gone": (
        replace(UPDATING, strategy="Recreate", rolling=None, replicas=2).pod(1, ends_in=4),
        V137,
        "wait web-1 until Pod web-1 gone in 4",
    ),
    "before 1.37 Recreate is a strategy like any that is not OnDelete": (
        replace(UPDATING, strategy="Recreate", rolling=None, replicas=2).ready(0, 1),
        V136,
        f"delete web-1 (outdated) on {NEW}",
    ),
}


@pytest.mark.parametrize("case", BUDGET_CASES)
def test_versions(case: str) -> None:
    scene, version, expected = BUDGET_CASES[case]
    assert said(scene, version=version) == expected


def test_a_parallel_set_stops_after_the_batch_in_which_a_claim_is_going() -> None:
    # Batches of 1, 2, 4: web-1 fails, web-2 is in its batch, web-3 is not.
    scene = Scene(parallel=True, replicas=4, templates=("data",)).claim(
        "data-web-1", terminating=True
    )
    assert said(scene) == (f"create web-0 data-web-0 on {OLD}; create web-2 data-web-2 on {OLD}")


def test_unreadable_pods_say_nothing() -> None:
    scene = replace(Scene(), pods_readable=False)
    assert next_step(scene.family(), now=NOW, server_version=V136) is None


def test_without_revisions_the_status_has_to_do() -> None:
    scene = replace(UPDATING, revisions_readable=False).ready(0, 1, 2)
    assert said(scene) == f"delete web-2 (outdated) on {NEW}"


def failed_create(message: str, *, reason: str = "FailedCreate") -> Event:
    return Event(metadata=Metadata(name="e"), type="Warning", reason=reason, message=message)


def with_events(*events: Event) -> Scene:
    return Scene(events=Readable({"set": events}))


def test_a_refused_creation_names_the_quota() -> None:
    text = (
        'create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: '
        "exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2"
    )
    step = next_step(with_events(failed_create(text)).family(), now=NOW, server_version=V136)
    assert step is not None
    assert (step.verb, step.code) == ("blocked", "refused")
    assert step.waits_for == WaitsFor("ResourceQuota", "small", "room")
    assert [each.verb for each in step.allowed] == ["create"]


@pytest.mark.parametrize(("minutes", "verb"), [(16, "blocked"), (21, "create")])
def test_an_old_refusal_says_nothing_of_now(minutes: int, verb: str) -> None:
    event = failed_create("create Pod web-0 in StatefulSet web failed error: no")
    event = minutes_ago(event, minutes)
    step = next_step(with_events(event).family(), now=NOW, server_version=V136)
    assert step is not None
    assert step.verb == verb


def minutes_ago(event: Event, minutes: int) -> Event:
    return msgspec.structs.replace(event, last_timestamp=NOW - timedelta(minutes=minutes))


def test_a_pod_whose_number_is_no_ordinal_is_left_alone() -> None:
    # strconv.ParseInt(…, 10, 32) fails: ordinal -1, which updateReplicas ignores.
    scene = Scene(replicas=2).ready(0, 1).ready(2**31)
    assert [each.metadata.name for each in scene.family().pods.value] == [  # type: ignore[union-attr]
        "web-0",
        "web-1",
        "web-2147483648",
    ]
    assert said(scene) == said(Scene(replicas=2).ready(0, 1))


@pytest.mark.parametrize(
    "events",
    [
        (failed_create("create Pod web-1 in StatefulSet web failed error: no"),),
        (
            failed_create("Create Pod web-0 in StatefulSet web failed error: no"),
            failed_create(
                "Create Pod web-0 in StatefulSet web successful", reason="SuccessfulCreate"
            ),
        ),
        (
            failed_create(
                "Create Pod web-0 in StatefulSet web failed error: pvc x is being deleted"
            ),
        ),
    ],
)
def test_other_events_do_not_matter(events: tuple[Event, ...]) -> None:
    assert said(with_events(*events)) == f"create web-0 on {OLD}"
