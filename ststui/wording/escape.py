"""Cluster text made harmless for a terminal."""

from __future__ import annotations

MAX_LENGTH = 4_000
"""Characters kept of one text; events and conditions are far shorter."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e"}


def safe(text: str, *, limit: int | None = MAX_LENGTH) -> str:
    """The text in one line with every control, format and private character spelled out.

    Names, events, logs and annotations may hold escape sequences, bidirectional overrides and line
    breaks. ``str.isprintable`` is false for exactly Unicode's categories Other and Separator, the
    space excepted, so what is left can only be seen.

    Args:
        text: any.
        limit: characters that are kept; None for all.
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _spelled(each) for each in text)


def safe_lines(text: str, *, limit: int = MAX_LENGTH) -> tuple[str, ...]:
    """The text line by line, each line harmless; tabs become spaces."""
    return tuple(
        safe(line, limit=limit) for line in text.expandtabs(8).replace("\r\n", "\n").split("\n")
    )


def _spelled(character: str) -> str:
    short = _SHORT.get(character)
    if short is not None:
        return short
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{{{code:x}}}"
