"""Whether a quota counts a pod or a claim: its scopes.

All of a quota's scopes have to hold (Matches, apiserver v0.36, pkg/quota/v1/generic). What each
asks for: podMatchesScopeFunc and pvcMatchesScopeFunc (pkg/quota/v1/evaluator/core, v1.36.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ststui.actions.risks.pod_usage import MUST_BE_NAMED, amount_of

if TYPE_CHECKING:
    from ststui.model.pod import PodSpec
    from ststui.model.quota import ResourceQuota, ScopeRequirement
    from ststui.model.stateful_set import ClaimTemplate

Counts: TypeAlias = str
"""`yes`, `no`, or why it is not known."""

OF_CLAIMS = "VolumeAttributesClass"
"""The one scope that claims can have."""


def counts_pod(spec: PodSpec, quota: ResourceQuota, *, admitted: bool, given: bool) -> Counts:
    """Whether it counts a pod of a set.

    Args:
        spec: the pod's.
        quota: the quota.
        admitted: whether admission has added to it what it adds.
        given: whether LimitRanges have.
    """
    found = [
        _of_pod(spec, each, admitted=admitted, given=given) for each in quota.spec.requirements
    ]
    if "no" in found:
        return "no"
    return next((each for each in found if each != "yes"), "yes")


def counts_claim(template: ClaimTemplate, quota: ResourceQuota) -> bool:
    """Whether it counts a new claim of a template."""
    name = template.spec.volume_attributes_class_name or None
    return all(e.scope_name == OF_CLAIMS and e.holds(name) for e in quota.spec.requirements)


def _of_pod(spec: PodSpec, scope: ScopeRequirement, *, admitted: bool, given: bool) -> Counts:
    match scope.scope_name:
        case "NotTerminating":
            # No set's template may have activeDeadlineSeconds (ValidateStatefulSetSpec, v1.36).
            return "yes"
        case "BestEffort":
            return _asks_for_nothing(spec, given=given)
        case "NotBestEffort":
            found = _asks_for_nothing(spec, given=given)
            return {"yes": "no", "no": "yes"}.get(found, found)
        case "PriorityClass":
            if not spec.priority_class_name and not admitted:
                # The admission of pods writes the default class into those that name none.
                return "the cluster may have a default PriorityClass"
            return "yes" if scope.holds(spec.priority_class_name or None) else "no"
        case "CrossNamespacePodAffinity":
            return _affinity(spec)
        case _:
            return "no"


def _asks_for_nothing(spec: PodSpec, *, given: bool) -> Counts:
    """Of quality BestEffort: neither requests nor limits (ComputePodQOS, v1.36)."""
    if _asks(spec):
        return "no"
    return "yes" if given else "a LimitRange may give them requests"


def _asks(spec: PodSpec) -> bool:
    containers = (*spec.containers, *spec.init_containers)
    return any(
        (amount_of(side, resource) or 0) > 0
        for resources in (spec.resources, *(each.resources for each in containers))
        for side in (resources.requests, resources.limits)
        for resource in MUST_BE_NAMED
    )


def _affinity(spec: PodSpec) -> Counts:
    wanted = spec.affinity
    terms = [
        term
        for each in ((wanted.pod_affinity, wanted.pod_anti_affinity) if wanted else ())
        if each is not None
        for term in (
            *each.required_during_scheduling_ignored_during_execution,
            *each.preferred_during_scheduling_ignored_during_execution,
        )
    ]
    return "their affinity may be to pods of other namespaces" if terms else "no"
