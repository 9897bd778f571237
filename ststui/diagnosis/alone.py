"""A pod that no set owns: what the rules can say of it without one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.rules import Book
from ststui.model.family import Family
from ststui.model.metadata import MetadataWithWriters
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Readable, Unreadable
from ststui.model.stateful_set import Ordinals, StatefulSet, StatefulSetSpec

if TYPE_CHECKING:
    from ststui.diagnosis.rule import Rule
    from ststui.model import PersistentVolumeClaim, Pod
    from ststui.model.readable import Part

NO_SET: Final = Unreadable("no StatefulSet owns the pod")
"""Why rules are not asked that look at what only a set has."""
_SET: Final = "{set}"


def stands_alone(family: Family) -> bool:
    """Whether it is the stand-in for a set of a pod that has none."""
    return not family.set.metadata.uid


def alone(pod: Pod, *, context: str, claims: Part[tuple[PersistentVolumeClaim, ...]]) -> Family:
    """A pod with a stand-in for the set it does not have: rules about pods expect one.

    Args:
        pod: the pod.
        context: it was read by.
        claims: that it mounts.
    """
    split = split_ordinal(pod.metadata.name)
    name, ordinal = split or (pod.metadata.name, 0)
    stand_in = StatefulSet(
        metadata=MetadataWithWriters(name=name, namespace=pod.metadata.namespace),
        spec=StatefulSetSpec(
            replicas=1, ordinals=Ordinals(start=ordinal), pod_management_policy="Parallel"
        ),
    )
    by_ordinal = {ordinal: claims.value} if isinstance(claims, Readable) else {}
    return Family(
        context=context,
        set=stand_in,
        pods=Readable((pod,)),
        pods_by_ordinal={ordinal: pod},
        claims=claims,
        claims_by_ordinal=by_ordinal,
        services=NO_SET,
        slices=NO_SET,
        revisions=NO_SET,
        dns=NO_SET,
    )


def book_alone(book: Book) -> Book:
    """The rules about pods that speak of no set, without commands that name one."""
    about_pods = (each for each in book.rules if each.about == "pod" and not each.advice)
    return Book(tuple(_alone(each) for each in about_pods if _SET not in each.title + each.why))


def _alone(rule: Rule) -> Rule:
    return replace(
        rule, fix=tuple(each for each in rule.fix if _SET not in each.text + each.command)
    )
