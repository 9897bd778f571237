"""What the controller corrects of its own accord is no news; what somebody changed is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ststui.diagnosis.rules.ownership import IN_TURN
from tests.real.diagnosed import found_in, wait_for_rules
from tests.real.made import make, ready
from tests.testbed.api import wait_for

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

RULE = "sts-identity-repaired"
CLAIM = "PersistentVolumeClaim"
POLICIES = {
    "kept": {},
    "scaled": {"when_scaled": "Delete"},
    "deleted": {"when_deleted": "Delete"},
    "both": {"when_scaled": "Delete", "when_deleted": "Delete"},
}
"""Retention policies by set."""
BY_POD = ("scaled", "both")
"""Sets whose controller makes a pod that is to go the owner of its claims."""


def owned_by_pod(claim: dict[str, Any]) -> bool:
    owners = claim["metadata"].get("ownerReferences", ())
    return any(each["kind"] == "Pod" for each in owners)


async def corrected(namespace: Namespace) -> bool:
    """Whether the controller says of the sets whose claims it handed back that it updated pods."""
    events = await namespace.list("Event")
    names = {e["involvedObject"]["name"] for e in events if e["reason"] == "SuccessfulUpdate"}
    return names >= set(BY_POD)


async def all_ready(namespace: Namespace, *, replicas: int) -> None:
    names = (f"{name}-{ordinal}" for name in POLICIES for ordinal in range(replicas))
    await namespace.wait_ready(*names, seconds=120.0)


async def test_owners_of_claims_that_come_and_go_with_the_scale(namespace: Namespace) -> None:
    for name, policy in POLICIES.items():
        await make(namespace, name, replicas=3, claims=("data",), **policy)
    await all_ready(namespace, replicas=3)

    # Back before it is done: the highest takes its time, so that the one below it is only marked.
    for name in POLICIES:
        await namespace.annotate_pod(f"{name}-2", linger="true")
        await namespace.scale(name, 1)
    for name in POLICIES:
        await namespace.wait_for(
            "Pod", f"{name}-2", lambda it: "deletionTimestamp" in it["metadata"], what="is to go"
        )
    for name in BY_POD:
        await namespace.wait_for(CLAIM, f"data-{name}-1", owned_by_pod, what="belongs to its pod")
    for name in POLICIES:
        await namespace.scale(name, 3)
    for name in BY_POD:
        await namespace.wait_for(
            CLAIM, f"data-{name}-1", lambda it: not owned_by_pod(it), what="is its own again"
        )
    await wait_for(lambda: corrected(namespace), what="the controller says so")
    said = await found_in(namespace)
    assert RULE not in {each["rule"] for found in said.values() for each in found}

    # Down to the end, and up again.
    for name in POLICIES:
        await namespace.scale(name, 1)
        await namespace.annotate_pod(f"{name}-2", linger=None)
    await all_ready(namespace, replicas=1)

    async def gone() -> bool:
        claims = {each["metadata"]["name"] for each in await namespace.list(CLAIM)}
        return not claims & {f"data-{name}-{ordinal}" for name in BY_POD for ordinal in (1, 2)}

    await wait_for(gone, what="claims that go with their pods")
    for name in POLICIES:
        await namespace.scale(name, 3)
    await all_ready(namespace, replicas=3)
    assert await found_in(namespace) == {}


async def test_a_label_that_somebody_took_away(namespace: Namespace) -> None:
    await make(namespace, "plain", replicas=2)
    await make(namespace, "kept", replicas=2, claims=("data",))
    await make(namespace, "scaled", replicas=2, claims=("data",), when_scaled="Delete")
    names = ("plain", "kept", "scaled")
    for name in names:
        await ready(namespace, name, 2)
    # Of a pod that has just become Ready the owners of its claims might be what was corrected.
    await namespace.wait_for("Pod", "scaled-1", ready_for_a_while, what="Ready for a while")
    for name in names:
        labels = {"metadata": {"labels": {"statefulset.kubernetes.io/pod-name": None}}}
        await namespace.patch("Pod", f"{name}-1", labels)
    found = await wait_for_rules(namespace, dict.fromkeys(names, RULE))
    assert found["plain"][0]["title"] == "The controller has corrected the name label of plain-1"
    for name in ("kept", "scaled"):
        assert found[name][0]["title"].endswith(f"or the owners of the claims of {name}-1")


def ready_for_a_while(pod: dict[str, Any]) -> bool:
    held = pod["status"]["conditions"]
    since = next(each["lastTransitionTime"] for each in held if each["type"] == "Ready")
    return (datetime.now(UTC) - datetime.fromisoformat(since)).total_seconds() > IN_TURN + 2
