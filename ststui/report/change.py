"""What changed last on a set, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.model import Unreadable

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model import Family

OWN_WRITERS = frozenset({"kube-controller-manager"})
"""Field managers that write status, not wishes."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last write to the spec of a set, or its newest revision."""

    at: datetime
    by: str
    """The field manager; empty when not known. Raw cluster text."""
    revision: str
    """Full name of the newest revision when it is from the same minute; else empty."""


SAME = 60.0
"""Seconds after a write in which a revision is taken for its fruit; later ones are another's."""
EARLIER = 1.0
"""Seconds that it may seem to be made before: both moments are whole seconds."""


def last_change(family: Family) -> LastChange | None:
    """By managedFields, which name the manager and the time of its last write (not the value)."""
    writes = [
        each
        for each in family.set.metadata.managed_fields
        if each.time is not None
        and each.subresource in {"", "scale"}
        and each.manager not in OWN_WRITERS
    ]
    revision, made = "", None
    if not isinstance(family.revisions, Unreadable) and family.revisions.value:
        newest = family.revisions.value[-1]
        revision, made = newest.metadata.name, newest.metadata.creation_timestamp
    if not writes:
        return LastChange(made, "", revision) if made is not None else None
    last = max(writes, key=lambda each: each.time.timestamp() if each.time else 0.0)
    if last.time is None:
        return None
    after = (made - last.time).total_seconds() if made is not None else None
    fruit = after is not None and -EARLIER <= after < SAME
    return LastChange(last.time, last.manager, revision if fruit else "")
