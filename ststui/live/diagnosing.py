"""Diagnoses of sets, with what the rules turn out to need read in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis import Seen, diagnose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ststui.cluster.session import Session
    from ststui.diagnosis import Book, Diagnosis, Need
    from ststui.live.around import Around
    from ststui.model import Family

ROUNDS = 6
"""So often rules may want more: no rule of ststui needs more than four parts one after another."""


def look_at(
    family: Family,
    around: Around,
    *,
    book: Book,
    now: datetime,
    server_version: str | None,
    unchanged_since: datetime | None = None,
) -> Diagnosis:
    """The diagnosis of a family with what was read so far."""
    return diagnose(
        Seen(
            family=family,
            surroundings=around.surroundings(family.namespace),
            now=now,
            server_version=server_version,
            unchanged_since=unchanged_since,
        ),
        book,
    )


async def look_closely(
    session: Session,
    families: Iterable[Family],
    around: Around,
    *,
    book: Book,
    server_version: str | None,
) -> tuple[tuple[Family, Diagnosis], ...]:
    """Diagnoses of families; whatever a rule needs is read first, as far as rights allow."""
    each_family = tuple(families)
    found: tuple[tuple[Family, Diagnosis], ...] = ()
    for _ in range(ROUNDS):
        now = session.now()
        found = tuple(
            (f, look_at(f, around, book=book, now=now, server_version=server_version))
            for f in each_family
        )
        wanted: dict[str, set[Need]] = {}
        for family, diagnosis in found:
            wanted.setdefault(family.namespace, set()).update(diagnosis.wanted)
        if not any(wanted.values()):
            break
        for namespace, needs in wanted.items():
            await around.read(session, sorted(needs), namespace=namespace)
    return found
