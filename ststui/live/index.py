"""Objects of one kind by name, and by what they are looked up for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from ststui.model import Complaint, Metadata


class Object(Protocol):
    """Anything with metadata."""

    @property
    def metadata(self) -> Metadata:
        """Its metadata."""


T = TypeVar("T", bound=Object)


class Name(NamedTuple):
    """Namespace and name."""

    namespace: str
    name: str


class Index(Generic[T]):
    """All objects of one kind, grouped by keys that ``group`` derives from each object."""

    def __init__(self, group: Callable[[T], Iterable[object]] = lambda _: ()) -> None:
        self._group = group
        self._objects: dict[Name, T] = {}
        self._groups: dict[object, dict[Name, T]] = {}
        self._keys: dict[Name, tuple[object, ...]] = {}
        self.complaints: dict[Name, Complaint] = {}

    def __len__(self) -> int:
        return len(self._objects)

    def __iter__(self) -> Iterator[T]:
        return iter(self._objects.values())

    def get(self, namespace: str, name: str) -> T | None:
        """The object of that name."""
        return self._objects.get(Name(namespace, name))

    def names(self) -> Iterator[Name]:
        """All names."""
        return iter(self._objects)

    def groups(self) -> AbstractSet[object]:
        """All keys that have objects."""
        return self._groups.keys()

    def of(self, key: object) -> Collection[T]:
        """The objects of a group; empty when there is none."""
        found = self._groups.get(key)
        return found.values() if found else ()

    def keys_of(self, name: Name) -> tuple[object, ...]:
        """The groups an object is in now."""
        return self._keys.get(name, ())

    def put(self, item: T) -> T | None:
        """Add or replace; returns what was there before."""
        name = Name(item.metadata.namespace, item.metadata.name)
        before = self._objects.get(name)
        self._objects[name] = item
        self.complaints.pop(name, None)
        if before is not None:
            self._leave_all(name)
        self._join(name, item)
        return before

    def regroup(self, item: T) -> None:
        """Derive an object's groups anew, after what ``group`` looks at has changed."""
        name = Name(item.metadata.namespace, item.metadata.name)
        self._leave_all(name)
        self._join(name, item)

    def drop(self, name: Name) -> T | None:
        """Remove; returns what was there."""
        self.complaints.pop(name, None)
        self._leave_all(name)
        return self._objects.pop(name, None)

    def _join(self, name: Name, item: T) -> None:
        keys = tuple(self._group(item))
        if keys:
            self._keys[name] = keys
            for key in keys:
                self._groups.setdefault(key, {})[name] = item

    def _leave_all(self, name: Name) -> None:
        for key in self._keys.pop(name, ()):
            group = self._groups.get(key)
            if group is not None:
                group.pop(name, None)
                if not group:
                    del self._groups[key]
