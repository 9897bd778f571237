"""Where a volume can be used, and what keeps pods off a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.model import Node, PersistentVolume, Pod
    from ststui.model.node import Taint
    from ststui.model.node_selector import NodeSelector
    from ststui.model.pod import PodSpec, Toleration


def reaches(volume: PersistentVolume, node: Node) -> bool:
    """Whether a volume can be used on a node; one without affinity can everywhere."""
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


def pinned_to(volume: PersistentVolume) -> str:
    """Where the volume is, as its affinity says: ``topology.kubernetes.io/zone in a, b``."""
    affinity = volume.spec.node_affinity
    return _words(affinity.required) if affinity and affinity.required else ""


def wishes(template: PodSpec) -> str:
    """What a pod template asks of its node: ``disk=nvme and zone in a, b``; empty for nothing."""
    pairs = [f"{key}={value}" for key, value in template.node_selector.items()]
    affinity = template.affinity.node_affinity if template.affinity else None
    required = affinity.required_during_scheduling_ignored_during_execution if affinity else None
    return " and ".join([*pairs, *([_words(required)] if required else [])])


def _words(selector: NodeSelector) -> str:
    return " or ".join(
        " and ".join(
            " ".join(each for each in (e.key, e.operator.lower(), ", ".join(e.values)) if each)
            for e in term.match_expressions
        )
        for term in selector.node_selector_terms
    )


def obstacles(node: Node, pod: Pod) -> str:
    """What keeps a pod off a node, as far as the node tells; empty when nothing does."""
    found = []
    if node.spec.unschedulable:
        found.append("cordoned")
    if not node.ready:
        found.append("not Ready")
    found += [f"taint {each.key}" for each in untolerated(node, pod) if not _by_cordon(each)]
    return ", ".join(found)


def untolerated(node: Node, pod: Pod) -> tuple[Taint, ...]:
    """Taints of a node that keep a pod away."""
    return tuple(
        taint
        for taint in node.spec.taints
        if taint.effect in {"NoSchedule", "NoExecute"}
        and not any(tolerates(each, taint) for each in pod.spec.tolerations)
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


def _by_cordon(taint: Taint) -> bool:
    return taint.key == "node.kubernetes.io/unschedulable"


def names(found: Iterable[str], *, most: int = 5) -> str:
    """Some names in one line, and how many more there are."""
    every = list(found)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
