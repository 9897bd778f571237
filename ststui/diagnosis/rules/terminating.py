"""Pods that are being deleted and do not go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import TERMINATING, PodCheck
from ststui.model.metadata import condition

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod


def _node_not_ready(seen: Seen, pod: Pod) -> Match | None:
    node = seen.node(pod.spec.node_name)
    if node is None or node.ready:
        return None
    held = condition(node.status.conditions, "Ready")
    words = ": ".join(e for e in (held.reason, held.message) if e) if held else "no Ready condition"
    return Match(
        evidence=(
            Evidence(words or "not True", f"condition Ready of Node {node.metadata.name}"),
            Evidence(
                f"deletionTimestamp {pod.metadata.deletion_timestamp}",
                f"metadata of Pod {pod.metadata.name}",
            ),
        ),
        since=held.last_transition_time if held else None,
    )


RULES = (
    Rule(
        id="term-node-unreachable",
        severity="critical",
        about="pod",
        signs=(TERMINATING, PodCheck(_node_not_ready, needs=("pods", "nodes"))),
        title="{pod} cannot end: its node {node} is not Ready",
        why="Only the kubelet can say that the pod has ended, and it does not answer. The controller"
        " makes no second {pod} while the first may still be running.",
        newcomers="Nobody can tell whether the program on the silent node still runs and writes.",
        fix=(
            Fix("see what the node says", "kubectl describe node {node}"),
            Fix("prove that the machine is off: console, IPMI, cloud"),
            Fix(
                "only then: its pods are removed and its volumes detached",
                "kubectl taint nodes {node} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute",
            ),
        ),
        danger="If the node is only cut off, there will be two of {pod} that write: split brain.",
        doc="D/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown",
        explains=("node-*", "sts-*", "term-overdue", "vol-*"),
        case=Case(
            fires=lambda web: (
                web.node("node-b")
                .condition(
                    "Ready",
                    "Unknown",
                    reason="NodeStatusUnknown",
                    message="Kubelet stopped posting node status.",
                )
                .pod(1)
                .terminating(-60)
            ),
            silent=lambda web: web.pod(1).terminating(-60),
        ),
    ),
)
