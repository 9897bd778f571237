"""A pod that no StatefulSet makes anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.model import Pod, StatefulSet


OURS = "apps/"
"""Group of the StatefulSets that Kubernetes has; others have kinds of that name too."""


def _wanting(grounds: Grounds, name: str) -> StatefulSet | None:
    """A set whose ordinal has that name, and which therefore waits for this pod to go."""
    split, neighbours = split_ordinal(name), grounds.surroundings.neighbours
    for each in neighbours.value if split and isinstance(neighbours, Readable) else ():
        if split and each.metadata.name == split[0] and split[1] in each.ordinals:
            return each
    return None


def of_no_set(grounds: Grounds, pod: Pod, *, stray: bool) -> Caution:
    """Who makes another in its place, if anybody does.

    Args:
        grounds: as things are.
        pod: the pod.
        stray: whether its set is there and it is none of its ordinals.
    """
    name, owner = pod.metadata.name, pod.metadata.owner
    ours = owner is not None and owner.kind == "StatefulSet" and owner.api_version.startswith(OURS)
    wanting = _wanting(grounds, name) if owner is None or ours else None
    if wanting is not None and (owner is None or owner.uid != wanting.metadata.uid):
        past = f", which is of an earlier {owner.name}," if owner is not None else ""
        return warn(
            "cannot-come-back",
            f"nothing makes this {name}{past} anew; StatefulSet {wanting.metadata.name}, whose "
            "ordinal it keeps from being made, then makes its own",
            dangerous=True,
            about=name,
        )
    if owner is None:
        return warn(
            "cannot-come-back", f"nothing owns {name} or makes it anew", dangerous=True, about=name
        )
    if stray:
        # The controller looks at pods by name first (isMemberOf, stateful_set_utils.go, v1.36).
        whose = f"StatefulSet {owner.name}, which owns it"
        why = f"{name} is no ordinal of {whose}: nothing makes it anew"
        return warn("cannot-come-back", why, dangerous=True, about=name)
    if ours:
        why = f"StatefulSet {owner.name}, which owns {name}, is gone: nothing makes it anew"
        return warn("cannot-come-back", why, dangerous=True, about=name)
    whose = f"{owner.kind} {owner.name} owns {name}, no StatefulSet"
    if owner.kind == "StatefulSet":
        whose = (
            f"StatefulSet {owner.name} of {owner.api_version} owns {name}, which is none of apps/v1"
        )
    return warn("cannot-come-back", f"{whose}: whether a pod comes in its place is not foreseen")
