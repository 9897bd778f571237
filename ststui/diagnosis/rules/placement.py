"""Pending: the nodes that have room are not allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import HOLDS, Evidence, Match, found
from ststui.diagnosis.places import wishes
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import CLOSED_NODES, PATIENCE, UNSCHEDULED, IfRead, PodCheck, Scheduler
from ststui.model.fit import suits, untolerated
from ststui.model.node import Taint
from ststui.wording.listed import first_few

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import Node, Pod


SHOW_LABELS = Fix("see the labels of the nodes", "kubectl get nodes --show-labels")
SHOW_PODS = Fix(
    "see where the other pods are", "kubectl get pods -n {namespace} -o wide | grep {set}-"
)


OF_STATE: Final = (
    "node.kubernetes.io/not-ready",
    "node.kubernetes.io/unreachable",
    "node.kubernetes.io/memory-pressure",
    "node.kubernetes.io/disk-pressure",
    "node.kubernetes.io/pid-pressure",
    "node.kubernetes.io/network-unavailable",
)
"""Taints that the cluster itself sets while a node is not well."""


NEARER = (
    "sched-insufficient-*",
    "sched-larger-than-any-node",
    "sched-too-many-pods",
    "sched-host-port",
    "sched-pod-anti-affinity",
    "sched-pod-affinity",
    "sched-topology-spread",
    "sched-volume-*",
    "sched-max-volume-count",
    "sched-no-pv-to-bind",
    "sched-csi-capacity",
    "sched-rwop-in-use",
)
"""Reasons of the nodes that are open to the pod: taints and selectors keep the others out on
purpose."""


def _asked_for(seen: Seen, pod: Pod) -> list[Node] | None:
    """Nodes that the pod asks for; None where its template is one of the past."""
    if pod.revision != seen.set.status.update_revision:
        return None
    template = seen.set.spec.template.spec
    return [node for node in seen.nodes.values() if suits(node, template)]


def _taints(seen: Seen, pod: Pod) -> Match | None:
    # From 1.35 on the message does not name them. The scheduler looks at taints before selectors:
    # a tainted node that the pod does not ask for is counted here, and is not why.
    nodes_by_taint: dict[str, list[str]] = {}
    of_state: set[bool] = set()
    asked_for = _asked_for(seen, pod)
    if asked_for == []:
        return None
    for node in seen.nodes.values() if asked_for is None else asked_for:
        for taint in untolerated(node, pod.spec):
            value = f"={taint.value}" if taint.value else ""
            key = f"{taint.key}{value}:{taint.effect}"
            nodes_by_taint.setdefault(key, []).append(node.metadata.name)
            of_state.add(taint.key in OF_STATE)
    if not nodes_by_taint:
        return HOLDS
    return Match(
        evidence=tuple(
            Evidence(f"{taint} on {first_few(sorted(nodes))}", "taints of nodes")
            for taint, nodes in sorted(nodes_by_taint.items())
        ),
        facts={"all_of_state" if True in of_state else "none_of_state": "yes"}
        if len(of_state) == 1
        else {},
    )


def _none_to_ask_for(seen: Seen, pod: Pod) -> Match | None:
    """No node has the labels; where tainted ones have, those taints are why."""
    asked_for = _asked_for(seen, pod)
    if any(untolerated(node, pod.spec) for node in asked_for or []):
        return None
    wanted = wishes(seen.set.spec.template.spec)
    if asked_for is None or asked_for or not wanted:
        return HOLDS
    return found(f"it asks for {wanted}; no node is like that", "template of the set; Nodes")


def _asks_by(seen: Seen, pod: Pod) -> Match:
    """What the template asks with; all that may be said of a pod of another template."""
    spec, ways = seen.set.spec.template.spec, []
    if pod.revision == seen.set.status.update_revision:
        affinity = spec.affinity.node_affinity if spec.affinity else None
        if spec.node_selector:
            ways.append("node selector")
        if affinity and affinity.required_during_scheduling_ignored_during_execution:
            ways.append("node affinity")
    return Match(facts={"ways": ways[0] if len(ways) == 1 else "node selector or affinity"})


def _cordoned(seen: Seen, _: Pod) -> Match:
    # The message counts them and names none.
    closed = sorted(n.metadata.name for n in seen.nodes.values() if n.spec.unschedulable)
    if not closed:
        return HOLDS
    return Match(
        evidence=(Evidence(first_few(closed), "Nodes with spec.unschedulable"),),
        facts={"cordoned": closed[0]},
    )


RULES = (
    Rule(
        id="sched-untolerated-taint",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"(?P<count>\d+) node\(s\) had (untolerated taint|taints? .*that the pod didn.t"
                r" tolerate)"
            ),
            IfRead(PodCheck(_taints, needs=("pods", "nodes"))),
        ),
        after=PATIENCE,
        title="{pod} is Pending: it does not tolerate a taint of {count} of {total} nodes",
        why="A taint keeps pods away that do not tolerate it: nodes for other uses, nodes that are"
        " being drained, or nodes in trouble.",
        newcomers="A taint is a sign at a node's door; only pods with a matching toleration enter.",
        fix=(
            Fix(
                "see the taints",
                "kubectl get nodes -o custom-columns=NODE:.metadata.name,TAINTS:.spec.taints",
            ),
            Fix(
                "not-ready, unreachable and pressure are the state of a node: repair the node",
                "kubectl get nodes",
                unless="none_of_state",
            ),
            Fix(
                "add a toleration to the template, or a node without the taint",
                unless="all_of_state",
            ),
        ),
        explained_by=NEARER,
        danger="Taints not-ready, unreachable and out-of-service are set for a reason: do not take"
        " them away to make a pod fit.",
        doc="D/concepts/scheduling-eviction/taint-and-toleration/",
        case=Case(
            fires=lambda web: (
                web.node("node-a")
                .spec(taints=(Taint(key="dedicated", value="batch", effect="NoSchedule"),))
                .pod(1)
                .no_node("3 node(s) had untolerated taint(s)")
            ),
            silent=lambda web: web.pod(1).no_node("3 node(s) were unschedulable"),
        ),
    ),
    Rule(
        id="sched-node-cordoned",
        severity="medium",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"(?P<count>\d+) node\(s\) were unschedulable"),
            IfRead(PodCheck(_cordoned, needs=("pods", "nodes"))),
        ),
        after=PATIENCE,
        title="{pod} is Pending: {count} of {total} nodes {are} cordoned",
        why="Somebody drains these nodes or keeps them for maintenance. A volume that is bound to"
        " one of them has nowhere else to go.",
        newcomers="A cordoned node keeps what it runs and takes nothing new.",
        fix=(
            Fix("see which", "kubectl get nodes"),
            Fix("once its owner agrees", "kubectl uncordon {cordoned}"),
        ),
        explained_by=NEARER,
        danger="Ask whoever cordoned the node before you open it again.",
        doc="D/concepts/architecture/nodes/#manual-node-administration",
        case=Case(
            fires=lambda web: (
                web.node("node-b")
                .spec(unschedulable=True)
                .pod(1)
                .no_node("3 node(s) were unschedulable")
            ),
            silent=lambda web: web.node("node-b").spec(unschedulable=True),
        ),
    ),
    Rule(
        id="sched-node-affinity",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"(?P<count>\d+) node\(s\) didn.t match (Pod.s node affinity/selector"
                r"|scheduler-enforced node affinity)"
            ),
            PodCheck(_asks_by),
            IfRead(PodCheck(_none_to_ask_for, needs=("pods", "nodes"))),
        ),
        after=PATIENCE,
        title="{pod} is Pending: its {ways} does not match {count} of {total} nodes",
        why="nodeSelector or node affinity asks for labels that these nodes do not have: a typing"
        " error, a label that was lost, or a pool that was scaled to 0.",
        newcomers="The pod asks for nodes with certain labels.",
        fix=(
            Fix(
                "see what it asks for",
                "kubectl get sts {set} -n {namespace}"
                " -o jsonpath='{.spec.template.spec.nodeSelector}"
                " {.spec.template.spec.affinity.nodeAffinity}'",
            ),
            SHOW_LABELS,
        ),
        doc="D/concepts/scheduling-eviction/assign-pod-node/",
        explained_by=NEARER,
        case=Case(
            fires=lambda web: (
                web.template(node_selector={"disk": "nvme"})
                .pod(1)
                .no_node("3 node(s) didn't match Pod's node affinity/selector")
            ),
            silent=lambda web: web.pod(1).no_node(
                "3 node(s) didn't match PersistentVolume's node affinity"
            ),
        ),
    ),
    Rule(
        id="sched-pod-anti-affinity",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"(?P<count>\d+) node\(s\) didn.t (match pod anti-affinity rules"
                r"|satisfy existing pods anti-affinity rules)"
            ),
            CLOSED_NODES,
        ),
        after=PATIENCE,
        title="{pod} is Pending: it must stay away from pods on {count} of {total} nodes",
        why="Required anti-affinity allows one such pod on a node or in a zone: there are more"
        " replicas than places, or a pod that is terminating still holds the place.",
        newcomers="The pods must not share a node, and there are not enough nodes for all.",
        fix=(SHOW_PODS, Fix("add a node, or have fewer replicas")),
        danger="With weaker anti-affinity the majority of a quorum can end up on one node.",
        doc="D/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
        case=Case(
            fires=lambda web: web.pod(2).no_node("3 node(s) didn't match pod anti-affinity rules"),
            silent=lambda web: web.pod(2).no_node("3 node(s) didn't match pod affinity rules"),
        ),
    ),
    Rule(
        id="sched-pod-affinity",
        severity="medium",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"(?P<count>\d+) node\(s\) didn.t match pod affinity rules"),
        ),
        after=PATIENCE,
        title="{pod} is Pending: it must be near to pods that {count} of {total} nodes lack",
        why="Required pod affinity names pods that do not exist, or are on other nodes.",
        newcomers="The pod wants to be beside certain other pods, and they are not there.",
        fix=(
            Fix(
                "see what it asks for",
                "kubectl get sts {set} -n {namespace}"
                " -o jsonpath='{.spec.template.spec.affinity.podAffinity}'",
            ),
            Fix(
                "see where such pods are",
                "kubectl get pods -n {namespace} -o wide --show-labels",
            ),
        ),
        doc="D/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
        case=Case(
            fires=lambda web: web.pod(2).no_node("3 node(s) didn't match pod affinity rules"),
            silent=lambda web: web.pod(2).no_node("3 node(s) didn't match pod anti-affinity rules"),
        ),
    ),
    Rule(
        id="sched-topology-spread",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"(?P<count>\d+) node\(s\) didn.t match pod topology spread constraints"),
            CLOSED_NODES,
        ),
        after=PATIENCE,
        title="{pod} is Pending: it would break the topology spread on {count} of {total} nodes",
        why="maxSkew would be exceeded, or the nodes lack the label of topologyKey (then the message"
        " says: missing required label). Pods of another revision count too.",
        newcomers="The pods must be spread evenly over zones or nodes, and the next place in turn"
        " is not free.",
        fix=(
            Fix(
                "see the zones of the nodes",
                "kubectl get nodes -L topology.kubernetes.io/zone,kubernetes.io/hostname",
            ),
            SHOW_PODS,
            Fix("add room in the zone that is next in turn"),
        ),
        doc="D/concepts/scheduling-eviction/topology-spread-constraints/",
        case=Case(
            fires=lambda web: web.pod(2).no_node(
                "1 node(s) didn't match pod topology spread constraints, 2 node(s) didn't match Pod's node affinity/selector"
            ),
            silent=lambda web: web.pod(2).no_node("3 node(s) didn't match pod anti-affinity rules"),
        ),
    ),
)
