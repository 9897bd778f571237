"""Whether a quota counts the pods and claims of a set: its scopes.

All of a quota's scopes have to hold (Matches, apiserver v0.36, pkg/quota/v1/generic). What each
asks for: podMatchesScopeFunc and pvcMatchesScopeFunc (pkg/quota/v1/evaluator/core, v1.36.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ststui.controller.revisions import revisions_of
from ststui.model.quantity import quantity

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.model import Family
    from ststui.model.pod import PodSpec
    from ststui.model.quota import ResourceQuota, ScopeRequirement
    from ststui.model.stateful_set import ClaimTemplate

Counts: TypeAlias = str
"""`yes`, `no`, or why it is not known."""

OF_CLAIMS = "VolumeAttributesClass"
"""The one scope that claims can have."""


def counts_pods(grounds: Grounds, quota: ResourceQuota) -> Counts:
    """Whether it counts a new pod of the set."""
    found = [_of_pod(grounds.known, each) for each in quota.spec.requirements]
    if "no" in found:
        return "no"
    return next((each for each in found if each != "yes"), "yes")


def counts_claim(template: ClaimTemplate, quota: ResourceQuota) -> bool:
    """Whether it counts a new claim of a template."""
    name = template.spec.volume_attributes_class_name or None
    return all(e.scope_name == OF_CLAIMS and e.holds(name) for e in quota.spec.requirements)


def _of_pod(family: Family, scope: ScopeRequirement) -> Counts:
    match scope.scope_name:
        case "NotTerminating":
            # No set's template may have activeDeadlineSeconds (ValidateStatefulSetSpec, v1.36).
            return "yes"
        case "BestEffort":
            return _asks_for_nothing(family)
        case "NotBestEffort":
            found = _asks_for_nothing(family)
            return {"yes": "no", "no": "yes"}.get(found, found)
        case "PriorityClass":
            return _priority(family, scope)
        case "CrossNamespacePodAffinity":
            return _affinity(family)
        case _:
            return "no"


def _asks_for_nothing(family: Family) -> Counts:
    """Of quality BestEffort: neither requests nor limits (ComputePodQOS, v1.36)."""
    if _asks(family.set.spec.template.spec):
        return "no"
    made = _made(family)
    if made is None:
        return "a LimitRange may give them requests"
    return "no" if _asks(made) else "yes"


def _asks(spec: PodSpec) -> bool:
    containers = (*spec.containers, *spec.init_containers)
    return any(
        (quantity(amount) or 0) > 0
        for resources in (spec.resources, *(each.resources for each in containers))
        for side in (resources.requests, resources.limits)
        for amount in (side.cpu, side.memory)
    )


def _priority(family: Family, scope: ScopeRequirement) -> Counts:
    name = family.set.spec.template.spec.priority_class_name
    if not name:
        # The admission of pods writes the default class into those that name none.
        made = _made(family)
        if made is None:
            return "the cluster may have a default PriorityClass"
        name = made.priority_class_name
    return "yes" if scope.holds(name or None) else "no"


def _affinity(family: Family) -> Counts:
    wanted = family.set.spec.template.spec.affinity
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


def _made(family: Family) -> PodSpec | None:
    """A pod of the newest revision as the API server took it, with all that admission adds."""
    update = revisions_of(family).update
    pods = family.pods_by_ordinal.values()
    return next((each.spec for each in pods if each.revision == update), None)
