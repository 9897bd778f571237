"""The pods that a forecast makes, with what they take and whose place they get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.actions.risks.new_pods import new_pods
from ststui.actions.risks.pod_usage import usage, usage_of
from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.risks.new_pods import NewPod
    from ststui.actions.risks.pod_usage import Usage
    from ststui.model import Pod


@dataclass(frozen=True, slots=True)
class Made:
    """One pod that will be made."""

    name: str
    new: NewPod
    takes: Usage
    frees: Pod | None
    """The pod in whose place it comes."""
    leaves: Usage


def pods_made(grounds: Grounds, foresight: Foresight) -> list[Made]:
    """Pods in the order in which they are made; each once, with the pod that makes room for it."""
    of_revision, found = new_pods(grounds, foresight), dict[str, Made]()
    takes: dict[int, Usage] = {}
    for step in foresight.forecast.steps:
        split = split_ordinal(step.pod) if step.verb == "create" and step.pod else None
        if step.pod is None or split is None:
            continue
        new = of_revision(step.revision)
        if id(new) not in takes:
            takes[id(new)] = usage(new.spec)
        frees = grounds.known.pods_by_ordinal.get(split[1])
        leaves = usage_of(frees, now=grounds.now) if frees is not None else {}
        found[step.pod] = Made(step.pod, new, takes[id(new)], frees, leaves)
    return list(found.values())
