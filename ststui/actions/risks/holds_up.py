"""Whether anything waits for a pod that does not end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions.plan import Consequences
    from ststui.model import Family, StatefulSet


def holds_up(
    family: Family, after: StatefulSet, found: Consequences, pod: str, *, one_by_one: bool
) -> bool:
    """Whether something of what follows may wait for the end of a pod of the set.

    An OrderedReady set goes up through its range and then down through the others; a rollout goes
    down, too, and waits for each on its way, but one with maxUnavailable counts all that are away
    (updateStatefulSet, pkg/controller/statefulset/stateful_set_control.go, v1.36; seen with a
    Parallel set whose first pod was held: the others were replaced).

    Args:
        family: as things are.
        after: the set as it is after the write.
        found: what follows from it.
        pod: the one that stays Terminating.
        one_by_one: whether a rollout replaces one pod at a time.
    """
    split = split_ordinal(pod)
    if split is None:
        return True
    _, ordinal = split
    rolled = _ordinals(each for each in found.replaces if each != pod)
    if any(each < ordinal or not one_by_one for each in rolled):
        return True
    if after.parallel:
        return False
    if rolled and ordinal in after.ordinals:
        return True
    away = _ordinals(each for each in found.deletes if each != pod and not _ends(family, each))
    if ordinal not in after.ordinals:
        return any(each < ordinal for each in away)
    return bool(away) or any(each > ordinal for each in _ordinals(found.creates))


def _ends(family: Family, pod: str) -> bool:
    found = family.member(pod)
    return found is not None and found.terminating


def _ordinals(pods: Iterable[str]) -> list[int]:
    return [split[1] for pod in pods if (split := split_ordinal(pod)) is not None]
