"""What an on-call engineer was told wrongly, or not at all, on a real control plane (1.36.3)."""

from __future__ import annotations

import pytest
from msgspec import structs

from ststui.diagnosis import Example, Finding, built_in, diagnose
from ststui.diagnosis.example import OLD
from ststui.diagnosis.example.pods import CONTAINER
from ststui.diagnosis.example.sets import revision
from ststui.diagnosis.moments import NOW, ago
from ststui.diagnosis.rules.autoscaler import _scaler
from ststui.model.claim import PROTECTION
from ststui.model.pod import Resources
from ststui.model.slice import EndpointConditions
from ststui.model.stateful_set import RollingUpdate, UpdateStrategy
from ststui.report import report_set
from ststui.ui.widgets.tree.rows.status import set_status

pytestmark = pytest.mark.pure

PREEMPTING = "0/3 nodes are available: 3 Insufficient cpu."


def found(web: Example) -> dict[str, Finding]:
    return {each.rule.id: each for each in diagnose(web.seen(), built_in()).findings}


def named(web: Example) -> set[str]:
    every = found(web).values()
    return {each.rule.id for each in every} | {rule for each in every for rule in each.explains}


def test_a_node_that_was_chosen_while_a_volume_is_made_is_no_preemption() -> None:
    web = Example()
    web.pod(1).spec(node_name="").status(
        phase="Pending", conditions=(), container_statuses=(), nominated_node_name="node-b"
    )
    assert "sched-nominated-waiting" not in named(web)
    web.pod(1).unscheduled(PREEMPTING).status(nominated_node_name="node-b")
    assert "sched-nominated-waiting" not in named(web)


def test_a_pod_that_leaves_for_another_is_waited_for() -> None:
    web = Example()
    web.pod(1).unscheduled(PREEMPTING).status(nominated_node_name="node-b")
    web.pod(2).spec(node_name="node-b").terminating(20)
    web.condition("DisruptionTarget", "True", reason="PreemptionByScheduler")
    assert "sched-nominated-waiting" in named(web)


def test_an_event_tells_for_whom_a_pod_left() -> None:
    web = Example()
    uid = web.pod(1).objects["Pod", "web-1"].metadata.uid
    web.unscheduled(PREEMPTING).status(nominated_node_name="node-b")
    web.pod(2).event("Preempted", "Preempted by pod another on node node-b", kind="Normal")
    assert "sched-nominated-waiting" not in named(web)
    web.pod(2).event("Preempted", f"Preempted by pod {uid} on node node-b", kind="Normal")
    assert "sched-nominated-waiting" in named(web)


def test_a_cordoned_node_stands_beside_no_nearer_reason() -> None:
    web = Example()
    web.node("node-b").spec(unschedulable=True)
    web.pod(1).no_node("1 node(s) were unschedulable, 2 Insufficient cpu")
    (cause,) = (each for each in found(web).values() if each.rule.id.startswith("sched-"))
    assert cause.rule.id == "sched-insufficient-cpu"
    assert "sched-node-cordoned" in cause.explains


def test_one_node_is_and_several_are_cordoned() -> None:
    web = Example()
    web.pod(1).no_node("1 node(s) were unschedulable")
    assert "1 of 3 nodes is cordoned" in found(web)["sched-node-cordoned"].title
    web.pod(1).no_node("3 node(s) were unschedulable")
    assert "3 of 3 nodes are cordoned" in found(web)["sched-node-cordoned"].title


DELETED = "Delete Pod web-1 in StatefulSet web successful"


def replaced(web: Example, times: int, *, lasted: float, before: float = 5) -> Example:
    return web.sts().event(
        "SuccessfulDelete", DELETED, kind="Normal", times=times, lasted=lasted, before=before
    )


@pytest.mark.parametrize("there", [True, False])
def test_a_pod_that_ends_whenever_it_is_made_is_a_finding_at_any_moment(there: bool) -> None:
    web = Example()
    web.pod(1).failed("") if there else web.pod(1).gone()
    replaced(web, 29, lasted=1200)
    (cause,) = found(web).values()
    assert cause.rule.id == "pod-ends-again"
    assert cause.title.startswith("web-1 ends again and again")
    assert cause.ordinal == 1
    assert "29 times" in cause.evidence[0].source


@pytest.mark.parametrize(
    ("times", "lasted", "before"), [(4, 10, 5), (8, 2000, 5), (29, 1200, 900), (19, 1200, 5)]
)
def test_updates_and_what_is_over_are_no_such_loop(
    times: int, lasted: float, before: float
) -> None:
    web = Example()
    web.pod(1).gone()
    replaced(web, times, lasted=lasted, before=before)
    assert "pod-ends-again" not in named(web)


