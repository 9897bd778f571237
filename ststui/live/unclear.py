"""What could not be understood is there: a list without it is not the whole list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.model import Readable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.model import Complaint
    from ststui.model.readable import Part


def readable(
    items: Iterable[Any], complaints: Iterable[Complaint], *, namespace: str | None = None
) -> Part[tuple[Any, ...]]:
    """The items, or which object beside them could not be understood.

    Args:
        items: what was understood.
        complaints: what was not.
        namespace: only of this one, and of those that do not tell theirs; None: of all.
    """
    for each in complaints:
        if namespace is None or each.namespace in {namespace, ""}:
            return unclear(each)
    return Readable(tuple(items))


def unclear(complaint: Complaint) -> Unreadable:
    """Why a list is not known as a whole."""
    name = complaint.name or "one without a name"
    return Unreadable(f"{complaint.resource}/{name} is not understood: {complaint.why}")
