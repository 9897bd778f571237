"""The pods that a forecast makes, as the API server will take them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from ststui.actions.after import NEW_REVISION
from ststui.actions.risks.given import with_defaults
from ststui.controller.revisions import revisions_of
from ststui.model.pod import PodSpec
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model import Pod
    from ststui.model.pod import Amounts, Container, Resources

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class NewPod(NamedTuple):
    """What is known of it."""

    spec: PodSpec
    """Of its template, with what LimitRanges give and admission added to a pod of the same."""
    admitted: bool
    """Whether there is such a pod; else a RuntimeClass or a default PriorityClass may add to it."""
    given: bool
    """Whether it has what LimitRanges give; else one may add to it."""


def new_pods(grounds: Grounds, foresight: Foresight) -> Callable[[str | None], NewPod]:
    """A function that gives the pod of a revision."""
    known: dict[str | None, NewPod] = {}

    def of_revision(revision: str | None) -> NewPod:
        if revision not in known:
            known[revision] = _new_pod(grounds, foresight, revision)
        return known[revision]

    return of_revision


def _new_pod(grounds: Grounds, foresight: Foresight, revision: str | None) -> NewPod:
    family = grounds.known
    live = revisions_of(family).update
    again = revision is not None and revision.endswith(NEW_REVISION)
    # A restart, and another image, change nothing that is counted.
    like = live if again or revision is None else revision
    same = [each for each in family.pods_by_ordinal.values() if each.revision == like]
    # A LimitRange may be younger than some of them.
    same.sort(key=lambda each: each.metadata.creation_timestamp or LONG_AGO)
    made = same[-1].spec if same else None
    ranges = grounds.surroundings.limit_ranges
    spec = foresight.after.set.spec.template.spec
    if like != live:
        spec = _of_template(grounds, like) or made or spec
    known = isinstance(ranges, Readable)
    if isinstance(ranges, Readable):
        spec = with_defaults(spec, ranges.value)
    if made is None:
        return NewPod(spec, admitted=False, given=known)
    if known and _was_given(same[-1]):
        # By LimitRanges of then: those of now are known, and give what they give.
        made = msgspec.structs.replace(made, containers=(), init_containers=())
    return NewPod(_filled(spec, made), admitted=True, given=True)


def _was_given(pod: Pod) -> bool:
    marks = pod.metadata.annotations
    return marks is not None and marks.limits_given is not None


def _of_template(grounds: Grounds, revision: str | None) -> PodSpec | None:
    templates = grounds.templates
    found: Any = templates.value.get(revision or "") if isinstance(templates, Readable) else None
    try:
        return msgspec.convert(found["spec"], PodSpec) if isinstance(found, dict) else None
    except (KeyError, msgspec.ValidationError):
        return None


def _filled(spec: PodSpec, made: PodSpec) -> PodSpec:
    """The template with what it leaves open as it is in a pod made from it."""
    replaced = msgspec.structs.replace
    containers, first = (
        tuple(
            replaced(each, resources=_resources(each.resources, there[each.name].resources))
            if each.name in there
            else each
            for each in mine
        )
        for mine, there in (
            (spec.containers, _by_name(made.containers)),
            (spec.init_containers, _by_name(made.init_containers)),
        )
    )
    return replaced(
        spec,
        containers=containers,
        init_containers=first,
        resources=_resources(spec.resources, made.resources),
        overhead=_amounts(spec.overhead, made.overhead),
        priority_class_name=spec.priority_class_name or made.priority_class_name,
    )


def _by_name(containers: tuple[Container, ...]) -> dict[str, Container]:
    return {each.name: each for each in containers}


def _resources(own: Resources, made: Resources) -> Resources:
    return msgspec.structs.replace(
        own,
        requests=_amounts(own.requests, made.requests),
        limits=_amounts(own.limits, made.limits),
    )


def _amounts(own: Amounts, made: Amounts) -> Amounts:
    return {**made, **own}