def test_what_is_combined_of_several_pods_tells_of_none() -> None:
    # From the tenth message of ten minutes on: a restart of thirty pods has one event like this.
    web = Example()
    web.pod(1).gone()
    words = f"(combined from similar events): {DELETED}"
    web.sts().event("SuccessfulDelete", words, kind="Normal", times=29, lasted=1200)
    assert "pod-ends-again" not in named(web)


@pytest.mark.parametrize(("rollouts", "again"), [(3, True), (5, False)])
def test_rollouts_delete_it_too(rollouts: int, again: bool) -> None:
    web = Example()
    web.pod(1).gone()
    replaced(web, 8, lasted=240)
    for number in range(rollouts):
        made = structs.replace(revision(), revision=90 + number)
        named_so = structs.replace(made.metadata, name=f"web-{number}")
        web.add("ControllerRevision", structs.replace(made, metadata=named_so))
        web.meta(creation_timestamp=ago(200 - number))
    assert ("pod-ends-again" in named(web)) is again


@pytest.mark.parametrize(("least", "again"), [(1, False), (3, True)])
def test_an_autoscaler_deletes_it_too(least: int, again: bool) -> None:
    web = Example()
    web.pod(1).gone()
    replaced(web, 20, lasted=6000)
    _scaler(web).spec(min_replicas=least)
    assert ("pod-ends-again" in named(web)) is again


def test_a_pod_that_is_ready_again_ends_no_more() -> None:
    assert "pod-ends-again" not in named(replaced(Example(), 29, lasted=1200))


def test_a_pod_that_ended_without_a_word_is_a_finding() -> None:
    web = Example()
    web.pod(1).failed("")
    assert found(web)["pod-ended"].severity == "medium"


@pytest.mark.parametrize(
    ("left", "rule"),
    [(20, "term-finalizer-ahead"), (-20, "term-finalizer-ahead"), (-40, "term-finalizer")],
)
def test_a_finalizer_is_told_of_all_the_time(left: float, rule: str) -> None:
    web = Example()
    web.pod(1).terminating(left).meta(finalizers=("example.com/hold",))
    assert rule in named(web)


def unready(web: Example, *, seconds: float) -> Example:
    return web.pod(1).running(for_=seconds)


def test_a_pod_that_runs_and_is_never_ready_is_a_finding_of_its_own() -> None:
    web = Example()
    web.sts().spec(pod_management_policy="Parallel")
    web.endpoint(1, conditions=EndpointConditions(ready=False))
    (cause,) = found(unready(web, seconds=700)).values()
    assert (cause.rule.id, cause.severity) == ("pod-not-ready", "medium")
    assert cause.explains == ("dns-unready-hidden",)
    assert "pod-not-ready" not in named(unready(web, seconds=500))


def test_what_tells_why_it_is_not_ready_stands_alone() -> None:
    ordered = unready(Example(), seconds=700)
    assert {"pod-not-ready"} < named(ordered)
    assert found(ordered).keys() == {"pod-not-ready"}
    assert found(ordered)["pod-not-ready"].severity == "high"
    probed = Example()
    probed.sts().spec(pod_management_policy="Parallel")
    unready(probed, seconds=700).event("Unhealthy", "Readiness probe failed: not in sync")
    assert found(probed).keys() == {"readiness-failing"}


def test_one_reason_of_several_pods_is_one_finding() -> None:
    web = Example()
    web.sts().spec(pod_management_policy="Parallel")
    for ordinal in (1, 2):
        web.pod(ordinal).running(for_=700)
    cause = found(web)["pod-not-ready"]
    assert [each.subject.name for each in cause.one_by_one] == ["web-1", "web-2"]


def held_again() -> Example:
    """The partition went down to 1 and up to 2 again: web-1 is below it, and new."""
    web = Example()
    strategy = UpdateStrategy(rolling_update=RollingUpdate(partition=2))
    web.updating().spec(update_strategy=strategy)
    return web.of_revision(0)


def test_state_and_finding_count_by_revision() -> None:
    web = held_again()
    seen = web.seen()
    report = report_set(seen.family, now=NOW, server_version=seen.server_version)
    assert set_status(report).text == "Held: 2 updated, 1 held"
    assert "1 pod on another revision" in found(web)["sts-partition-hold"].title


def test_an_update_under_way_counts_what_is_held_by_revision() -> None:
    web = held_again().of_revision(2)
    seen = web.seen()
    report = report_set(seen.family, now=NOW, server_version=seen.server_version)
    assert set_status(report).text == "Updating: 0 of 1 Ready, 1 held"


def test_a_new_pod_below_the_partition_would_come_back_old() -> None:
    cause = found(held_again())["sts-partition-hold"]
    assert "web-1" in cause.danger
    words = " ".join(each.text for each in cause.evidence)
    assert f"web-1 is below the partition: made anew, it would be of {OLD}" in words
    plain = held_again().of_revision(1)
    assert "web-1" not in found(plain)["sts-partition-hold"].danger


NOT_IN_SYNC = "Readiness probe failed: not in sync"


