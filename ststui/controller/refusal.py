"""Whether the API server refused a step the last time it was tried."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ststui.controller.step import Step, WaitsFor
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from typing import TypeAlias

    from ststui.model.event import Event
    from ststui.model.family import Family

    Refusing: TypeAlias = Callable[[Step], WaitsFor | None]

_QUOTA = re.compile(r"exceeded quota: (?P<name>[^\s,]+)")
"""Admission plugin ResourceQuota (v1.36)."""

_WHO = (
    (
        re.compile(r'failed calling webhook "([^"]+)"'),
        "the API server, which cannot ask webhook {},",
    ),
    (re.compile(r'admission webhook "([^"]+)" denied'), "webhook {}"),
    (re.compile(r"ValidatingAdmissionPolicy '([^']+)' "), "policy {}"),
    (re.compile(r'violates PodSecurity "([^"]+)"'), "PodSecurity {}"),
    (
        re.compile(r"((?:maximum|minimum) \S+ usage per \w+ is [^\s,]+)"),
        "a LimitRange ({})",
    ),
    (re.compile(r"(\S+ max limit to request ratio per \w+ is [^\s,]+)"), "a LimitRange ({})"),
)
"""Words of the admission by webhooks and policies (apiserver v0.36), by PodSecurity
(pod-security-admission v0.36) and by LimitRanger (v1.36, which names none), and who that is."""

OWN = re.compile(r"is being deleted|already exists|the object has been modified")
"""Refusals that the objects themselves show: the sync says more exactly what it waits for; and
conflicts, which come of an old cache."""


_REASONS = {"create": "FailedCreate", "delete": "FailedDelete", "update": "FailedUpdate"}
"""Reasons of the events that tell that such a step failed."""

_NAMES = re.compile(
    r"\w+ (Pod (?P<pod>\S+)|Claim (?P<claim>\S+) for Pod (?P<for>\S+)) in StatefulSet"
)

RETRIED_WITHIN = timedelta(seconds=1200)
"""A sync that failed is tried again after 1,000 s at most (DefaultTypedControllerRateLimiter,
client-go/util/workqueue/default_rate_limiters.go, v0.36), and a refusal is an event each time: an
older one says nothing of now."""


def why_refused(family: Family, step: Step, *, now: datetime) -> WaitsFor | None:
    """What a step waits for, if the newest event about its pod says that this very step failed.

    None proves nothing: events live for an hour, and may not be readable.
    """
    about = _about(step)
    if about is None or isinstance(family.events, Unreadable):
        return None
    of_set = family.events.value.get(family.set.metadata.uid, ())
    newest = next(refusals(of_set, about, verb=step.verb, now=now), None)
    if newest is None or OWN.search(newest.message) or _of_former_pod(family, step, newest):
        return None
    quota = _QUOTA.search(newest.message)
    if quota is not None:
        return WaitsFor("ResourceQuota", quota["name"], "room")
    by = _who(newest.message)
    if step.pod is not None:
        return WaitsFor("Pod", step.pod, "accepted", by=by)
    return WaitsFor("PersistentVolumeClaim", step.claim or "", "accepted", by=by)


def _who(message: str) -> str:
    """Who refused it, in words; empty where the message names nobody."""
    for words, who in _WHO:
        found = words.search(message)
        if found is not None:
            return who.format(found[1])
    return ""


def refusing(family: Family, *, now: datetime) -> Refusing | None:
    """`why_refused` for the steps of a forecast; None where no event tells of a refusal."""
    if isinstance(family.events, Unreadable):
        return None
    of_set = family.events.value.get(family.set.metadata.uid, ())
    failed = (_NAMES.match(e.words) for e in of_set if e.reason in _REASONS.values())
    names = {n for each in failed if each is not None for n in each.group("pod", "claim", "for")}
    names.discard(None)
    if not names:
        return None

    def why(step: Step) -> WaitsFor | None:
        named = step.pod in names or (step.pod is None and step.claim in names)
        return why_refused(family, step, now=now) if named else None

    return why


def blocked(step: Step, why: WaitsFor) -> Step:
    """The step as it is while it is refused; what else the sync tries stands behind it."""
    return Step(
        verb="blocked",
        pod=step.pod,
        claim=step.claim,
        code="refused",
        waits_for=why,
        allowed=(replace(step, allowed=()), *step.allowed),
    )


def strategy_unknown(family: Family, *, now: datetime) -> bool:
    """Whether the controller does not know the set's strategy, and so does nothing at all for it.

    Recreate with gate StatefulSetRecreateStrategy off in kube-controller-manager alone: event
    UnknownStrategy at each attempt (updateStatefulSet, stateful_set_control.go, v1.37).
    """
    if family.set.spec.update_strategy.type != "Recreate" or isinstance(family.events, Unreadable):
        return False
    of_set = family.events.value.get(family.set.metadata.uid, ())
    last = next((each for each in reversed(of_set) if each.reason == "UnknownStrategy"), None)
    return last is not None and (last.at is None or now - last.at <= RETRIED_WITHIN)


def refusals(
    of_set: Sequence[Event], about: re.Pattern[str], *, verb: str, now: datetime
) -> Iterator[Event]:
    """Refusals of what was tried with a pod or claim, newest first, as far as they still hold.

    Events of the set, reasons Failed and Successful with Create, Delete or Update, message
    ``create Pod web-0 in StatefulSet web failed error: …``, and ``create Claim data-web-0 for Pod
    web-0 in …`` of a claim (recordPodEvent, recordClaimEvent, stateful_pod_control.go; the first
    letter is a capital from v1.35 on). What was tried later with the pod ends them; that a claim
    was made does not.

    Args:
        of_set: events of the set, oldest first.
        about: what their words begin with.
        verb: create, delete or update.
        now: by the API server's clock.
    """
    reason = _REASONS[verb]
    # Of its events about one set one in 300 s is kept (EventSourceObjectSpamFilter, client-go
    # v0.36): a refusal of another pod tells as well that the controller is still refused.
    last = next((each for each in reversed(of_set) if each.reason == reason), None)
    if last is None or (last.at is not None and now - last.at > RETRIED_WITHIN):
        return
    for each in reversed(of_set):
        tried = about.match(each.words)
        if tried is None:
            continue
        if each.reason == reason:
            yield each
        elif tried["what"] is not None:
            return


def about_pod(name: str) -> re.Pattern[str]:
    """Words about a pod, or about a claim that is made for it."""
    pod = re.escape(name)
    return re.compile(
        rf"(create|delete|update) ((?P<what>Pod)|(Claim \S+ for Pod)) {pod} in StatefulSet",
        re.IGNORECASE,
    )


def _of_former_pod(family: Family, step: Step, event: Event) -> bool:
    """Whether it is about a pod of that name that is not there any more, or not any more missing.

    Moments are whole seconds: a pod that is there was made after its creation was refused.
    """
    split = split_ordinal(step.pod or "")
    pod = family.pods_by_ordinal.get(split[1]) if split else None
    made = pod.metadata.creation_timestamp if pod else None
    if made is None or event.at is None:
        return False
    return event.at < made or (step.verb == "create" and event.at == made)


def _about(step: Step) -> re.Pattern[str] | None:
    if step.acts and step.pod is not None:
        return about_pod(step.pod)
    if step.acts and step.claim is not None:
        claim = re.escape(step.claim)
        return re.compile(rf"create (?P<what>Claim) {claim} for Pod", re.IGNORECASE)
    return None
