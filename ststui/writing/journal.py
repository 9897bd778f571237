"""The last write of a set that can be reversed, as the audit tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ststui.actions import Reversal

if TYPE_CHECKING:
    from ststui.writing.audit import Audit, Line


def last_reversal(audit: Audit, *, uid: str) -> Reversal | str:
    """The reversal of the last accepted write of a set.

    Args:
        audit: where writes were noted.
        uid: of the set.

    Returns:
        Where the last write has no way back, its action, e.g. ``rollback``; empty where none was
        noted.
    """
    begun: dict[str, Line] = {}
    found: Reversal | str = ""
    for line in audit.lines():
        if line.get("phase") == "before" and line.get("uid") == uid:
            begun[str(line.get("id"))] = line
        elif line.get("phase") == "after" and line.get("outcome") == "accepted":
            before = begun.pop(str(line.get("id")), None)
            if before is not None:
                found = _reversal(before.get("reversal")) or str(before.get("action", ""))
    return found


def _reversal(value: object) -> Reversal | None:
    try:
        return msgspec.convert(value, Reversal | None)
    except msgspec.ValidationError:
        return None
