"""Refusals that plans believe: those of which nothing tells better than the last try."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ststui.model.quantity import quantity
from ststui.model.readable import Readable, Unreadable

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.model import Family
    from ststui.model.event import Event
    from ststui.model.quota import ResourceQuota
    from ststui.model.readable import Part

_OF_QUOTA = re.compile(r"exceeded quota: |failed quota: ")
"""Words of the admission plugin ResourceQuota (v1.36)."""
_EXCEEDED = re.compile(r"exceeded quota: (?P<quota>[^\s,]+), requested: (?P<asked>\S+), used: ")
"""What it says where the room is too small: ``pods=1,requests.cpu=2``."""
_OF_RANGE = re.compile(
    r"(?:maximum|minimum) \S+ usage per (?:Container|Pod|PersistentVolumeClaim) is "
    r"|\S+ max limit to request ratio per (?:Container|Pod) is "
)
"""Words of the admission plugin LimitRanger (v1.36)."""


def believed(grounds: Grounds, family: Family) -> Family:
    """A family without the refusals of quotas and LimitRanges that could be read: those of now.

    A quota that has no room by now either refuses the next try, too: an OrderedReady set does
    nothing more before it.
    """
    events, uid, around = family.events, family.set.metadata.uid, grounds.surroundings
    if isinstance(events, Unreadable):
        return family
    ranges = isinstance(around.limit_ranges, Readable)
    outdated = _known_better if _changes(grounds, family) else _made_up_for
    of_set = events.value.get(uid, ())
    left = tuple(
        each
        for each in of_set
        if not (ranges and _OF_RANGE.search(each.message)) and not outdated(each, around.quotas)
    )
    if len(left) == len(of_set):
        return family
    return replace(family, events=Readable(MappingProxyType({**events.value, uid: left})))


def _changes(grounds: Grounds, family: Family) -> bool:
    """Whether something may change what a quota says: pods that end, or what they ask for."""
    asked, before = (
        [each.resources for each in one.set.spec.template.spec.containers]
        for one in (family, grounds.known)
    )
    return asked != before or any(
        pod.terminating and not pod.metadata.finalizers
        for pod in grounds.known.pods_by_ordinal.values()
    )


def _known_better(event: Event, quotas: Part[tuple[ResourceQuota, ...]]) -> bool:
    """Whether it was a quota, and those of now are known."""
    return isinstance(quotas, Readable) and bool(_OF_QUOTA.search(event.message))


def _made_up_for(event: Event, quotas: Part[tuple[ResourceQuota, ...]]) -> bool:
    """Whether it was a quota that has room by now, or of which the words do not tell enough."""
    if not isinstance(quotas, Readable) or not _OF_QUOTA.search(event.message):
        return False
    said = _EXCEEDED.search(event.message)
    if said is None:
        return True
    quota = next((e for e in quotas.value if e.metadata.name == said["quota"]), None)
    if quota is None:
        return True
    asked = dict(each.partition("=")[::2] for each in said["asked"].split(","))
    return not any(_lacks(quota, resource, amount) for resource, amount in asked.items())


def _lacks(quota: ResourceQuota, resource: str, amount: str) -> bool:
    needs, hard, used = (
        quantity(each)
        for each in (
            amount,
            quota.status.hard.get(resource, ""),
            quota.status.used.get(resource, ""),
        )
    )
    return needs is not None and hard is not None and used is not None and needs > hard - used
