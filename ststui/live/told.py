"""Sets of which all that their rows show was read before the lists of the cluster were complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cluster import kinds

if TYPE_CHECKING:
    from ststui.live.index import Name

IN_ROWS = (kinds.PODS, kinds.CLAIMS, kinds.SERVICES, kinds.SLICES, kinds.REVISIONS)
"""What the rows of a set are made from."""
_RESOURCES = frozenset(each.plural for each in IN_ROWS)


class Told:
    """Which sets these are."""

    def __init__(self) -> None:
        self._names: dict[str, set[Name]] = {}
        """By namespace."""

    def add(self, name: Name) -> None:
        """Everything of a set is here."""
        self._names.setdefault(name.namespace, set()).add(name)

    def forget(self, name: Name) -> None:
        """A set is gone; another one of its name is not told of."""
        self._names.get(name.namespace, set()).discard(name)

    def has(self, resource: str, name: Name) -> bool:
        """Whether all objects of a resource that belong to a set are here."""
        return resource in _RESOURCES and name in self._names.get(name.namespace, ())

    def some(self, resource: str, namespace: str) -> bool:
        """Whether there is such a set in a namespace."""
        return resource in _RESOURCES and namespace in self._names
