"""Two pods of one ordinal, as web-0 and web-00 are.

updateStatefulSet keeps one pod of each ordinal in the range, the last one in its list, and the list
comes from a cache without an order (getPodsForStatefulSet, pkg/controller/statefulset, v1.36.3 and
v1.37.2): which one a sync looks at changes from sync to sync.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, product
from types import MappingProxyType
from typing import TYPE_CHECKING

from ststui.controller.step import Step
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.model.family import Family
    from ststui.model.pod import Pod

MOST_VIEWS = 64
"""So many combinations are looked at; with more twins than that nothing is said."""


def twins(family: Family) -> dict[int, tuple[Pod, ...]]:
    """Ordinals that several pods of the set have, and those pods."""
    if not isinstance(family.pods, Readable) or len(family.pods.value) == len(
        family.pods_by_ordinal
    ):
        return {}
    by_ordinal: dict[int, list[Pod]] = {}
    for pod in family.pods.value:
        split = split_ordinal(pod.metadata.name)
        if split is not None and split[0] == family.name:
            by_ordinal.setdefault(split[1], []).append(pod)
    return {ordinal: tuple(pods) for ordinal, pods in by_ordinal.items() if len(pods) > 1}


def views(family: Family) -> Iterator[Family]:
    """The family as different syncs may see it: of each ordinal one pod."""
    several = twins(family)
    for pods in islice(product(*several.values()), MOST_VIEWS):
        chosen = dict(zip(several, pods, strict=True))
        yield replace(
            family, pods_by_ordinal=MappingProxyType({**family.pods_by_ordinal, **chosen})
        )


def either(family: Family) -> Step:
    """What is said where it depends on the pod that a sync happens to look at."""
    first, *_ = twins(family).values()
    names = sorted((pod.metadata.name for pod in first), key=len)
    others = tuple(Step(verb="wait", pod=name, code="twice") for name in names[1:])
    return Step(verb="wait", pod=names[0], code="twice", allowed=others)
