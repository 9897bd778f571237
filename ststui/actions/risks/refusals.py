"""Pods that the API server refuses to make: a policy, a webhook, a rule of the namespace.

A refusal is known from the controller's last try. Whether it still stands, and whether it holds of
the set's other pods, only the next try tells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ststui.actions.believed import believed
from ststui.actions.plan import Caution, warn
from ststui.controller.refusal import OWN, about_pod, refusals
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Unreadable
from ststui.wording.age import duration
from ststui.wording.listed import listed
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Code, Consequences
    from ststui.model import Family
    from ststui.model.event import Event

_FAILED = re.compile(
    r"(?P<verb>\w+) (Pod|Claim \S+ for Pod) (?P<pod>\S+) in StatefulSet \S+ failed error: "
)
"""What recordPodEvent and recordClaimEvent write (stateful_pod_control.go, v1.36)."""
MOST_NAMES = 6
"""So many names are written one by one."""


def warnings_of_refusals(
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
    newest = _standing(grounds)
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


def _standing(grounds: Grounds) -> Event | None:
    """The newest refusal of a missing pod that nothing overcame since.

    What was tried later with that pod ends it; where the set does not want the pod any more, so
    that nobody tries, any other pod that was made since.
    """
    family, of_set = grounds.known, _events(grounds)
    failed = (_FAILED.match(e.words) for e in reversed(of_set) if e.reason == "FailedCreate")
    for name in dict.fromkeys(found["pod"] for found in failed if found is not None):
        split = split_ordinal(name)
        if split is None or split[1] in family.pods_by_ordinal:
            continue
        newest = next(
            (
                each
                for each in refusals(of_set, about_pod(name), verb="create", now=grounds.now)
                if not _of_claim(each)  # another pod may have its claims
            ),
            None,
        )
        if newest is None or OWN.search(newest.message):
            continue
        if split[1] in family.set.ordinals or not _made_since(family, of_set, newest):
            return newest
    return None


def _made_since(family: Family, of_set: Sequence[Event], refusal: Event) -> bool:
    """Whether a pod was made after that: events of it are not read everywhere."""
    later = of_set[of_set.index(refusal) + 1 :]
    if any(each.reason == "SuccessfulCreate" and not _of_claim(each) for each in later):
        return True
    born = (each.metadata.creation_timestamp for each in family.pods_by_ordinal.values())
    return refusal.at is not None and any(each and each > refusal.at for each in born)


def _of_claim(event: Event) -> bool:
    return event.words.casefold().startswith("create claim ")


def _last(grounds: Grounds, pod: str, verb: str) -> Event | None:
    """The newest refusal of a step with that pod."""
    return next(refusals(_events(grounds), about_pod(pod), verb=verb, now=grounds.now), None)


def _events(grounds: Grounds) -> Sequence[Event]:
    """Events of the set, oldest first, as far as plans believe them."""
    family = believed(grounds, grounds.known)
    events, uid = family.events, family.set.metadata.uid
    return () if isinstance(events, Unreadable) else events.value.get(uid, ())


def _told(grounds: Grounds, event: Event) -> str:
    """The API server's own words, and how old they are."""
    found = _FAILED.match(event.words)
    if found is None:
        return event.words
    ago = f" {duration(int((grounds.now - event.at).total_seconds()))} ago" if event.at else ""
    return f"{found['pod']} was refused{ago}: {event.words[found.end() :]}"
