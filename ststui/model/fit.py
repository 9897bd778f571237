"""Whether a node is one for a pod or a volume, as far as labels, affinity and taints tell.

The scheduler looks at more: room, spread, other pods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.model.node import Node, Taint
    from ststui.model.pod import PodSpec, Toleration
    from ststui.model.volume import PersistentVolume


def reaches(volume: PersistentVolume, node: Node) -> bool:
    """Whether a volume can be used on a node: its node affinity (component-helpers v0.36)."""
    affinity = volume.spec.node_affinity
    if affinity is None or affinity.required is None:
        return True
    return affinity.required.holds(node.metadata.name, node.metadata.labels)


def suits(node: Node, template: PodSpec) -> bool:
    """Whether a node is one that a pod template asks for, by its selector and its affinity."""
    labels = node.metadata.labels
    if any(labels.get(key) != value for key, value in template.node_selector.items()):
        return False
    affinity = template.affinity.node_affinity if template.affinity else None
    required = affinity.required_during_scheduling_ignored_during_execution if affinity else None
    return required is None or required.holds(node.metadata.name, labels)


def untolerated(node: Node, spec: PodSpec) -> tuple[Taint, ...]:
    """Taints of a node that keep a pod away."""
    return tuple(
        taint
        for taint in node.spec.taints
        if taint.effect in {"NoSchedule", "NoExecute"}
        and not any(tolerates(each, taint) for each in spec.tolerations)
    )


def tolerates(toleration: Toleration, taint: Taint) -> bool:
    """Whether a toleration covers a taint: ToleratesTaint (api core/v1 toleration.go, v0.36)."""
    if toleration.effect and toleration.effect != taint.effect:
        return False
    if toleration.key and toleration.key != taint.key:
        return False
    if toleration.operator == "Exists":
        return True
    return bool(toleration.key) and toleration.value == taint.value


def of_cordon(taint: Taint) -> bool:
    """Whether it only says that the node is cordoned."""
    return taint.key == "node.kubernetes.io/unschedulable"
