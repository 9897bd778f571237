"""The symbols of the screen, and what stands for them where Unicode cannot be shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """One set of symbols; each is one cell wide but for the words."""

    expanded: str
    collapsed: str
    branch: str
    last: str
    rule: str
    critical: str
    warning: str
    dot: str
    arrow: str
    none: str
    ellipsis: str
    dash: str
    live: str
    stale: str
    separator: str


UNICODE = Symbols(
    expanded="▾",
    collapsed="▸",
    branch="│",
    last="└",
    rule="╌",
    critical="✗",
    warning="▲",
    dot="·",
    arrow="→",
    none="—",
    ellipsis="…",
    dash="–",
    live="●",
    stale="○",
    separator="│",
)
"""All are in DejaVu Sans Mono and in the fonts of the usual terminals."""

ASCII = Symbols(
    expanded="v",
    collapsed=">",
    branch="|",
    last="`",
    rule="-",
    critical="x",
    warning="!",
    dot="-",
    arrow=">",
    none="-",
    ellipsis="~",
    dash="-",
    live="*",
    stale="o",
    separator="|",
)
"""Seven-bit only."""


def to_ascii(text: str) -> str:
    """A text with the symbols of the Unicode set replaced, and any other character by ``?``."""
    if text.isascii():
        return text
    return text.translate(_TO_ASCII).encode("ascii", "replace").decode()


_IN_TEXTS = str.maketrans("↑↓←×", "^v<x")
"""Arrow keys and the like, of one cell as well."""
_TO_ASCII = _IN_TEXTS | {
    ord(getattr(UNICODE, name)): getattr(ASCII, name) for name in Symbols.__dataclass_fields__
}
