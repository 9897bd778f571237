"""Whose a claim is, by its name and the templates of the sets there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.live.index import Name
from ststui.model.claim_owner import possible_sets, using_sets
from ststui.model.ordinal import MAX_ORDINAL_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ststui.live.index import Index
    from ststui.model import PersistentVolumeClaim, StatefulSet

MOST_STEMS = 20_000
"""Claim names without their ordinals of a namespace whose groups are kept."""
MOST_NAMESPACES = 10_000
"""Namespaces of which they are; one without sets is never told of when it goes."""


class MaybeOf(NamedTuple):
    """Claims whose name can be read as one of this set, whether the set exists or not."""

    namespace: str
    name: str
    what: str = "claims"
    """Tells it from a `Name`, which is equal to any other pair."""


class ClaimGroups:
    """Groups for the index of claims.

    By `Name` the sets a claim is of, None where it is of none; by `MaybeOf` all it could be of.
    """

    def __init__(self) -> None:
        self._templates: dict[str, dict[str, tuple[str, ...]]] = {}
        self._known: dict[str, dict[str, tuple[object, ...]]] = {}
        """By namespace and claim's name without its ordinal; forgotten when templates change."""

    def of(self, claim: PersistentVolumeClaim) -> tuple[object, ...]:
        """The groups of a claim."""
        namespace, name = claim.metadata.namespace, claim.metadata.name
        stem, _, ordinal = name.rpartition("-")
        known = self._known.get(namespace)
        if known is None:
            if len(self._known) >= MOST_NAMESPACES:
                self._known.clear()
            known = self._known[namespace] = {}
        plain = len(ordinal) < MAX_ORDINAL_DIGITS and ordinal.isascii() and ordinal.isdigit()
        if plain and stem in known:
            return known[stem]  # all ordinals of a template and a set have the same groups
        possible = tuple(possible_sets(name))
        owners = [Name(namespace, e) for e in using_sets(possible, self.templates(namespace))]
        found = (*(owners or (None,)), *(MaybeOf(namespace, each) for _, each in possible))
        if plain:
            if len(known) > MOST_STEMS:
                known.clear()
            known[stem] = found
        return found

    def note(self, stateful_set: StatefulSet) -> bool:
        """A set is there; whether claims may have other groups for it."""
        metadata = stateful_set.metadata
        sets = self._templates.setdefault(metadata.namespace, {})
        if sets.get(metadata.name) == stateful_set.templates:
            return False
        sets[metadata.name] = stateful_set.templates
        self._known.pop(metadata.namespace, None)
        return True

    def forget(self, name: Name) -> None:
        """A set is gone."""
        sets = self._templates.get(name.namespace, {})
        sets.pop(name.name, None)
        if not sets:
            self._templates.pop(name.namespace, None)
        self._known.pop(name.namespace, None)

    def templates(self, namespace: str) -> Mapping[str, tuple[str, ...]]:
        """Claim templates by set name."""
        return self._templates.get(namespace, {})


def sets_of_claim(
    claims: Index[PersistentVolumeClaim], claim: PersistentVolumeClaim
) -> Iterator[Name]:
    """Names of the sets that a claim of the index belongs to."""
    name = Name(claim.metadata.namespace, claim.metadata.name)
    return (each for each in claims.keys_of(name) if type(each) is Name)
