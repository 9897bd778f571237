"""Pods that the API server refuses to make: a policy, a webhook, a rule of the namespace.

A refusal is known from the controller's last try. Whether it still stands, and whether it holds of
the set's other pods, only the next try tells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ststui.actions.believed import believed
from ststui.actions.plan import Caution, warn
from ststui.controller.refusal import OWN, RETRIED_WITHIN
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Unreadable
from ststui.wording.age import duration
from ststui.wording.listed import listed
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Code, Consequences
    from ststui.model.event import Event

_FAILED = re.compile(
    r"(?P<verb>\w+) (Pod|Claim \S+ for Pod) (?P<pod>\S+) in StatefulSet \S+ failed error: "
)
"""What recordPodEvent and recordClaimEvent write (stateful_pod_control.go, v1.36)."""
MOST_NAMES = 6
"""So many names are written one by one."""


def refused(
    grounds: Grounds,
    foresight: Foresight,
    found: Consequences | None = None,
    *,
    new_template: bool = False,
) -> Iterator[Caution]:
    """What is refused, and pods that would be made, or made anew, while one of the set is refused.

    Args:
        grounds: as things are.
        foresight: what follows from the write.
        found: its consequences, where they are told otherwise.
        new_template: whether pods are made from another template than the one that was refused.

    Yields:
        Dangerous where a pod that is there goes first.
    """
    found = found or foresight.consequences
    rest, unsure = foresight.forecast.rest, ""
    if new_template:
        unsure = "; whether it takes the new template is not known"
    newest = _newest(grounds)
    if newest is not None and found.replaces:
        pods = listed(found.replaces, "pods", most=MOST_NAMES)
        text = f"{pods} may not be made again: {_told(grounds, newest)}{unsure}"
        yield warn("cannot-come-back", text, dangerous=True, about="refused")
    elif rest.verb == "blocked" and rest.code == "refused":
        last = _last(grounds, rest.pod or "", rest.allowed[0].verb)
        why = f" ({_told(grounds, last)})" if last is not None else ""
        sentence = step_sentence(rest, set_name=grounds.known.name)
        code: Code = "cannot-come-back" if rest.allowed[0].verb == "create" else "not-ready-already"
        yield warn(code, f"the controller {sentence}{why}; it does no more before that")
    elif newest is not None and found.creates:
        pods = listed(found.creates, "pods", most=MOST_NAMES)
        text = f"{pods} may not be made: {_told(grounds, newest)}{unsure}"
        yield warn("cannot-come-back", text)


def _newest(grounds: Grounds) -> Event | None:
    """The newest refusal of a pod that is missing since."""
    family = grounds.known
    for each in _events(grounds):
        found = _FAILED.match(each.words) if each.reason == "FailedCreate" else None
        if found is None or found[0].casefold().startswith("create claim"):
            continue  # another pod may have its claims
        split = split_ordinal(found["pod"])
        if split is not None and split[1] not in family.pods_by_ordinal:
            return each
    return None


def _last(grounds: Grounds, pod: str, verb: str) -> Event | None:
    """The newest refusal of a step with that pod."""
    for each in _events(grounds):
        found = _FAILED.match(each.words)
        if found is not None and (found["pod"], found["verb"].lower()) == (pod, verb):
            return each
    return None


def _events(grounds: Grounds) -> Iterator[Event]:
    """Events of the set that may still hold, the newest first."""
    family = believed(grounds, grounds.known)
    events, uid = family.events, family.set.metadata.uid
    for each in () if isinstance(events, Unreadable) else reversed(events.value.get(uid, ())):
        fresh = each.at is None or grounds.now - each.at <= RETRIED_WITHIN
        if fresh and not OWN.search(each.message):
            yield each


def _told(grounds: Grounds, event: Event) -> str:
    """The API server's own words, and how old they are."""
    found = _FAILED.match(event.words)
    if found is None:
        return event.words
    ago = f" {duration(int((grounds.now - event.at).total_seconds()))} ago" if event.at else ""
    return f"{found['pod']} was refused{ago}: {event.words[found.end() :]}"
