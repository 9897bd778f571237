"""Grounds whose every name and text holds what a terminal would obey."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

import msgspec

HOSTILE = "\x1b[31m\x07\r\n\x9b2J\u202e"
"""Colour, bell, new lines, an 8-bit clear screen, right-to-left."""
WORDS = re.compile(r"web|data|log|pv|shop|test|app|main|node-[a-z]|zone|owner|guard|set\b|pod\b")
"""What names are made of in tests.controller.scene and tests.actions.ground. Each becomes hostile
wherever it stands, so that names that belong together still do; what Kubernetes defines stays."""


def hostile(value: Any) -> Any:
    """The same value with every text in it made hostile."""
    if isinstance(value, str):
        return WORDS.sub(lambda found: found[0] + HOSTILE, value)
    if isinstance(value, msgspec.Struct):
        names = value.__struct_fields__
        return msgspec.structs.replace(value, **{e: hostile(getattr(value, e)) for e in names})
    if is_dataclass(value) and not isinstance(value, type):
        made = {e.name: hostile(getattr(value, e.name)) for e in fields(value) if e.init}
        return replace(value, **made)
    if isinstance(value, Mapping):
        return MappingProxyType({hostile(key): hostile(each) for key, each in value.items()})
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(map(hostile, value))
    return value
