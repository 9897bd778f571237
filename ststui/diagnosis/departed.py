"""Since when the node of a pod is gone: nothing that stays behind tells it for certain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.model.metadata import condition

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

BY_NODE: Final = ("DeletionByPodGC", "DeletionByTaintManager")
"""Reasons of DisruptionTarget that tell of the node (podgc and tainteviction, v1.36)."""


def departed(seen: Seen, pod: Pod) -> datetime | None:
    """Since when a pod has been without its node, which is not among the nodes.

    The moment at which the node went, where somebody looked on. A single look has only what was
    noted on the pod: the garbage collector or the node controller gave it up (who marks a pod not
    Ready for its node leaves no reason, MarkPodsNotReady; a kubelet always gives one). A pod that
    no kubelet ever looked at has waited since it was bound. None where nothing tells: how old the
    pod is says nothing of its node.
    """
    went = seen.surroundings.lost_nodes.get(pod.spec.node_name)
    bound = condition(pod.status.conditions, "PodScheduled")
    moments = [went, pod.metadata.creation_timestamp, bound and bound.last_transition_time]
    given_up = condition(pod.status.conditions, "DisruptionTarget")
    if given_up and given_up.status == "True" and given_up.reason in BY_NODE:
        moments.append(given_up.last_transition_time)
    elif (ready := pod.ready_condition) and ready.status == "False" and not ready.reason:
        moments.append(ready.last_transition_time)
    elif went is None and pod.status.container_statuses:
        return None
    return max((each for each in moments if each), default=None)
