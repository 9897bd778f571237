"""The pod that the controller waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from ststui.controller.step import Step
    from ststui.model.family import Family
    from ststui.model.pod import Pod


def waited_for(family: Family, step: Step | None) -> Pod | None:
    """The pod of a set that a step waits for; None where it waits for nothing, or for another."""
    target = step.waits_for if step is not None and step.verb == "wait" else None
    split = split_ordinal(target.name) if target is not None and target.kind == "Pod" else None
    pod = family.pods_by_ordinal.get(split[1]) if split is not None else None
    return pod if pod is not None and target and pod.metadata.name == target.name else None
