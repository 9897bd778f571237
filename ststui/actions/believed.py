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


def believed(grounds: Grounds, family: Family) -> Family:
    """A family without the refusals of quotas, where those could be read and tell of now."""
    events, uid = family.events, family.set.metadata.uid
    if isinstance(events, Unreadable) or isinstance(grounds.surroundings.quotas, Unreadable):
        return family
    of_set = events.value.get(uid, ())
    left = tuple(each for each in of_set if not _OF_QUOTA.search(each.message))
    if len(left) == len(of_set):
        return family
    return replace(family, events=Readable(MappingProxyType({**events.value, uid: left})))
