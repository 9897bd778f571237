"""Whether the API server refused the creation of a pod the last time it was tried."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from ststui.controller.step import WaitsFor
from ststui.model.readable import Unreadable

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model.family import Family

_QUOTA = re.compile(r"exceeded quota: (?P<name>[^\s,]+)")
"""Admission plugin ResourceQuota (v1.36)."""

_OWN = re.compile(r"is being deleted|already exists")
"""Refusals that the objects themselves show: the sync says more exactly what it waits for."""


RETRIED_WITHIN = timedelta(seconds=1200)
"""A sync that failed is tried again after 1,000 s at most (DefaultTypedControllerRateLimiter,
client-go/util/workqueue/default_rate_limiters.go, v0.36), and a refusal is an event each time: an
older one says nothing of now."""


def refused(family: Family, pod: str, *, now: datetime) -> WaitsFor | None:
    """What the creation of a pod waits for, if the newest event about it says that it failed.

    Events of the set, reasons FailedCreate and SuccessfulCreate, message ``create Pod web-0 in
    StatefulSet web failed error: …`` (recordPodEvent, stateful_pod_control.go; the first letter
    is a capital from v1.35 on). Events live for an hour: none proves nothing.
    """
    if isinstance(family.events, Unreadable):
        return None
    about = re.compile(rf"create Pod {re.escape(pod)} in StatefulSet", re.IGNORECASE)
    for event in reversed(family.events.value.get(family.set.metadata.uid, ())):
        if event.reason not in {"FailedCreate", "SuccessfulCreate"} or not about.match(
            event.message
        ):
            continue
        if event.reason == "SuccessfulCreate" or _OWN.search(event.message):
            return None
        if event.at is not None and now - event.at > RETRIED_WITHIN:
            return None
        quota = _QUOTA.search(event.message)
        if quota is not None:
            return WaitsFor("ResourceQuota", quota["name"], "room")
        return WaitsFor("Pod", pod, "accepted")
    return None
