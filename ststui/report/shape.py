"""The base of every JSON shape: camelCase, and keys are never omitted."""

from __future__ import annotations

import msgspec

API_VERSION = "ststui/v1"
"""Of all documents; it changes when a key changes its meaning or goes away."""


class Shape(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """A JSON object; null means not known, an empty list means read and empty."""
