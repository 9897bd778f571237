"""Short names of revisions."""

from __future__ import annotations

SHORT = 3
"""Characters of a hash that are shown: enough to tell the handful of revisions of one set apart."""


def short_revision(revision: str | None, *, set_name: str) -> str:
    """The first characters of the hash in ``<set>-<hash>``; empty when not known."""
    if not revision:
        return ""
    return revision.removeprefix(f"{set_name}-")[:SHORT]


def revisions(current: str | None, update: str | None, *, set_name: str, arrow: str) -> str:
    """``current→update``, or one when they do not differ.

    Where the first three characters are the same although the revisions are not, more are shown.
    """
    if not current or not update or current == update:
        return short_revision(update or current, set_name=set_name)
    old, new = current.removeprefix(f"{set_name}-"), update.removeprefix(f"{set_name}-")
    length = SHORT
    while old[:length] == new[:length] and length < max(len(old), len(new)):
        length += 1
    return f"{old[:length]}{arrow}{new[:length]}"
