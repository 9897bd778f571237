"""Majorities: what stays Ready while pods are away, and what the application needs before.

ststui cannot see membership: it counts pods.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.readiness import NONE, ready_names, ready_ordinals
from ststui.actions.risks.applications import application
from ststui.actions.risks.membership import leaving
from ststui.model.ordinal import pod_name
from ststui.wording.counted import counted
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.readiness import Fewest
    from ststui.model import Family

BLIND = "ststui cannot see membership or replication"
NO_POD = "no pod is Ready now"
MOST_AWAITED = 3
"""So many pods that are waited for first are written one by one."""


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


def _stay(family: Family, left: Fewest) -> str:
    """So many stay Ready of a set; of its ordinals, where some have no pod that could count."""
    if not left.number:
        return "no pod stays Ready" if ready_ordinals(family) else NO_POD
    there = {*left.awaited, *(each.metadata.name for each in family.pods_by_ordinal.values())}
    everyone = all(pod_name(family.name, each) in there for each in family.set.ordinals)
    what = "pods" if everyone else "ordinals"
    if not left.awaited:
        stay = "stays" if left.number == 1 else "stay"
        return f"{left.number} of {family.set.replicas} {what} {stay} Ready"
    awaited = listed(left.awaited, most=MOST_AWAITED)
    if not ready_ordinals(family):
        are = "is" if len(left.awaited) == 1 else "are"
        then = f"{left.number} of {family.set.replicas} once {awaited} {are}"
        return f"{NO_POD}, {then}, for which the controller waits first"
    counting = f"counting {awaited}, for which the controller waits first"
    # Those do not stay so: they are not Ready now, or not there.
    return f"{left.number} of {family.set.replicas} {what} will be Ready ({counting})"


def _at_a_time(stay: str, left: Fewest, *, several: bool) -> str:
    return " at a time" if several and left.number and not stay.startswith(NO_POD) else ""


def while_away(
    grounds: Grounds, left: Fewest, *, at_a_time: bool = False, after: Family | None = None
) -> Iterator[Caution]:
    """What stays Ready while pods are away and come back.

    Args:
        grounds: as things are.
        left: the pods that stay Ready.
        at_a_time: whether there are more that leave, one after another.
        after: the set whose pods those are, where it is a larger one than that of now.
    """
    family = after or grounds.known
    members, needs = family.set.replicas, voters(grounds)
    stay = _stay(family, left)
    stay += _at_a_time(stay, left, several=at_a_time)
    if needs is None:
        # With one replica that is what every restart means; with more the others are ill already.
        serves = members > 1 and bool(family.set.templates) and bool(ready_ordinals(family))
        none = serves and not left.number
        yield warn("quorum", f"{stay}; {BLIND}", dangerous=none, about="away" if none else "")
        return
    least = majority(members)
    if left.number < least:
        yield warn(
            "quorum",
            f"{_only(stay, left)}{stay}, and {needs.why}: {least} of {members}; {BLIND}",
            dangerous=True,
            about="away",
            short=least - left.number,
        )
    else:
        last = ", not one more may fail" if left.number == least else ""
        yield warn("quorum", f"{stay}{last}; {needs.why}: {least} of {members}; {BLIND}")


def _only(stay: str, left: Fewest) -> str:
    return "only " if left.number and not stay.startswith(NO_POD) else ""


def none_left(grounds: Grounds, replicas: int = 0) -> str:
    """For a headline: what stops serving when no pod is left; empty when one is."""
    ready = len(ready_names(grounds.known))
    if replicas or not ready:
        return ""
    return f": {ready} Ready now, 0 stay Ready"


def scaled_down(
    grounds: Grounds, foresight: Foresight, left: Fewest, *, at_a_time: bool = False
) -> Iterator[Caution]:
    """What a smaller set means for its members.

    Args:
        grounds: as things are.
        foresight: what follows from the write.
        left: the pods of the smaller set that stay Ready.
        at_a_time: whether pods of it are replaced besides, one after another.
    """
    family, replicas = grounds.known, foresight.after.set.replicas
    members = family.set.replicas
    before = "; ".join((*leaving(grounds, foresight), BLIND))
    needs, least = voters(grounds), majority(members)
    ready, stay = left.number, _stay(family, left)
    stay += _at_a_time(stay, left, several=at_a_time)
    for_good = not ready and not (replicas and at_a_time)
    if needs is None:
        yield _left(grounds, stay, before, for_good=for_good)
    elif ready < least:
        yield warn(
            "quorum",
            f"{_only(stay, left)}{stay}, and {needs.why}: {least} of these {members}; {before}",
            dangerous=True,
            about="left",
            short=least - ready,
        )
    else:
        even = ", an even number, which bears no more failures than one less"
        yield warn("quorum", f"{stay}{even if replicas % 2 == 0 else ''}; {needs.why}; {before}")


def all_gone(grounds: Grounds) -> Iterator[Caution]:
    """What it means that the whole set goes."""
    if voters(grounds) is not None:
        yield from while_away(grounds, NONE)
        return
    yield _left(grounds, _stay(grounds.known, NONE), BLIND, for_good=True)


def _left(grounds: Grounds, stay: str, more: str, *, for_good: bool) -> Caution:
    """What is left of a set that is not known to vote: dangerous where nothing serves its data."""
    unserved = _unserved(grounds) if for_good else ""
    return warn(
        "quorum",
        f"{stay}{unserved}; {more}",
        dangerous=bool(unserved),
        about="left" if unserved else "",
        short=1 if unserved else 0,
    )


def _unserved(grounds: Grounds) -> str:
    """Says so where a set that serves data has no pod any more; empty where it serves none now."""
    family = grounds.known
    if not ready_ordinals(family) or not family.set.templates:
        return ""
    claims = sum(len(each) for each in family.claims_by_ordinal.values())
    which = counted(claims, "claim") if claims else f"claims of {', '.join(family.set.templates)}"
    return f", nothing serves its data ({which})"
