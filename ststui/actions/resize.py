"""How far the expansion of a claim is, by its status.

The external-resizer grows the disk, the kubelet the file system on it; each says where it stands in
``status.conditions`` and ``status.allocatedResourceStatuses``, and ``status.capacity`` is the size
once all is done (core/v1 types.go, v1.36).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.model.quantity import quantity
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions.request import Asked
    from ststui.model import PersistentVolumeClaim, Pod

PATIENCE = 300.0
"""Seconds without any change after which a resize is said to be stuck, as a set is."""
RETRIED = 60.0
"""Likewise of one that failed: the resizer and the kubelet try again by themselves."""
INFEASIBLE = frozenset({"ControllerResizeInfeasible", "NodeResizeInfeasible"})
"""Of allocatedResourceStatuses: the storage refused the size for good."""
ON_THE_NODE = frozenset({"FileSystemResizePending", "NodeResizePending", "NodeResizeInProgress"})
"""The disk has its size; the file system has not."""
ON_THE_STORAGE = frozenset({"Resizing", "ControllerResizeInProgress"})


class Resize(NamedTuple):
    """Where one claim stands."""

    done: bool
    text: str
    """What it waits for, or what is wrong; safe for a terminal."""
    patience: float
    """Seconds that it may stand like this until it is stuck; 0: it does not end by itself."""


def resize(
    asked: Asked, claim: PersistentVolumeClaim | None, *, pods: Iterable[Pod] | None
) -> Resize:
    """Where a claim stands that was asked to grow.

    Args:
        asked: of it, by the plan.
        claim: as it is; None when it is gone.
        pods: of the namespace; None when they could not be read.
    """
    name, size = asked.name, quantity(asked.size) or 0
    if claim is None:
        return _never(f"{name} is gone")
    if claim.metadata.uid != asked.uid:
        return _never(f"{name} was deleted and made anew since")
    if (quantity(claim.status.capacity.get("storage", "")) or 0) >= size:
        return Resize(done=True, text="", patience=0.0)
    wanted = claim.spec.resources.requests.get("storage", "")
    if (quantity(wanted) or 0) < size:
        return _never(f"{name} is asked for {wanted} by now, not {asked.size}")
    state = claim.status.allocated_resource_statuses.get("storage", "")
    conditions = {each.type: each for each in claim.status.conditions if each.status == "True"}
    said = "".join(f": {e.message}" for e in conditions.values() if e.message)
    if state in INFEASIBLE:
        return _never(f"the storage refuses {asked.size} for {name} ({state}){said}")
    for kind in ("ControllerResizeError", "NodeResizeError"):
        if kind in conditions:
            why = conditions[kind].message or kind
            return Resize(done=False, text=safe(f"{name} fails to grow: {why}"), patience=RETRIED)
    marks = {state, *conditions}
    if marks & ON_THE_NODE:
        if pods is not None and not any(_mounts(pod, name) for pod in pods):
            return _never(
                f"the disk of {name} has grown, its file system does once a pod mounts it, and "
                "none runs that does"
            )
        return _going(f"the kubelet grows the file system of {name}; some do when its pod restarts")
    if marks & ON_THE_STORAGE:
        return _going(f"the storage grows the disk of {name}")
    return _going(f"nothing has begun to grow {name} yet")


def _mounts(pod: Pod, claim: str) -> bool:
    return claim in pod.claims and pod.status.phase == "Running"


def _going(text: str) -> Resize:
    return Resize(done=False, text=safe(text), patience=PATIENCE)


def _never(text: str) -> Resize:
    return Resize(done=False, text=safe(text), patience=0.0)
