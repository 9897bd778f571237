"""The consequences of a write: the controller's forecast, sorted into what a person asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.actions.after import with_all_ready
from ststui.actions.believed import believed
from ststui.actions.plan import Consequences
from ststui.actions.risks.claims import lost_claims
from ststui.controller import forecast
from ststui.model.ordinal import pod_name, split_ordinal
from ststui.model.readable import LOADING, NOT_READ, Readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions.grounds import Grounds
    from ststui.controller import Forecast
    from ststui.model import Family


@dataclass(frozen=True, slots=True)
class Foresight:
    """What follows from a write."""

    after: Family
    forecast: Forecast
    consequences: Consequences


def foresee(grounds: Grounds, after: Family, *, stopping: str = "") -> Foresight:
    """Foresee what the controller does once the family is as `after` says.

    Args:
        grounds: as things are; pods must have been read.
        after: as they are right after the write.
        stopping: a pod that the write itself deletes.

    Raises:
        ValueError: pods could not be read; `unread` says so before.
    """
    seen = believed(grounds, after)
    found = forecast(seen, now=grounds.now, server_version=grounds.server_version)
    if found is None:
        raise ValueError("pods could not be read")
    before = grounds.known
    created = _pods(found, "create")
    gone = _pods(found, "delete")
    anew, lost = frozenset(created), frozenset(gone)
    again = tuple(pod for pod in gone if pod in anew)
    deletes = (*_ending(before, after), *(pod for pod in gone if pod not in anew))
    return Foresight(
        after=after,
        forecast=found,
        consequences=Consequences(
            creates=tuple(pod for pod in created if pod not in lost),
            deletes=deletes,
            replaces=again,
            claims_kept=claims_kept(
                before, (*deletes, *_left_out(before, after)), end=_claims_left(found)
            ),
            claims_reattached=_reattached(before, found, created),
            claims_deleted=lost_claims(grounds, _vanished(before, found, (*gone, stopping))),
        ),
    )


def resumed(grounds: Grounds, foresight: Foresight) -> Foresight | None:
    """What follows once each pod is Ready, where a forecast ends at one that is waited for.

    Also once nothing is refused any more, where it ends at what is.

    Returns:
        None where it does not end like that.
    """
    rest = foresight.forecast.rest
    if rest.verb == "blocked" and rest.code == "refused":
        after = replace(foresight.after, events=NOT_READ)
        return foresee(grounds, with_all_ready(after, now=grounds.now))
    if rest.verb != "wait" or rest.waits_for is None or rest.waits_for.kind != "Pod":
        return None
    return foresee(grounds, with_all_ready(foresight.after, now=grounds.now))


def unread(family: Family) -> str:
    """Why nothing can be foreseen; empty when it can."""
    if isinstance(family.pods, Readable):
        return ""
    if family.pods.why == LOADING:
        return "the pods are still being read: try again in a moment"
    return f"the pods could not be read ({family.pods.why}): what would happen is not known"


def claims_kept(
    family: Family, pods: Iterable[str], *, end: frozenset[str] | None
) -> tuple[str, ...]:
    """Claims of these pods' ordinals that are there in the end (None: all of them)."""
    names: list[str] = []
    for pod in pods:
        split = split_ordinal(pod)
        for claim in family.claims_by_ordinal.get(split[1], ()) if split else ():
            name = claim.metadata.name
            if (end is None or name in end) and not claim.terminating:
                names.append(name)
    return tuple(names)


def _ending(before: Family, after: Family) -> tuple[str, ...]:
    """Pods that end already, and that are not wanted any more: no other comes in their place."""
    wanted = after.set.ordinals
    return tuple(
        before.pods_by_ordinal[each].metadata.name
        for each in reversed(before.set.ordinals)
        if each not in wanted
        and each in before.pods_by_ordinal
        and before.pods_by_ordinal[each].terminating
    )


def _left_out(before: Family, after: Family) -> tuple[str, ...]:
    """Pods that are missing, and that are not wanted any more: their claims stay all the same."""
    wanted = after.set.ordinals
    return tuple(
        pod_name(before.name, each)
        for each in reversed(before.set.ordinals)
        if each not in wanted and each not in before.pods_by_ordinal
    )


def _pods(found: Forecast, verb: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.pod for s in found.steps if s.verb == verb and s.pod is not None))


def _claims_left(found: Forecast) -> frozenset[str]:
    return frozenset(found.end.claims or ())


def _vanished(before: Family, found: Forecast, gone: tuple[str, ...]) -> tuple[str, ...]:
    """Claims that go; one that was deleted already goes once the pod that mounts it stops.

    One that is made anew under its name went before.
    """
    if found.end.claims is None or not isinstance(before.claims, Readable):
        return ()
    stopping = {split[1] for pod in gone if (split := split_ordinal(pod))}
    left = _claims_left(found) - _made(found)
    names = []
    for claim in before.claims.value:
        split = split_ordinal(claim.metadata.name)
        armed = claim.terminating and split is not None and split[1] in stopping
        if armed or (claim.metadata.name not in left and not claim.terminating):
            names.append(claim.metadata.name)
    return tuple(names)


def _made(found: Forecast) -> frozenset[str]:
    """Claims that are made on the way."""
    return frozenset(s.claim for s in found.steps if s.verb == "create" and s.claim is not None)


def _reattached(before: Family, found: Forecast, created: Iterable[str]) -> tuple[str, ...]:
    """Claims of ordinals outside the range of now that get a pod, also those whose pod ends yet."""
    made = _made(found)
    names: list[str] = []
    for pod in created:
        split = split_ordinal(pod)
        if split is None or split[1] in before.set.ordinals or _stays(before, split[1]):
            continue
        wanted = before.claims_of(split[1])
        names.extend(
            name
            for template in before.set.templates
            if template in wanted and (name := wanted[template].metadata.name) not in made
        )
    return tuple(names)


def _stays(before: Family, ordinal: int) -> bool:
    pod = before.pods_by_ordinal.get(ordinal)
    return pod is not None and not pod.terminating
