"""Evidence that is old, of somebody else or cut off: what events say and what they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Example, built_in, diagnose
from ststui.model.pod import ContainerState, ContainerStatus, Running

if TYPE_CHECKING:
    from ststui.diagnosis import Finding

pytestmark = pytest.mark.pure

QUOTA = (
    'pods "web-{}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1,'
    " limited: pods=1"
)


def told(web: Example) -> tuple[Finding, ...]:
    return diagnose(web.seen(), built_in()).findings


def rules(web: Example) -> list[str]:
    return [each.rule.id for each in told(web)]


def refused(web: Example, ordinal: int, *, before: float) -> Example:
    words = f"Create Pod web-{ordinal} in StatefulSet web failed error: {QUOTA.format(ordinal)}"
    return web.sts().event("FailedCreate", words, before=before)


def test_a_refusal_of_an_earlier_time_is_history() -> None:
    web = Example().pod(1).gone()
    assert "create-quota-exceeded" not in rules(refused(web, 1, before=3000))


def test_a_refusal_counts_while_the_controller_still_says_so_of_another_pod() -> None:
    # Of events about one object only one in five minutes is kept.
    web = Example().pod(1).gone().pod(2).gone()
    refused(refused(web, 1, before=3000), 2, before=100)
    assert rules(web).count("create-quota-exceeded") == 1
    (found,) = (e for e in told(web) if e.rule.id == "create-quota-exceeded")
    assert {each.subject.name for each in found.one_by_one} == {"web-1", "web-2"}


COMBINED = "(combined from similar events): "


@pytest.mark.parametrize("before", ["", COMBINED])
def test_a_claim_that_was_made_does_not_end_the_refusal_of_its_pod(before: str) -> None:
    web = refused(Example().pod(1).gone(), 1, before=60).sts()
    claim = f"{before}Create Claim data-web-1 Pod web-1 in StatefulSet web success"
    web.event("SuccessfulCreate", claim, kind="Normal", before=30)
    assert "create-quota-exceeded" in rules(web)
    made = f"{before}Create Pod web-1 in StatefulSet web successful"
    web.event("SuccessfulCreate", made, kind="Normal", before=20)
    assert "create-quota-exceeded" not in rules(web)


def test_events_of_an_earlier_pod_of_the_name_do_not_count() -> None:
    web = Example().pod(1).meta(uid="uid-of-a-former-pod")
    web.event("Unhealthy", "Readiness probe failed: not in sync").meta(uid="uid-pod-1")
    assert "readiness-failing" not in rules(web.running())


def test_an_eviction_of_an_earlier_pod_is_told_as_such() -> None:
    web = Example().pod(1).meta(uid="uid-of-a-former-pod")
    web.event("Evicted", "The node was low on resource: memory.").meta(uid="uid-pod-1")
    (found,) = diagnose(web.seen(), built_in()).findings
    assert found.rule.id == "pod-evicted-lately"
    assert found.evidence[0].source == "event Evicted of an earlier Pod web-1"


def not_deleted(web: Example, *, before: float = 60) -> Example:
    words = "Delete Pod web-3 in StatefulSet web failed error: denied"
    return web.sts().event("FailedDelete", words, before=before)


def test_a_deletion_that_was_refused_long_ago_is_history() -> None:
    assert "sts-failed-delete" in rules(not_deleted(Example().pod(3)))
    assert "sts-failed-delete" not in rules(not_deleted(Example().pod(3), before=3000))


def test_a_deletion_of_an_earlier_pod_of_the_name_is_history() -> None:
    assert "sts-failed-delete" in rules(not_deleted(Example().pod(3).age(90)))
    assert "sts-failed-delete" not in rules(not_deleted(Example().pod(3).age(30)))


def test_a_deletion_that_is_not_wanted_any_more_is_history() -> None:
    assert "sts-failed-delete" not in rules(not_deleted(Example().pod(3).sts().spec(replicas=4)))


def test_the_container_that_the_probe_speaks_of_is_named() -> None:
    running = ContainerState(running=Running(started_at=None))
    web = Example().pod(1).running()
    web.status(
        container_statuses=tuple(
            ContainerStatus(name=name, started=True, state=running) for name in ("main", "proxy")
        )
    )
    web.event("Unhealthy", "Readiness probe failed: HTTP 503", container="proxy")
    found = diagnose(web.seen(), built_in()).findings[0]
    assert "readiness probe of proxy" in found.title


def test_the_scheduler_condition_counts_not_its_older_event() -> None:
    web = Example().pod(1).unscheduled("0/3 nodes are available: 3 Insufficient cpu.")
    web.event("FailedScheduling", "0/3 nodes are available: 3 Insufficient memory.")
    assert rules(web) == ["sched-insufficient-cpu"]


def test_an_event_of_type_normal_counts() -> None:
    web = Example().claim(1).spec(volume_name="").status(phase="Pending", capacity={}).age(300)
    assert "pvc-external-waiting" not in rules(web)
    web.event("ExternalProvisioning", "Waiting for a volume to be created", kind="Normal")
    assert "pvc-external-waiting" in rules(web)
