"""Several reasons in one message of the scheduler: the one that has to change comes first."""

from __future__ import annotations

import pytest

from ststui.diagnosis import built_in, diagnose
from ststui.diagnosis.example import Example
from ststui.model.node import Taint

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
