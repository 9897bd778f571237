"""The line of a TOML file on which a key stands."""

from __future__ import annotations

import re

_TABLE = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def line_of(text: str, path: tuple[str, ...]) -> int | None:
    """The number of the line, from 1, that sets a key or opens a table.

    Args:
        text: the whole file.
        path: the key with the tables it stands in, e.g. ``("protected", "contexts")``.

    Returns:
        The line; None when the key is written in a way that is not looked for (an inline table).
    """
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _TABLE.match(line):
            table = _parts(found[1])
            if table == path:
                return number
        elif (found := _KEY.match(line)) and (*table, *_parts(found[1])) == path:
            return number
    return None


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(each.strip("\"'") for each in _PART.findall(dotted))
