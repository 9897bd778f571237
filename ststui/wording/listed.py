"""Many names in few words: runs of ordinals as their ends, or the first ones and a count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ONE_BY_ONE = 99
"""So many names are written one by one."""
LEAST_RUN = 3
"""Names in a row that are written as their ends."""
A_FEW = 5
"""So many names are told where the others do not matter much."""
MOST_PARTS = 12
"""So many runs and single names are written; the rest is counted."""


def listed(names: Iterable[str], what: str = "", *, most: int = ONE_BY_ONE) -> str:
    """Names in one phrase: `db-3 … db-2999, 2,997 pods`.

    Args:
        names: in their order; runs may go up or down.
        what: many of them are, e.g. `pods`.
        most: so many are written one by one.
    """
    every = tuple(names)
    if len(every) <= most:
        return ", ".join(every)
    parts = tuple(_parts(every))
    shown = [_part(each) for each in parts[:MOST_PARTS]]
    rest = sum(len(each) for each in parts[MOST_PARTS:])
    text = ", ".join(shown) + (f" and {rest:,} more" if rest else "")
    return f"{text}, {len(every):,} {what}" if what else f"{text} ({len(every):,})"


def first_few(names: Iterable[str], *, most: int = A_FEW) -> str:
    """Names in one phrase, the first ones alone where there are many: `a, b and 3 more`."""
    every = tuple(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def _part(run: Sequence[str]) -> str:
    return f"{run[0]} … {run[-1]}" if len(run) >= LEAST_RUN else ", ".join(run)


def _parts(names: Sequence[str]) -> Iterator[list[str]]:
    """Runs of ordinals one apart, name by name: those of two templates are told in turn."""
    by_name: dict[str, list[tuple[str, int | None]]] = {}
    for each in names:
        split = split_ordinal(each)
        parent, ordinal = split if split is not None else (each, None)
        by_name.setdefault(parent, []).append((each, ordinal))
    for family in by_name.values():
        run: list[str] = []
        before: int | None = None
        step = 0
        for name, ordinal in family:
            by = 0 if ordinal is None or before is None else ordinal - before
            if run and (by not in {1, -1} or step not in {0, by}):
                yield run
                run, step = [], 0
            elif run:
                step = by
            run.append(name)
            before = ordinal
        if run:
            yield run
