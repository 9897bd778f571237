"""What would become of an ordinal, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.wording.escape import safe
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from ststui.controller import IfItDied


def if_it_died_sentence(foreseen: IfItDied | None, *, set_name: str) -> str:
    """One sentence without a full stop; safe for a terminal."""
    if foreseen is None:
        return "not known: pods could not be read"
    short = short_revision(foreseen.revision, set_name=set_name)
    revision = f" on revision {short}" if short else ""
    after = f" {foreseen.after.name}" if foreseen.after is not None else ""
    match foreseen.again:
        case "atOnce":
            sentence = f"it would be made again at once{revision}"
        case "later":
            sentence = f"it would be made again{revision}, but not at once"
            if after:
                sentence = f"it would be made again{revision} after{after}"
        case "stuck":
            sentence = f"it would stay away: the controller waits for{after or ' something else'}"
        case "never":
            sentence = "it would not be made again: nobody wants this ordinal"
    return safe(sentence)
