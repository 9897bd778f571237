"""How many pods stay Ready while a forecast comes true, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.actions.foresight import resumed
from ststui.model.ordinal import pod_name, split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model import Family


class Fewest(NamedTuple):
    """The moment when the fewest pods in the range are Ready."""

    number: int
    awaited: tuple[str, ...] = ()
    """Those of them that are not Ready now: the controller makes them, or waits for them, before it
    deletes a pod."""


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


def ready_of(grounds: Grounds, names: Iterable[str]) -> tuple[str, ...]:
    """Those of these pods that are Ready and stay for now, in the range or not."""
    found = ((name, grounds.known.member(name)) for name in dict.fromkeys(names))
    return tuple(n for n, pod in found if pod and pod.running_and_ready and not pod.terminating)


def fewest_ready(grounds: Grounds, foresight: Foresight, *, begun: bool = False) -> Fewest:
    """The fewest Ready pods of the range as it is after the write, at any deletion to come.

    A pod that is made is Ready before the next one is deleted: an OrderedReady set waits for it,
    and so does a rolling update for those above (processReplica and updateStatefulSetAfterInvariant
    of stateful_set_control.go, v1.36). A Parallel set makes what is missing in the same sync in
    which it deletes, so that those do not count before a pod that it deleted was made anew. Where
    the forecast ends at a pod that is waited for, its deletions come when that one is Ready.

    Args:
        grounds: as things are.
        foresight: what follows from the write.
        begun: whether the write itself deletes a pod, so that the moment after it counts too.

    Returns:
        Where nothing is deleted, what is Ready in the end.
    """
    now = _fewest(foresight, begun=begun)
    then = resumed(grounds, foresight)
    if then is None:
        return now
    later = _fewest(then, known=frozenset(ready_ordinals(foresight.after)))
    deletes = begun or any(step.verb == "delete" for step in foresight.forecast.steps)
    return min(now, later) if deletes else later


def _fewest(
    foresight: Foresight, *, begun: bool = False, known: frozenset[int] | None = None
) -> Fewest:
    after = foresight.after
    ready = set(ready_ordinals(after))
    awaited = set() if known is None else ready - known
    starting: set[int] = set()
    gone: set[int] = set()

    def seen() -> Fewest:
        return Fewest(
            len(ready), tuple(pod_name(after.name, each) for each in sorted(ready & awaited))
        )

    fewest = seen() if begun else None
    for step in foresight.forecast.steps:
        split = split_ordinal(step.pod) if step.pod is not None else None
        if split is None:
            continue
        ordinal = split[1]
        if step.verb == "delete":
            ready.discard(ordinal)
            gone.add(ordinal)
            if fewest is None or len(ready) < fewest.number:
                fewest = seen()
        elif step.verb == "create" and ordinal in after.set.ordinals:
            starting.add(ordinal)
            if ordinal not in gone:
                awaited.add(ordinal)
            if ordinal in gone or not after.set.parallel:
                ready |= starting
                starting.clear()
    return fewest or seen()
