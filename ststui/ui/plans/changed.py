"""What changed while a dialog was open, for whoever looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.wording.escape import safe
from ststui.writing.compare import changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions import Grounds, Plan
    from ststui.model import StatefulSet


def changed_fields(before: Grounds, after: Grounds) -> tuple[str, ...]:
    """What was changed in the set's spec; empty when nothing was, or when there is no set."""
    if before.family is None or after.family is None:
        return ()
    return tuple(safe(e) for e in _fields(before.family.set, after.family.set))


def changed_plan(shown: Plan | str, now: Plan | str) -> tuple[str, ...]:
    """What a plan leads to by now that it did not lead to before."""
    if isinstance(shown, str) or isinstance(now, str) or not (shown.allowed and shown.changes):
        return ()
    return changes(shown, now)


def _fields(before: StatefulSet, after: StatefulSet) -> Iterator[str]:
    old, new = before.metadata, after.metadata
    if old.uid != new.uid:
        yield f"{new.name} was deleted and made anew"
        return
    if new.deletion_timestamp is not None and old.deletion_timestamp is None:
        yield f"{new.name} is being deleted"
    found = [
        f"{what} was {one} and is {other} by now"
        for what, one, other in (
            ("replicas", before.replicas, after.replicas),
            ("the partition", before.partition, after.partition),
            *_images(before, after),
        )
        if one != other
    ]
    yield from found
    if not found and old.generation != new.generation and new.deletion_timestamp is None:
        yield "its spec was changed"


def _images(before: StatefulSet, after: StatefulSet) -> Iterator[tuple[str, str, str]]:
    now = {each.name: each.image for each in after.spec.template.spec.containers}
    for each in before.spec.template.spec.containers:
        if each.name in now:
            yield f"the image of {each.name}", each.image, now[each.name]
