"""Which contexts are protected."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def protecting(patterns: Iterable[str], *, context: str, cluster: str, server: str) -> str | None:
    """The pattern that protects a context; None when none does.

    Args:
        patterns: as in the settings, ``protected.contexts``.
        context: the context's name.
        cluster: the name of its cluster entry.
        server: the API server's address.
    """
    names = [each.casefold() for each in (context, cluster, server)]
    for pattern in patterns:
        if any(fnmatchcase(name, pattern.casefold()) for name in names):
            return pattern
    return None
