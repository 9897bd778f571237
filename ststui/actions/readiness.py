"""How many pods stay Ready while a forecast comes true, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.model.ordinal import pod_name, split_ordinal

if TYPE_CHECKING:
    from ststui.actions.foresight import Foresight
    from ststui.model import Family


class Fewest(NamedTuple):
    """The moment of a forecast when the fewest pods in the range are Ready."""

    number: int
    made: tuple[str, ...] = ()
    """Those of them that are missing now: the controller makes them before it deletes one, and
    does not delete it before they are Ready."""


NONE = Fewest(0)
"""No pod at all."""


def ready_ordinals(family: Family) -> tuple[int, ...]:
    """Ordinals in the range whose pod is Ready and stays for now."""
    return tuple(
        o
        for o in family.set.ordinals
        if o in family.pods_by_ordinal
        and family.pods_by_ordinal[o].running_and_ready
        and not family.pods_by_ordinal[o].terminating
    )


def ready_names(family: Family) -> tuple[str, ...]:
    """The names of their pods."""
    return tuple(family.pods_by_ordinal[each].metadata.name for each in ready_ordinals(family))


def fewest_ready(foresight: Foresight, *, begun: bool = False) -> Fewest:
    """The fewest Ready pods of the range as it is after the write, at any deletion of a forecast.

    A pod that is made is Ready before the next one is deleted: an OrderedReady set waits for it,
    and so does a rolling update for those above (processReplica and updateStatefulSetAfterInvariant
    of stateful_set_control.go, v1.36). A Parallel set makes what is missing in the same sync in
    which it deletes, so that those do not count before a pod that it deleted was made anew.

    Args:
        foresight: what follows from the write.
        begun: whether the write itself deletes a pod, so that the moment after it counts too.

    Returns:
        Where nothing is deleted, what is Ready in the end.
    """
    after = foresight.after
    wanted, name = after.set.ordinals, after.name
    ready = set(ready_ordinals(after))
    made: set[int] = set()
    starting: set[int] = set()
    gone: set[int] = set()
    fewest = Fewest(len(ready)) if begun else None
    for step in foresight.forecast.steps:
        split = split_ordinal(step.pod) if step.pod is not None else None
        if split is None:
            continue
        ordinal = split[1]
        if step.verb == "delete":
            ready.discard(ordinal)
            gone.add(ordinal)
            if fewest is None or len(ready) < fewest.number:
                fewest = _fewest(name, ready, made)
        elif step.verb == "create" and ordinal in wanted:
            starting.add(ordinal)
            if ordinal not in gone:
                made.add(ordinal)
            if ordinal in gone or not after.set.parallel:
                ready |= starting
                starting.clear()
    return _fewest(name, ready, made) if fewest is None else fewest


def _fewest(name: str, ready: set[int], made: set[int]) -> Fewest:
    return Fewest(len(ready), tuple(pod_name(name, each) for each in sorted(ready & made)))
