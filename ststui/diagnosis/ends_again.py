"""Pods that end and are made anew, again and again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Readable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ststui.model.event import Event
    from ststui.model.family import Family

_DELETED = re.compile(r"(?i)delete Pod (?P<pod>\S+) in StatefulSet \S+ successful")
"""The controller deletes a pod of phase Failed or Succeeded and makes it anew in the next sync; the
only word about it is event SuccessfulDelete of the set (processReplica and recordPodEvent of
pkg/controller/statefulset, v1.36.3)."""

LATELY = 600.0
"""Seconds: an older event says nothing of now."""
FEW, QUICK = 5, 60.0
"""So many deletions, on average not farther apart than so many seconds."""
MANY, SLOW = 20, 330.0
"""What a loop that goes on for hours looks like: of one object 25 events are written at once and
then one every 300 s (EventSpamKeyFunc, client-go/tools/record/events_cache.go, v0.36)."""


class Again(NamedTuple):
    """A pod that is deleted and made anew again and again."""

    pod: str
    ordinal: int
    event: Event
    """The newest word about it."""


def ends_again(family: Family, *, now: datetime) -> Iterator[Again]:
    """Wanted pods that are not Ready and that the controller replaces again and again.

    Args:
        family: the set, with its events; without them nothing is known.
        now: by the API server's clock.
    """
    if isinstance(family.events, Unreadable) or isinstance(family.pods, Unreadable):
        return
    seen: set[str] = set()
    for event in reversed(family.events.value.get(family.set.metadata.uid, ())):
        # Not its ``words``: what is combined from ten messages and more tells of several pods.
        found = _DELETED.match(event.message) if event.reason == "SuccessfulDelete" else None
        split = split_ordinal(found["pod"]) if found else None
        if found is None or split is None or found["pod"] in seen:
            continue
        seen.add(found["pod"])
        name, ordinal = split
        if name != family.name or ordinal not in family.set.ordinals or _scaled(family, ordinal):
            continue
        pod = family.pods_by_ordinal.get(ordinal)
        others = _rollouts(family, since=event.first_timestamp)
        if (pod is None or not pod.running_and_ready) and _often(event, others=others, now=now):
            yield Again(found["pod"], ordinal, event)


def _scaled(family: Family, ordinal: int) -> bool:
    """Whether an autoscaler may take the pod away and bring it back, with the same words."""
    scalers = family.autoscalers.value if isinstance(family.autoscalers, Readable) else ()
    least = (e.spec.min_replicas for e in scalers)
    return any(ordinal - family.set.start >= (1 if n is None else n) for n in least)


def _rollouts(family: Family, *, since: datetime | None) -> int:
    """How many revisions were made since then: each may have deleted the pod once."""
    revisions = family.revisions.value if isinstance(family.revisions, Readable) else ()
    made = (each.metadata.creation_timestamp for each in revisions)
    return sum(each > since for each in made if each is not None and since is not None)


def _often(event: Event, *, others: int, now: datetime) -> bool:
    """Whether it was deleted often enough, beside so many deletions that have another reason."""
    first, last = event.first_timestamp or event.event_time, event.at
    if first is None or last is None or (now - last).total_seconds() > LATELY:
        return False
    ended = event.times - others
    apart = (last - first).total_seconds() / max(ended - 1, 1)
    return any(ended >= times and apart <= most for times, most in ((FEW, QUICK), (MANY, SLOW)))
