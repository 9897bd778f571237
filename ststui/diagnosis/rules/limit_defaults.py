"""A wanted ordinal has no pod: a LimitRange filled in a limit that the template does not name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import Check, Refusal
from ststui.model.limit_range import Limit, LimitRange, LimitRangeSpec
from ststui.model.metadata import Metadata
from ststui.model.quantity import quantity

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject

_TOO_MUCH: Final = Refusal(
    r"spec\.(?P<list>containers|initContainers)\[(?P<number>\d+)\]\.resources\.requests: Invalid value: \"(?P<asked>[^\"]*)\": must be less than or equal to (?P<resource>\S+) limit of (?P<limit>[^\s,\]]+)"
)
"""ValidateContainerResourceRequirements (pkg/apis/core/validation, v1.36)."""


def _filled_in(seen: Seen, subject: Subject) -> Match | None:
    """The LimitRange that gives the limit, where the template names none.

    Admission fills in defaults before the pod is validated, and a range that has only ``max`` has
    it as its default too (SetDefaults_LimitRangeItem, v1.36).
    """
    refused = _TOO_MUCH.match(seen, subject)
    if refused is None:
        return None
    said, spec = refused.facts, seen.set.spec.template.spec
    containers = spec.containers if said["list"] == "containers" else spec.init_containers
    number, resource = int(said["number"]), said["resource"]
    if number >= len(containers) or resource in containers[number].resources.limits:
        return None
    for each in seen.limit_ranges:
        for limit in each.spec.limits:
            given = str(limit.default.get(resource) or limit.max.get(resource) or "")
            if limit.type == "Container" and given and quantity(given) == quantity(said["limit"]):
                name = each.metadata.name
                return found(
                    f"default {resource} limit of containers: {given}",
                    f"LimitRange {name}",
                    range=name,
                    container=containers[number].name,
                )
    return None


def _refused(web: Example) -> Example:
    return web.refused(
        1,
        'Pod "web-1" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    )


def _bounded(web: Example) -> Example:
    limit = Limit(type="Container", max={"cpu": "1"}, default={"cpu": "1"})
    named = Metadata(name="bounds", namespace="shop")
    web.add("LimitRange", LimitRange(metadata=named, spec=LimitRangeSpec(limits=(limit,))))
    return _refused(web)


RULES = (
    Rule(
        id="create-limitrange-default",
        severity="high",
        about="ordinal",
        signs=(_TOO_MUCH, Check(_filled_in, needs=("pods", "events", "limitranges"))),
        title="{pod} cannot be created: {container} asks for {resource} {asked}, LimitRange {range} limits it to {limit}",
        why="The template names no {resource} limit for {container}, so the LimitRange fills in its own, and a request above its limit is not valid.",
        newcomers="The namespace has a rule for how large a container may be, and this one asks for more.",
        fix=(
            Fix("see the bounds", "kubectl describe limitrange {range} -n {namespace}"),
            Fix("name a {resource} limit in the template, inside the bounds, or ask for less"),
            Fix("or have the bounds changed"),
        ),
        danger="The LimitRange counts for all that is made in the namespace.",
        doc="D/concepts/policy/limit-range/",
        explains=("create-pod-invalid",),
        case=Case(fires=_bounded, silent=_refused),
    ),
)
