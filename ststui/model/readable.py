"""A part that may not be readable: its value, or why it is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Readable(Generic[T]):
    """What was read."""

    value: T


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not known: never to be taken for empty."""

    why: str
    """For people: ``no permission: list nodes``, ``not read yet``."""


Part: TypeAlias = Readable[T] | Unreadable

NOT_READ = Unreadable(why="not read yet")
"""Nobody asked the API server for it yet."""

LOADING = "loading"
"""Why a part is not known whose first list is still on its way."""
