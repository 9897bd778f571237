"""ControllerRevisions: what is in one and how it is called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.demo.fields import Json

_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
_PRIME, _BASIS, _MASK = 0x01000193, 0x811C9DC5, 0xFFFFFFFF


def revision_data(template: Json) -> Json:
    """The data of the revision of a pod template.

    Args:
        template: spec.template as stored.

    Returns:
        A strategic merge patch that restores it (getPatch of stateful_set_utils.go 1.36).
    """
    return {"spec": {"template": {**template, "$patch": "replace"}}}


def safe_encode(text: str) -> str:
    """Text without vowels and look-alikes (k8s.io/apimachinery/pkg/util/rand 0.36)."""
    return "".join(_ALPHABET[ord(letter) % len(_ALPHABET)] for letter in text)


def revision_hash(data: Json, collisions: int = 0) -> str:
    """The hash behind a revision's name.

    Args:
        data: The revision's data.
        collisions: How often the name was taken already.

    Returns:
        FNV-1 (32 bit) over the compact JSON with sorted keys and the count, safely encoded.
    """
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for letter, escape in (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")):
        text = text.replace(letter, escape)
    value = _BASIS
    for byte in (text + str(collisions)).encode():
        value = ((value * _PRIME) & _MASK) ^ byte
    return safe_encode(str(value))
