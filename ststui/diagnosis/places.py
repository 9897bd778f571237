"""Where a volume can be used, and what keeps pods off a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.fit import of_cordon, untolerated

if TYPE_CHECKING:
    from ststui.model import Node, PersistentVolume, Pod
    from ststui.model.node_selector import NodeSelector
    from ststui.model.pod import PodSpec


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
    found += [f"taint {each.key}" for each in untolerated(node, pod.spec) if not of_cordon(each)]
    return ", ".join(found)
