"""What differs between two pod templates, line by line, for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CHARACTERS = 120
"""Of one value; a template may hold whole scripts."""

_ABSENT = object()
_HIDING = frozenset({"env", "args", "command", "httpHeaders"})
"""Fields of a pod template whose values may be secrets, wherever they stand: a password as an
argument, a token in a header of a probe."""


def difference(before: Any, after: Any) -> tuple[str, ...]:
    """Lines like `spec.containers[main].image: app:2 → app:1`; `+` is new, `-` goes.

    Values that may be secrets are not shown: environment variables, arguments, commands, headers.
    """
    return tuple(safe(line) for line in _lines(before, after, ""))


def _lines(before: Any, after: Any, path: str) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            below = f"{path}.{key}" if path else str(key)
            yield from _lines(before.get(key, _ABSENT), after.get(key, _ABSENT), below)
        return
    old, new = _by_name(before), _by_name(after)
    if old is not None and new is not None:
        for key in dict.fromkeys((*old, *new)):
            yield from _lines(old.get(key, _ABSENT), new.get(key, _ABSENT), f"{path}[{key}]")
        return
    hidden = any(each.partition("[")[0] in _HIDING for each in path.split("."))
    if before is _ABSENT:
        yield f"+ {path}" + ("" if hidden else f": {_short(after)}")
    elif after is _ABSENT:
        yield f"- {path}" + ("" if hidden else f": {_short(before)}")
    elif hidden:
        yield f"{path}: changed (not shown)"
    else:
        yield f"{path}: {_short(before)} → {_short(after)}"


def _by_name(value: Any) -> dict[str, Any] | None:
    """A list of named things (containers, volumes, variables) by name."""
    if not isinstance(value, list):
        return None
    if not all(isinstance(each, dict) and isinstance(each.get("name"), str) for each in value):
        return None
    return {each["name"]: each for each in value}


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(_masked(value), ensure_ascii=False)
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _masked(value: Any) -> Any:
    """Without what may be a secret, wherever it stands in it."""
    if isinstance(value, dict):
        return {key: "…" if key in _HIDING else _masked(each) for key, each in value.items()}
    return [_masked(each) for each in value] if isinstance(value, list) else value
