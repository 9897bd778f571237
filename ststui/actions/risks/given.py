"""What LimitRanges give to the containers of a new pod that do not say what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ststui.actions.risks.pod_usage import effective, of_whole_pods

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.model.limit_range import LimitRange
    from ststui.model.pod import Amounts, Container, PodSpec, Resources


def with_defaults(spec: PodSpec, ranges: Iterable[LimitRange]) -> PodSpec:
    """A new pod's spec after the admission by LimitRanges.

    What the pod names is completed before (SetDefaults_Pod, pkg/apis/core/v1/defaults.go); of each
    LimitRange the last limit counts, and none takes back what another one gave
    (PodMutateLimitFunc, plugin/pkg/admission/limitranger, v1.36.3).
    """
    replaced = msgspec.structs.replace
    for each in ranges:
        limits, requests = dict[str, str | int | float](), dict[str, str | int | float]()
        for limit in each.spec.limits:
            if limit.type == "Container":
                limits.update(limit.default)
                requests.update(limit.default_request)
        if limits or requests:
            spec = replaced(
                spec,
                resources=_of_pod(spec),
                containers=_given(spec.containers, requests, limits),
                init_containers=_given(spec.init_containers, requests, limits),
            )
    return spec


def _of_pod(spec: PodSpec) -> Resources:
    """Who names limits of the whole pod has requests of it, from before containers get any."""
    own = spec.resources
    if not own.limits:
        return own
    named = (*own.limits, *(n for c in spec.containers for n in c.resources.requests))
    found = {each: effective(spec, each)[0] for each in named if of_whole_pods(each)}
    requests = {each: f"{amount:f}" for each, amount in found.items() if amount is not None}
    return msgspec.structs.replace(own, requests={**requests, **own.requests})


def _given(
    containers: tuple[Container, ...], requests: Amounts, limits: Amounts
) -> tuple[Container, ...]:
    replaced = msgspec.structs.replace
    return tuple(
        replaced(
            each,
            resources=replaced(
                each.resources,
                requests={**requests, **each.resources.limits, **each.resources.requests},
                limits={**limits, **each.resources.limits},
            ),
        )
        for each in containers
    )
