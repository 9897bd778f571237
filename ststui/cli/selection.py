"""SET arguments: NAME, sts/NAME or NAMESPACE/NAME."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ststui.live.index import Name

KIND_PREFIXES = ("sts", "statefulset", "statefulsets", "statefulsets.apps")


class SetName(NamedTuple):
    """What one argument names."""

    namespace: str | None
    name: str


def parse_set(text: str) -> SetName:
    """Take one argument apart.

    Raises:
        UsageError: it is none of the three forms.
    """
    first, slash, second = text.partition("/")
    if not slash and first:
        return SetName(None, first)
    if not first or not second or "/" in second:
        raise UsageError(f"not a set: {text!r}", try_="write NAME, sts/NAME or NAMESPACE/NAME")
    return SetName(None, second) if first in KIND_PREFIXES else SetName(first, second)


def select(
    wanted: Sequence[SetName], *, namespace: str | None, known: Iterable[Name]
) -> tuple[Name, ...]:
    """The sets that are meant, in the order they were named, none twice.

    Raises:
        UnknownNameError: one does not exist; says which do.
    """
    names = sorted(known)
    found: dict[Name, None] = {}
    for each in wanted:
        where = each.namespace or namespace
        matching = [n for n in names if n.name == each.name and where in {None, n.namespace}]
        if not matching:
            place = f"namespace {where}" if where else "all namespaces"
            inside = [n for n in names if where in {None, n.namespace}]
            known_names = [n.name if where else f"{n.namespace}/{n.name}" for n in inside]
            raise UnknownNameError("StatefulSet", name=each.name, where=place, known=known_names)
        found.update(dict.fromkeys(matching))
    return tuple(found)
