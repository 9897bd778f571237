"""The order of the sets: sorted anew as far as their places changed, or as it was."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ststui.model.ordinal import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ststui.live.index import Name
    from ststui.ui.forest.tree import Tree
    from ststui.ui.forest.wish import SortBy


class Order:
    """Names of the sets in their order."""

    def __init__(self, trees: Mapping[Name, Tree]) -> None:
        self._trees = trees
        self._names: list[Name] = []
        self._places: dict[Name, tuple[object, ...]] = {}
        self._unplaced: set[Name] = set()

    def __iter__(self) -> Iterator[Name]:
        return iter(self._names)

    def touch(self, names: Iterable[Name]) -> None:
        """The places of these sets may be others now."""
        self._unplaced.update(names)

    def arrange(self, sort: SortBy, *, wait: bool) -> None:
        """Sort anew; while it waits, what is new comes last and the others stay where they are."""
        if not wait:
            if self._place_anew(sort):
                self._names = sorted(self._places, key=self._places.__getitem__)
            return
        known = [name for name in self._names if name in self._trees]
        new = self._trees.keys() - set(known)
        self._names = known + sorted(new, key=lambda name: _place(name, self._trees[name], sort))

    def _place_anew(self, sort: SortBy) -> bool:
        """Note the places of what changed; whether the order may be another one now."""
        moved, self._unplaced = self._unplaced, set()
        differs = False
        for name in moved:
            tree = self._trees.get(name)
            place = _place(name, tree, sort) if tree is not None else None
            if place == self._places.get(name):
                continue
            differs = True
            if place is None:
                del self._places[name]
            else:
                self._places[name] = place
        return differs


def _place(name: Name, tree: Tree, sort: SortBy) -> tuple[object, ...]:
    by_name = _by_name(name)
    match sort:
        case "worst":
            return (*tree.bad, *by_name)
        case "age":
            return (-tree.created, *by_name)
        case "state":
            return (tree.state, *by_name)
        case _:
            return (by_name[1], by_name[0])


@lru_cache(maxsize=50_000)
def _by_name(name: Name) -> tuple[object, object]:
    return natural(name.namespace), natural(name.name)
