"""Which columns are shown at a width, and how wide each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from ststui.ui.widgets.tree.rows.column import BY_NAME, COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ststui.ui.widgets.tree.rows import Row

GAP = 1
"""Cells between two columns."""
LEAST = {"NAME": 16, "STATUS": 34}
"""Cells that the two elastic columns keep before another column goes."""
HARD = {"NAME": 8, "STATUS": 6}
"""Cells that they never go below, even where lines are cut."""
MARK = 2
"""The severity mark and its space, before READY."""


class Placed(NamedTuple):
    """A column on the screen."""

    name: str
    at: int
    """First cell."""
    width: int
    right: bool


class Layout(NamedTuple):
    """All columns on the screen, from left to right."""

    placed: tuple[Placed, ...]
    ordinal: int
    """Width of the ordinal before a name."""
    width: int
    prefixed: bool = False
    """Whether names carry their namespace, because its column found no room."""


def widths(rows: Iterable[Row]) -> dict[str, int]:
    """Cells that each column needs for these rows, ``#`` being the ordinal."""
    needed: dict[str, int] = {"#": 0}
    for row in rows:
        needed["#"] = max(needed["#"], len(row.ordinal))
        if row.spans:
            continue
        for name, cell in row.cells.items():
            if cell.text:
                # len() is right for most text and much cheaper.
                size = len(cell.text) if cell.text.isascii() else cell_len(cell.text)
                if size > needed.get(name, 0):
                    needed[name] = size
    return needed


def merge(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The larger of each."""
    merged: dict[str, int] = {}
    for part in parts:
        for name, size in part.items():
            if size > merged.get(name, 0):
                merged[name] = size
    return merged


def lay_out(needed: Mapping[str, int], *, width: int, hidden: frozenset[str]) -> Layout:
    """Choose columns by priority until the rest fits; NAME and STATUS shrink first.

    Args:
        needed: cells per column, as from ``widths``.
        width: cells there are.
        hidden: columns that say nothing here (NAMESPACE with one namespace).
    """
    ordinal = needed.get("#", 0)
    names = [c.name for c in COLUMNS if needed.get(c.name) and c.name not in hidden]
    for name in ("NAME", "READY", "STATUS"):
        if name not in names:
            names.append(name)
    full = {name: _size(name, needed, ordinal) for name in names}
    sizes = {name: min(full[name], LEAST.get(name, full[name])) for name in ("NAME", "STATUS")}
    sizes["READY"] = full["READY"]
    for name in sorted(names, key=lambda each: BY_NAME[each].rank):
        # A column that does not fit leaves its room to a narrower one of lower rank.
        if name not in sizes and _total({**sizes, name: full[name]}) <= width:
            sizes[name] = full[name]
    # What stands before a name is never cut.
    least = {**HARD, "NAME": max(HARD["NAME"], _lead(ordinal))}
    for name in ("NAME", "STATUS"):
        spare = width - _total(sizes)
        sizes[name] = max(min(full[name], sizes[name] + spare), min(least[name], full[name]))
    order = [each.name for each in COLUMNS]
    sizes = {name: sizes[name] for name in order if name in sizes}
    wanted = bool(needed.get("NAMESPACE")) and "NAMESPACE" not in hidden
    prefixed = wanted and "NAMESPACE" not in sizes
    return _place(sizes, ordinal=ordinal, width=width)._replace(prefixed=prefixed)


def _size(name: str, needed: Mapping[str, int], ordinal: int) -> int:
    size = min(max(needed.get(name, 0), len(name)), BY_NAME[name].most)
    return size + _lead(ordinal) if name == "NAME" else size


def _lead(ordinal: int) -> int:
    # Branch or arrow, space, ordinal, two spaces.
    return 2 + (ordinal + 2 if ordinal else 0)


def _total(sizes: Mapping[str, int]) -> int:
    return sum(sizes.values()) + GAP * (len(sizes) - 1) + MARK


def _place(sizes: Mapping[str, int], *, ordinal: int, width: int) -> Layout:
    placed: list[Placed] = []
    at = 0
    for name, size in sizes.items():
        if name == "READY":
            at += MARK
        placed.append(Placed(name, at, size, BY_NAME[name].right))
        at += size + GAP
    return Layout(tuple(placed), ordinal, width)
