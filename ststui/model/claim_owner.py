"""Which set a claim belongs to, told by its name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ststui.model.claim import PersistentVolumeClaim


def possible_sets(claim: str) -> Iterator[tuple[str, str]]:
    """(template, set) for every way to read a claim's name, the longest name of a set first."""
    split = split_ordinal(claim)
    if split is None:
        return
    stem = split[0]
    at = stem.find("-")
    while at > 0:
        yield stem[:at], stem[at + 1 :]
        at = stem.find("-", at + 1)


def using_sets(
    possible: Iterable[tuple[str, str]], templates_by_set: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Names of the sets (of the claim's namespace) that use or used a claim.

    ``data-db-replica-0`` is of set ``db-replica``, not of ``db``. Sets whose current template fits
    come first; both of ``a`` + ``b-c`` and ``a-b`` + ``c`` when both exist, for both use it. If no
    template fits (it was removed), the set with the longest name.

    Args:
        possible: the ways to read the claim's name, as `possible_sets` gives them.
        templates_by_set: claim templates of the sets that exist.
    """
    known = [each for each in possible if each[1] in templates_by_set]
    fitting = tuple(name for template, name in known if template in templates_by_set[name])
    return fitting or tuple(name for _, name in known[:1])


def left_behind(claim: PersistentVolumeClaim) -> bool:
    """Whether a claim that no set uses looks like one that a deleted set left behind.

    Its name is ``<template>-<set>-<ordinal>`` and no other kind of controller owns it.
    """
    split = split_ordinal(claim.metadata.name)
    if split is None or "-" not in split[0].strip("-"):
        return False
    return all(each.kind in {"StatefulSet", "Pod"} for each in claim.metadata.owner_references)
