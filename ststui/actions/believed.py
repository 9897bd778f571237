"""Refusals that plans believe: those of which nothing tells better than the last try."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ststui.model.readable import Readable, Unreadable

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.model import Family

_OF_QUOTA = re.compile(r"exceeded quota: |failed quota: ")
"""Words of the admission plugin ResourceQuota (v1.36)."""
_OF_RANGE = re.compile(
    r"(?:maximum|minimum) \S+ usage per (?:Container|Pod|PersistentVolumeClaim) is "
    r"|\S+ max limit to request ratio per (?:Container|Pod) is "
)
"""Words of the admission plugin LimitRanger (v1.36)."""


def believed(grounds: Grounds, family: Family) -> Family:
    """A family without the refusals of quotas and LimitRanges that could be read: those of now."""
    events, uid, around = family.events, family.set.metadata.uid, grounds.surroundings
    if isinstance(events, Unreadable):
        return family
    better = [
        words
        for words, part in ((_OF_QUOTA, around.quotas), (_OF_RANGE, around.limit_ranges))
        if isinstance(part, Readable)
    ]
    of_set = events.value.get(uid, ())
    left = tuple(e for e in of_set if not any(words.search(e.message) for words in better))
    if len(left) == len(of_set):
        return family
    return replace(family, events=Readable(MappingProxyType({**events.value, uid: left})))
