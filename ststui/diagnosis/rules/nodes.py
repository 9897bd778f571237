"""The nodes that pods of the set are on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import Check, SetCheck
from ststui.model.metadata import condition
from ststui.model.ordinal import split_ordinal
from ststui.wording.counted import counted

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject

ZONE: Final = "topology.kubernetes.io/zone"
LEAST: Final = 3
"""A set of fewer replicas has no majority to lose."""


def _not_ready(seen: Seen, subject: Subject) -> Match | None:
    node = seen.node(subject.name)
    if node is None or node.ready:
        return None
    held = condition(node.status.conditions, "Ready")
    words = ": ".join(e for e in (held.reason, held.message) if e) if held else ""
    return found(
        words or "not True",
        f"condition Ready of Node {subject.name}",
        since=held.last_transition_time if held else None,
        pods=_pods_on(seen, subject.name),
    )


def _pressure(seen: Seen, subject: Subject) -> Match | None:
    node = seen.node(subject.name)
    if node is None or not node.pressures:
        return None
    names = ", ".join(node.pressures)
    return found(f"{names}: True", f"conditions of Node {subject.name}", pressures=names)


def _cordoned(seen: Seen, subject: Subject) -> Match | None:
    node = seen.node(subject.name)
    if node is None or not node.spec.unschedulable:
        return None
    return found("unschedulable: true", f"spec of Node {subject.name}")


def _pods_on(seen: Seen, node: str) -> str:
    return ", ".join(each.metadata.name for each in seen.pods if each.spec.node_name == node)


def _together(seen: Seen) -> Match | None:
    wanted = seen.set.ordinals
    if len(wanted) < LEAST:
        return None
    places: Counter[str] = Counter()
    for pod in seen.pods:
        split = split_ordinal(pod.metadata.name)
        if not pod.spec.node_name or split is None or split[1] not in wanted:
            continue
        places[f"node {pod.spec.node_name}"] += 1
        node = seen.node(pod.spec.node_name)
        zone = node.metadata.labels.get(ZONE) if node else None
        if zone and len(_zones(seen)) > 1:
            places[f"zone {zone}"] += 1
    if not places:
        return None
    place, count = max(places.items(), key=lambda each: (each[1], each[0].startswith("node")))
    if count < len(wanted) // 2 + 1:
        return None
    text = f"{count} of {counted(len(wanted), 'pod')} in {place}"
    return found(text, "spec.nodeName of the pods", place=place, pods=counted(count, "pod"))


def _zones(seen: Seen) -> set[str]:
    labels = (each.metadata.labels.get(ZONE) for each in seen.nodes.values())
    return {each for each in labels if each}


RULES = (
    Rule(
        id="node-notready",
        severity="critical",
        about="node",
        signs=(Check(_not_ready, needs=("pods", "nodes")),),
        title="Node {node} is not Ready; on it: {pods}",
        why="Its kubelet does not report (Kubelet stopped posting node status) or says itself that it cannot work. Containers there may still run.",
        newcomers="The machine, or the program that looks after its pods, has a problem.",
        fix=(
            Fix("see its conditions", "kubectl describe node {node}"),
            Fix("when did it last report?", "kubectl -n kube-node-lease get lease {node}"),
            Fix("look at the machine: power, network, disk, kubelet"),
        ),
        danger="The programs there may still be alive and writing: do not delete pods by force.",
        doc="D/concepts/architecture/nodes/#condition",
        explains=("node-notready-pod-unready", "node-cordoned", "term-tolerates-unreachable"),
        case=Case(
            fires=lambda web: web.node("node-b").condition(
                "Ready",
                "Unknown",
                reason="NodeStatusUnknown",
                message="Kubelet stopped posting node status.",
            ),
            silent=lambda web: web.node("node-d").condition("Ready", "Unknown"),
        ),
    ),
    Rule(
        id="node-pressure",
        severity="medium",
        about="node",
        signs=(Check(_pressure, needs=("pods", "nodes")),),
        title="Node {node} runs short: {pressures}",
        why="The kubelet will evict pods, first those that use more than they asked for, and new ones are kept away.",
        newcomers="The machine is short of memory, disk or process ids, and may throw pods out.",
        fix=(Fix("see what uses it up", "kubectl describe node {node}"),),
        doc="D/concepts/scheduling-eviction/node-pressure-eviction/",
        case=Case(
            fires=lambda web: web.node("node-b").condition(
                "DiskPressure",
                reason="KubeletHasDiskPressure",
                message="kubelet has disk pressure",
            ),
            silent=lambda web: web.node("node-b").condition("DiskPressure", "False"),
        ),
    ),
    Rule(
        id="node-cordoned",
        severity="info",
        about="node",
        signs=(Check(_cordoned, needs=("pods", "nodes")),),
        title="Node {node} is cordoned: a pod that leaves it does not come back to it",
        why="It takes no new pods. A pod whose volume is on this node cannot start anywhere else.",
        newcomers="Somebody closed this machine for new pods, mostly before maintenance.",
        fix=(Fix("when the maintenance is over", "kubectl uncordon {node}"),),
        danger="Look at this before deleting a pod that is here.",
        doc="D/concepts/architecture/nodes/#manual-node-administration",
        case=Case(
            fires=lambda web: web.node("node-b").spec(unschedulable=True),
            silent=lambda web: web.node("node-d").spec(unschedulable=True),
        ),
    ),
    Rule(
        id="node-colocated-quorum",
        severity="medium",
        about="set",
        signs=(SetCheck(_together, needs=("pods", "nodes")),),
        advice=True,
        title="A majority of {set} is in one place: {pods} in {place}",
        why="When that place fails, more than half of the members are gone at once.",
        newcomers="Replicas help only if they do not all depend on the same machine.",
        fix=(
            Fix(
                "spread them: topologySpreadConstraints or a podAntiAffinity in the template"
                " (each pod moves when it is made anew)",
                "kubectl edit sts {set} -n {namespace}",
            ),
        ),
        doc="D/concepts/scheduling-eviction/topology-spread-constraints/",
        case=Case(
            fires=lambda web: web.pod(1).spec(node_name="node-a"),
            silent=lambda web: web.pod(1).spec(node_name="node-d").node("node-d"),
        ),
    ),
)
