"""Whether the API server refused a step the last time it was tried."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from ststui.controller.step import WaitsFor
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Unreadable

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.controller.step import Step
    from ststui.model.event import Event
    from ststui.model.family import Family

_QUOTA = re.compile(r"exceeded quota: (?P<name>[^\s,]+)")
"""Admission plugin ResourceQuota (v1.36)."""

_OWN = re.compile(r"is being deleted|already exists|the object has been modified")
"""Refusals that the objects themselves show: the sync says more exactly what it waits for; and
conflicts, which come of an old cache."""


RETRIED_WITHIN = timedelta(seconds=1200)
"""A sync that failed is tried again after 1,000 s at most (DefaultTypedControllerRateLimiter,
client-go/util/workqueue/default_rate_limiters.go, v0.36), and a refusal is an event each time: an
older one says nothing of now."""


def refused(family: Family, step: Step, *, now: datetime) -> WaitsFor | None:
    """What a step waits for, if the newest event about its pod says that this very step failed.

    Events of the set, reasons Failed and Successful with Create, Delete or Update, message
    ``create Pod web-0 in StatefulSet web failed error: …``, and ``create Claim data-web-0 for Pod
    web-0 in …`` of a claim that is made alone (recordPodEvent, recordClaimEvent,
    stateful_pod_control.go; the first letter is a capital from v1.35 on). Events live for an hour:
    none proves nothing.
    """
    about = _about(step)
    if about is None or isinstance(family.events, Unreadable):
        return None
    of_set = reversed(family.events.value.get(family.set.metadata.uid, ()))
    newest = next((each for each in of_set if about.match(each.words)), None)
    if newest is None or newest.reason != f"Failed{step.verb.title()}":
        return None
    if _OWN.search(newest.message) or _of_former_pod(family, step, newest):
        return None
    if newest.at is not None and now - newest.at > RETRIED_WITHIN:
        return None
    quota = _QUOTA.search(newest.message)
    if quota is not None:
        return WaitsFor("ResourceQuota", quota["name"], "room")
    if step.pod is not None:
        return WaitsFor("Pod", step.pod, "accepted")
    return WaitsFor("PersistentVolumeClaim", step.claim or "", "accepted")


def _of_former_pod(family: Family, step: Step, event: Event) -> bool:
    """Whether it is about a pod of that name that is not there any more."""
    split = split_ordinal(step.pod or "")
    pod = family.pods_by_ordinal.get(split[1]) if split else None
    made = pod.metadata.creation_timestamp if pod else None
    return made is not None and event.at is not None and event.at < made


def _about(step: Step) -> re.Pattern[str] | None:
    if step.acts and step.pod is not None:
        named = rf"(create|delete|update) Pod {re.escape(step.pod)} in StatefulSet"
    elif step.acts and step.claim is not None:
        named = rf"create Claim {re.escape(step.claim)} for Pod"
    else:
        return None
    return re.compile(named, re.IGNORECASE)
