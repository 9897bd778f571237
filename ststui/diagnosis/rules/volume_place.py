"""Pending: the volume and the nodes do not come together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.places import obstacles, pinned_to
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import PATIENCE, UNSCHEDULED, PodCheck, Scheduler
from ststui.model.fit import reaches
from ststui.model.node_selector import NodeSelector, NodeSelectorRequirement, NodeSelectorTerm
from ststui.model.volume import LocalSource, VolumeNodeAffinity
from ststui.wording.listed import first_few

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Node, PersistentVolume, Pod


AFFINITY = Scheduler(
    r"(?P<count>\d+) node\(s\) (didn.t match PersistentVolume.s node affinity"
    r"|had volume node affinity conflict)"
)
"""The second wording is that of releases before 1.33."""
SHOW_AFFINITY = Fix(
    "see where the volume is", "kubectl get pv {volume} -o jsonpath='{.spec.nodeAffinity}'"
)


def _pinned(seen: Seen, pod: Pod) -> Iterator[tuple[PersistentVolume, list[Node]]]:
    """Volumes of the pod that are not usable everywhere, and the nodes that reach them."""
    for name in pod.claims:
        claim = seen.claim(name)
        volume = seen.volume(claim.spec.volume_name) if claim else None
        if volume is not None and volume.spec.node_affinity is not None:
            yield volume, [node for node in seen.nodes.values() if reaches(volume, node)]


def _node_gone(seen: Seen, pod: Pod) -> Match | None:
    for volume, nodes in _pinned(seen, pod):
        if not nodes:
            name = volume.metadata.name
            return Match(
                evidence=(
                    Evidence(pinned_to(volume), f"node affinity of PersistentVolume {name}"),
                    Evidence("no node has these labels", "Nodes"),
                ),
                facts={"volume": name},
            )
    return None


def _no_room_there(seen: Seen, pod: Pod) -> Match | None:
    for volume, nodes in _pinned(seen, pod):
        if nodes and len(nodes) < len(seen.nodes):
            name = volume.metadata.name
            states = first_few(
                f"{e.metadata.name} ({obstacles(e, pod) or 'no room, says the scheduler'})"
                for e in nodes
            )
            return Match(
                evidence=(
                    Evidence(pinned_to(volume), f"node affinity of PersistentVolume {name}"),
                    Evidence(states, "Nodes that reach it"),
                ),
                facts={
                    "volume": name,
                    "nodes": first_few(e.metadata.name for e in nodes),
                    "reached": nodes[0].metadata.name,
                },
            )
    return None


def _pin(web: Example, node: str) -> Example:
    requirement = NodeSelectorRequirement(
        key="kubernetes.io/hostname", operator="In", values=(node,)
    )
    term = NodeSelectorTerm(match_expressions=(requirement,))
    return web.volume(1).spec(
        local=LocalSource(path="/mnt/disk"),
        node_affinity=VolumeNodeAffinity(required=NodeSelector(node_selector_terms=(term,))),
    )


RULES = (
    Rule(
        id="sched-volume-node-affinity",
        severity="high",
        about="pod",
        signs=(UNSCHEDULED, AFFINITY),
        after=PATIENCE,
        title="{pod} is Pending: its volume is out of reach of {count} of {total} nodes",
        why="The volume is in a zone or on a node, and the pod can run only there; the nodes there are full, cordoned, tainted or gone.",
        newcomers="Many disks exist in one place only, and the pod has to go where its disk is.",
        fix=(
            SHOW_AFFINITY,
            Fix(
                "see where the nodes are",
                "kubectl get nodes -L topology.kubernetes.io/zone,kubernetes.io/hostname",
            ),
            Fix("make room on a node that reaches it, or add one there"),
        ),
        danger="Deleting the claim so that the pod starts elsewhere destroys the data when the reclaim policy is Delete.",
        doc="D/concepts/storage/persistent-volumes/#node-affinity",
        explained_by=("sched-local-pv-node-gone", "sched-zone-pinned-no-capacity"),
        case=Case(
            fires=lambda web: web.pod(1).no_node(
                "3 node(s) didn't match PersistentVolume's node affinity"
            ),
            silent=lambda web: web.pod(1).no_node(
                "3 node(s) didn't match Pod's node affinity/selector"
            ),
        ),
    ),
    Rule(
        id="sched-local-pv-node-gone",
        severity="critical",
        about="pod",
        signs=(
            UNSCHEDULED,
            AFFINITY,
            PodCheck(
                _node_gone, needs=("pods", "persistentvolumeclaims", "persistentvolumes", "nodes")
            ),
        ),
        after=PATIENCE,
        title="{pod} is Pending for ever: no node reaches its volume {volume} any more",
        why="The node that holds the disk was deleted or has another name now; the data is on that disk.",
        newcomers="The disk belongs to a machine that is not in the cluster any more.",
        fix=(
            SHOW_AFFINITY,
            Fix("bring the node back under its name"),
            Fix(
                "or, only if the other members hold all the data: give this one an empty volume",
                "kubectl delete pvc {claim} -n {namespace} && kubectl delete pod {pod} -n {namespace}",
            ),
        ),
        danger="The second way loses the data of {pod} for good.",
        doc="D/concepts/storage/volumes/#local",
        explains=("sched-*",),
        case=Case(
            fires=lambda web: (
                _pin(web, "node-z")
                .pod(1)
                .no_node("3 node(s) didn't match PersistentVolume's node affinity")
            ),
            silent=lambda web: (
                _pin(web, "node-b")
                .pod(1)
                .no_node("3 node(s) didn't match PersistentVolume's node affinity")
            ),
        ),
    ),
    Rule(
        id="sched-zone-pinned-no-capacity",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"(?=.*(PersistentVolume.s node affinity|volume node affinity))(?=.*(Insufficient|untolerated|unschedulable|anti-affinity|Too many pods))"
            ),
            PodCheck(
                _no_room_there,
                needs=("pods", "persistentvolumeclaims", "persistentvolumes", "nodes"),
            ),
        ),
        after=PATIENCE,
        title="{pod} is Pending: its volume is reached only from {nodes}, and there is no place there",
        why="The volume keeps the pod in one zone or on one node. An autoscaler that adds nodes elsewhere does not help.",
        newcomers="The pod has to go where its disk is, and there it does not fit.",
        fix=(
            SHOW_AFFINITY,
            Fix("see what keeps pods off such a node", "kubectl describe node {reached}"),
            Fix("make room there, uncordon, or add a node in that zone"),
        ),
        danger="Deleting the claim so that the pod starts elsewhere destroys the data when the reclaim policy is Delete.",
        doc="D/setup/best-practices/multiple-zones/",
        explains=("sched-*",),
        case=Case(
            fires=lambda web: (
                _pin(web, "node-b")
                .node("node-b")
                .spec(unschedulable=True)
                .pod(1)
                .no_node(
                    "1 node(s) were unschedulable, 2 node(s) didn't match PersistentVolume's node affinity"
                )
            ),
            silent=lambda web: (
                _pin(web, "node-b")
                .pod(1)
                .no_node("3 node(s) didn't match PersistentVolume's node affinity")
            ),
        ),
    ),
    Rule(
        id="sched-max-volume-count",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"(?P<count>\d+) node\(s\) (exceed max volume count|[^,]*CSI driver is not installed)"
            ),
        ),
        after=PATIENCE,
        title="{pod} is Pending: no further volume fits on {count} of {total} nodes",
        why="A cloud attaches only so many disks to a machine; attachments that were left over count too.",
        newcomers="A machine has a fixed number of slots for disks, and they are taken.",
        fix=(
            Fix("see what is attached", "kubectl get volumeattachments -o wide"),
            Fix(
                "see the limits",
                "kubectl get csinodes -o custom-columns=NODE:.metadata.name,DRIVERS:.spec.drivers",
            ),
            Fix("add a node"),
        ),
        doc="D/concepts/storage/storage-limits/",
        case=Case(
            fires=lambda web: web.pod(1).no_node("3 node(s) exceed max volume count"),
            silent=lambda web: web.pod(1).no_node("3 Too many pods"),
        ),
    ),
    Rule(
        id="sched-volume-zone",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"(?P<count>\d+) node\(s\) had no available (volume zone|disk)"),
        ),
        after=PATIENCE,
        title="{pod} is Pending: its volume is in another zone than {count} of {total} nodes",
        why="The zone labels of the volume and those of the nodes differ, or the disk is in use.",
        newcomers="The disk is in one zone and the free nodes are in another.",
        fix=(
            Fix("see the volume's zone", "kubectl get pv {volume} --show-labels"),
            Fix("see the nodes' zones", "kubectl get nodes -L topology.kubernetes.io/zone"),
        ),
        doc="D/setup/best-practices/multiple-zones/",
        case=Case(
            fires=lambda web: web.pod(1).no_node("3 node(s) had no available volume zone"),
            silent=lambda web: web.pod(1).no_node("3 node(s) exceed max volume count"),
        ),
    ),
)
