"""Several reasons in one message of the scheduler: the one that has to change comes first."""

from __future__ import annotations

import pytest

from ststui.diagnosis import built_in, diagnose
from ststui.diagnosis.example import Example
from ststui.model.node import Taint
from ststui.model.node_selector import NodeSelector, NodeSelectorRequirement, NodeSelectorTerm
from ststui.model.pod import Affinity, NodeAffinity

pytestmark = pytest.mark.pure

TAINT = Taint(key="dedicated", value="batch", effect="NoSchedule")


def said(reasons: str) -> str:
    return (
        f"0/3 nodes are available: {reasons}. no new claims to deallocate, preemption:"
        " 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    )


SELECTED = "1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector"


def rules(web: Example) -> list[str]:
    return [each.rule.id for each in diagnose(web.seen(), built_in()).findings]


def pending(reasons: str, *, tainted: str = "node-c", selector: dict[str, str]) -> Example:
    web = Example().node(tainted).spec(taints=(TAINT,))
    web = web.template(node_selector=selector)
    return web.pod(1).unscheduled(said(reasons))


def test_the_taint_of_the_only_node_that_is_asked_for() -> None:
    web = pending(SELECTED, selector={"kubernetes.io/hostname": "node-c"})
    assert rules(web) == ["sched-untolerated-taint"]


def test_a_label_that_no_node_has_is_why_whatever_is_tainted() -> None:
    assert rules(pending(SELECTED, selector={"disk": "nvme"})) == ["sched-node-affinity"]


def test_where_nodes_cannot_be_read_both_are_said() -> None:
    web = pending(SELECTED, selector={"disk": "nvme"}).denied("nodes")
    assert {"sched-node-affinity", "sched-untolerated-taint"} <= set(rules(web))


@pytest.mark.parametrize(
    ("reason", "rule"),
    [
        ("2 Insufficient cpu", "sched-insufficient-cpu"),
        ("2 node(s) didn't match pod affinity rules", "sched-pod-affinity"),
        ("2 node(s) didn't match pod anti-affinity rules", "sched-pod-anti-affinity"),
        (
            "2 node(s) didn't have free ports for the requested pod ports",
            "sched-host-port",
        ),
    ],
)
def test_nodes_that_are_open_come_before_nodes_that_are_closed_on_purpose(
    reason: str, rule: str
) -> None:
    web = pending(f"1 node(s) had untolerated taint(s), {reason}", selector={})
    (found,) = diagnose(web.seen(), built_in()).findings
    assert found.rule.id == rule
    assert "sched-untolerated-taint" in found.explains


def test_room_tells_which_nodes_are_closed() -> None:
    web = pending("1 node(s) had untolerated taint(s), 2 Insufficient cpu", selector={})
    (found,) = diagnose(web.seen(), built_in()).findings
    assert "closed to it: node-c (taint dedicated)" in [each.text for each in found.evidence]


def affine() -> Affinity:
    fast = NodeSelectorRequirement(key="disk", operator="In", values=("nvme",))
    required = NodeSelector(node_selector_terms=(NodeSelectorTerm(match_expressions=(fast,)),))
    node = NodeAffinity(required_during_scheduling_ignored_during_execution=required)
    return Affinity(node_affinity=node)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ({"node_selector": {"disk": "nvme"}}, "its node selector does not match"),
        ({"affinity": affine()}, "its node affinity does not match"),
        ({}, "its node selector or affinity does not match"),
    ],
)
def test_what_does_not_match_is_what_the_template_has(
    template: dict[str, object], words: str
) -> None:
    web = Example().template(**template)
    web.pod(1).unscheduled(said("3 node(s) didn't match Pod's node affinity/selector"))
    (found,) = diagnose(web.seen(), built_in()).findings
    assert words in found.title


@pytest.mark.parametrize(
    ("keys", "repair", "tolerate"),
    [
        (["node.kubernetes.io/not-ready"], True, False),
        (["node.kubernetes.io/unreachable"], True, False),
        (["dedicated"], False, True),
        (["node.kubernetes.io/not-ready", "dedicated"], True, True),
    ],
)
def test_a_taint_that_tells_the_state_of_a_node_is_not_to_be_tolerated(
    keys: list[str], repair: bool, tolerate: bool
) -> None:
    taints = tuple(Taint(key=key, effect="NoSchedule") for key in keys)
    web = Example().node("node-a").spec(taints=taints)
    web.pod(1).unscheduled(said("3 node(s) had untolerated taint(s)"))
    (found,) = diagnose(web.seen(), built_in()).findings
    steps = " / ".join(each.text for each in found.fix)
    assert ("repair the node" in steps, "add a toleration" in steps) == (repair, tolerate)


def test_what_is_larger_than_any_node_never_fits() -> None:
    web = Example()
    built_in().by_id["sched-larger-than-any-node"].case.fires(web)
    (found,) = diagnose(web.seen(), built_in()).findings
    assert "asks for 500 cpu, the largest node has 8" in found.title
    assert "sched-insufficient-cpu" in found.explains
    web.node("node-c").status(allocatable={})
    (found,) = diagnose(web.seen(), built_in()).findings
    assert found.rule.id == "sched-insufficient-cpu"