def none_ready(web: Example, *ordinals: int, seconds: float, told: bool) -> list[str]:
    """What is listed where only these pods exist and none of them is Ready."""
    for ordinal in range(3):
        web.pod(ordinal).running(for_=seconds) if ordinal in ordinals else web.pod(ordinal).gone()
        if told and ordinal in ordinals:
            web.pod(ordinal).event("Unhealthy", NOT_IN_SYNC, times=61)
    return list(found(web))


def test_one_pod_alone_looks_for_no_other() -> None:
    assert none_ready(Example(), 0, seconds=900, told=True) == ["readiness-failing"]
    assert none_ready(Example(), 0, seconds=400, told=False) == ["sts-head-of-line"]


@pytest.mark.parametrize(("told", "first"), [(True, "readiness-failing"), (False, "pod-not-ready")])
def test_what_is_definite_stands_before_a_guess_about_names(told: bool, first: str) -> None:
    web = Example()
    listed = none_ready(web, 0, 1, 2, seconds=900, told=told)
    assert listed[0] == first
    hint = found(web)["dns-bootstrap-deadlock"]
    assert hint.severity == "medium"
    assert not hint.explains


HOLD = "example.com/hold"


def test_a_claim_with_another_finalizer_does_not_go_with_its_pod() -> None:
    web = Example().claim(0).terminating(-60).meta(finalizers=(PROTECTION, HOLD))
    (cause,) = found(web).values()
    assert cause.severity == "critical"
    assert HOLD in cause.title
    assert "goes as soon as" not in cause.title
    steps = [each.text for each in cause.fix]
    assert not any("the claim goes with it" in each for each in steps)
    assert any(f"have {HOLD} taken off" in each for each in steps)


@pytest.mark.parametrize("finalizers", [(PROTECTION,), (PROTECTION, HOLD)])
@pytest.mark.parametrize(("policy", "leads"), [("Delete", True), ("Retain", False)])
def test_a_disk_that_is_kept_already_needs_no_keeping(
    finalizers: tuple[str, ...], policy: str, leads: bool
) -> None:
    web = Example().volume(0).spec(persistent_volume_reclaim_policy=policy)
    web.claim(0).terminating(-60).meta(finalizers=finalizers)
    (cause,) = found(web).values()
    assert cause.fix[0].text.startswith("first save the disk") == leads


def test_a_claim_outside_the_range_that_a_finalizer_holds_is_found() -> None:
    web = Example().claim(3).terminating(-130).meta(finalizers=(HOLD,))
    (cause,) = found(web).values()
    assert HOLD in cause.title
    assert any(each.text == "no pod mounts data-web-3" for each in cause.evidence)


def test_a_held_claim_is_told_once_where_its_pod_is_missing() -> None:
    web = Example().pod(1).gone().claim(1).terminating(-130).meta(finalizers=(HOLD,))
    web.refused(1, "pvc data-web-1 is being deleted")
    (cause,) = found(web).values()
    assert cause.rule.id == "create-pvc-terminating"
    assert "pvc-held-by-finalizer" in cause.explains


GONE = ("term-node-gone", "eps-node-missing")


def test_how_old_a_pod_is_says_nothing_of_when_its_node_went() -> None:
    web = Example().node("node-b").gone()
    assert not named(web) & {*GONE}
    unknown = {each.rule: each.why for each in diagnose(web.seen(), built_in()).not_checked}
    assert {unknown[each] for each in GONE} == {"since when is not known"}


@pytest.mark.parametrize(("before", "told"), [(20, False), (90, True)])
@pytest.mark.parametrize("how", ["given up", "not Ready", "of another reason", "never run"])
def test_what_was_noted_on_the_pod_tells_since_when_it_has_no_node(
    how: str, before: float, told: bool
) -> None:
    web = Example().node("node-b").gone().pod(1)
    match how:
        case "given up":
            web.condition("DisruptionTarget", "True", reason="DeletionByPodGC", for_=before)
        case "not Ready":
            web.condition("Ready", "False", for_=before)
        case "of another reason":
            web.condition("Ready", "False", reason="ContainersNotReady", for_=before)
        case "never run":
            web.status(conditions=(), container_statuses=()).age(before)
    assert ("term-node-gone" in named(web)) == (told and how != "of another reason")


def test_a_limit_that_a_limitrange_filled_in_is_no_fault_of_the_template_alone() -> None:
    web = Example()
    built_in().by_id["create-limitrange-default"].case.fires(web)
    (cause,) = found(web).values()
    assert "LimitRange bounds limits it to 1" in cause.title
    assert "create-pod-invalid" in cause.explains
    limits = Resources(requests={"cpu": "2"}, limits={"cpu": "1"})
    web.template(containers=(structs.replace(CONTAINER, resources=limits),))
    (cause,) = found(web).values()
    assert cause.rule.id == "create-pod-invalid"
