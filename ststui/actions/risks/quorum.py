"""Majorities: what stays Ready while pods are away, and what the application needs before.

ststui cannot see membership: it counts pods.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.applications import application

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Family

BLIND = "ststui cannot see membership or replication"


@dataclass(frozen=True, slots=True)
class Voters:
    """Why a set is taken to need a majority."""

    why: str


def voters(grounds: Grounds) -> Voters | None:
    """Whether a set is known to need a majority: settings, annotation, then its image."""
    family = grounds.known
    name = f"{family.namespace}/{family.name}"
    if any(fnmatchcase(name, each) for each in grounds.quorum.never):
        return None
    if any(fnmatchcase(name, each) for each in grounds.quorum.sets):
        return Voters("the settings say that it needs a majority")
    for marks in (
        family.set.metadata.annotations,
        family.set.spec.template.metadata.annotations,
    ):
        if marks is not None and marks.quorum is not None:
            needs = marks.quorum.lower() == "true"
            return Voters("its annotation says that it needs a majority") if needs else None
    found = application(family.set)
    return Voters(f"{found.name} needs a majority") if found and found.votes else None


def majority(members: int) -> int:
    """The smallest number that is more than half of the members."""
    return members // 2 + 1


def ready_names(family: Family) -> tuple[str, ...]:
    """Pods in the range that are Ready and stay for now."""
    return tuple(family.pods_by_ordinal[each].metadata.name for each in _ready(family))


def _ready(family: Family) -> tuple[int, ...]:
    """Their ordinals."""
    return tuple(
        o
        for o in family.set.ordinals
        if o in family.pods_by_ordinal
        and family.pods_by_ordinal[o].running_and_ready
        and not family.pods_by_ordinal[o].terminating
    )


def _stay(grounds: Grounds, left: int) -> str:
    """So many stay Ready; of the ordinals, where some have no pod that could be counted."""
    family = grounds.known
    if not left:
        return "no pod stays Ready"
    everyone = all(each in family.pods_by_ordinal for each in family.set.ordinals)
    what = "pods" if everyone else "ordinals"
    return f"{left} of {family.set.replicas} {what} {'stays' if left == 1 else 'stay'} Ready"


def while_away(
    grounds: Grounds, leaving: Iterable[str], *, at_once: int | None = None
) -> Iterator[Caution]:
    """What stays Ready while these pods are away and come back.

    Args:
        grounds: as things are.
        leaving: the pods.
        at_once: so many are away at a time; all of them if None.
    """
    family = grounds.known
    members, going = family.set.replicas, set(leaving)
    if not going:
        return
    ready = ready_names(family)
    away = min(len(going), at_once if at_once is not None else len(going))
    lost = min(away, sum(name in going for name in ready))
    left = len(ready) - lost
    needs = voters(grounds)
    stay = _stay(grounds, left)
    when = "" if away == len(going) else " at a time"
    if needs is None:
        yield warn("quorum", f"{stay}{when}; {BLIND}")
        return
    least = majority(members)
    if left < least:
        yield warn(
            "quorum",
            f"{_only(left)}{stay}{when}, and {needs.why}: {least} of {members}; {BLIND}",
            dangerous=True,
            about="away",
            short=least - left,
        )
    else:
        last = ", not one more may fail" if left == least else ""
        yield warn("quorum", f"{stay}{when}{last}; {needs.why}: {least} of {members}; {BLIND}")


def _only(left: int) -> str:
    return "only " if left else ""


def none_left(grounds: Grounds, replicas: int = 0) -> str:
    """For a headline: what stops serving when no pod is left; empty when one is."""
    ready = len(ready_names(grounds.known))
    if replicas or not ready:
        return ""
    return f": {ready} Ready now, 0 stay Ready"


def scaled_down(grounds: Grounds, *, replicas: int) -> Iterator[Caution]:
    """What a smaller set means for its members."""
    family = grounds.known
    members = family.set.replicas
    if replicas >= members:
        return
    found = application(family.set)
    leave = found.leave if found else "take its member out of the application"
    before = f"before a pod goes: {leave}; {BLIND}"
    needs, least = voters(grounds), majority(members)
    ready = sum(each in family.set.ordinals[:replicas] for each in _ready(family))
    stay = _stay(grounds, ready)
    if needs is None:
        yield warn("quorum", f"{stay}; {before}")
    elif ready < least:
        yield warn(
            "quorum",
            f"{_only(ready)}{stay}, and {needs.why}: {least} of these {members}; {before}",
            dangerous=True,
            about="left",
            short=least - ready,
        )
    else:
        even = ", an even number, which bears no more failures than one less"
        yield warn("quorum", f"{stay}{even if replicas % 2 == 0 else ''}; {needs.why}; {before}")
