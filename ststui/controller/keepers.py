"""What keeps a pod that is to be gone: its node, or finalizers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.controller.waited_for import waited_for
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from ststui.controller.step import Step, WaitsFor
    from ststui.model.family import Family


def with_keepers(family: Family, step: Step) -> WaitsFor | None:
    """What a step waits for, with what keeps it where that is a pod that is to be gone.

    The controller does not look at either: it only waits. A node that was not read keeps nobody.
    """
    target = step.waits_for
    pod = waited_for(family, step)
    if target is None or pod is None or target.what != "gone":
        return target
    overdue = target.seconds is not None and target.seconds < 0
    finalizers = pod.metadata.finalizers if overdue else pod.holders
    nodes = family.nodes.value if isinstance(family.nodes, Readable) else {}
    node = nodes.get(pod.spec.node_name)
    silent = node is not None and not node.ready
    if not finalizers and not silent:
        return target
    return replace(target, finalizers=finalizers, silent_node=pod.spec.node_name if silent else "")
