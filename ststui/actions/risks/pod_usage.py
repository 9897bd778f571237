"""What a quota counts of one pod: podEvaluator (pkg/quota/v1/evaluator/core/pods.go, v1.36.3)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from ststui.model.quantity import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from ststui.model import Pod
    from ststui.model.pod import Amounts, Container, PodSpec

Side: TypeAlias = Literal["requests", "limits"]
Usage: TypeAlias = "Mapping[str, Decimal]"
"""By the names that quotas have for resources; what is 0 does not matter to a quota."""

PLACES = ("pods", "count/pods")
"""How many there are: `pods` of those that have not ended, `count/pods` of all."""
ENDED = frozenset({"Failed", "Succeeded"})

RESOURCES = {
    "cpu": "cpu",
    "memory": "memory",
    "ephemeral-storage": "ephemeral_storage",
    "hugepages-2Mi": "hugepages_2mi",
    "hugepages-1Gi": "hugepages_1gi",
}
"""Fields of `Amounts` by resource; extended resources are not known."""
OF_PODS = frozenset({"cpu", "memory", "hugepages-2Mi", "hugepages-1Gi"})
"""Those that a whole pod may name (IsSupportedPodLevelResource, component-helpers v0.36)."""
MUST_BE_NAMED = ("cpu", "memory")
"""Where a quota counts them, each container has to name them (Constraints)."""


def usage(spec: PodSpec) -> Usage:
    """What a new pod counts for."""
    found = dict.fromkeys(PLACES, Decimal(1))
    for resource in RESOURCES:
        requests, limits = _effective(spec, resource)
        over = _amount(spec.overhead, resource) or Decimal(0)
        found[resource] = found[f"requests.{resource}"] = requests + over
        found[f"limits.{resource}"] = limits + over if limits else limits
    return {resource: amount for resource, amount in found.items() if amount}


def usage_of(pod: Pod, *, now: datetime) -> Usage:
    """What a pod that is there counts for; only its place among all where it has ended.

    That it has where its grace period is over twice: the deletionTimestamp is the end of it, and
    QuotaV1Pod adds it again.
    """
    ended = pod.status.phase in ENDED
    deleted, grace = pod.metadata.deletion_timestamp, pod.metadata.deletion_grace_period_seconds
    if deleted is not None and grace is not None:
        ended = ended or now > deleted + timedelta(seconds=grace)
    return {PLACES[1]: Decimal(1)} if ended else usage(pod.spec)


def unnamed(spec: PodSpec, resources: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
    """Resources of a quota that containers have to name and do not, and those containers.

    Where the pod itself names what it needs they need not (gate PodLevelResources, on since 1.34).
    """
    if any(_amount(getattr(spec.resources, s), r) is not None for s in _SIDES for r in OF_PODS):
        return
    for side in _SIDES:
        for resource in MUST_BE_NAMED:
            named = {f"{side}.{resource}", *((resource,) if side == "requests" else ())}
            lack = [
                each.name
                for each in (*spec.containers, *spec.init_containers)
                if _asked(each, side, resource) is None
            ]
            if lack:
                yield from ((each, lack) for each in sorted(named & resources))


_SIDES: tuple[Side, ...] = ("requests", "limits")


def _effective(spec: PodSpec, resource: str) -> tuple[Decimal, Decimal]:
    """Requests and limits of the whole pod: its own, else those of its containers together."""
    requests, limits = (_together(spec, side, resource) for side in _SIDES)
    if resource not in OF_PODS:
        return requests or Decimal(0), limits or Decimal(0)
    most = _amount(spec.resources.limits, resource)
    asked = _amount(spec.resources.requests, resource)
    if asked is None and requests is None:
        asked = most  # defaultPodRequests (pkg/apis/core/v1/defaults.go, v1.36)
    return (
        (requests or Decimal(0)) if asked is None else asked,
        (limits or Decimal(0)) if most is None else most,
    )


def _together(spec: PodSpec, side: Side, resource: str) -> Decimal | None:
    """The containers' together with the sidecars', or more if an init container needs more.

    An init container runs beside the sidecars before it (component-helpers v0.36,
    resource/helpers.go). None where no container names it.
    """
    run = [_asked(each, side, resource) for each in spec.containers]
    first, sidecars = Decimal(0), Decimal(0)
    named = any(each is not None for each in run)
    for each in spec.init_containers:
        asked = _asked(each, side, resource)
        named = named or asked is not None
        first = max(first, sidecars + (asked or Decimal(0)))
        if each.restart_policy == "Always":
            sidecars += asked or Decimal(0)
    total = sum((each or Decimal(0) for each in run), sidecars)
    return max(total, first) if named else None


def _asked(container: Container, side: Side, resource: str) -> Decimal | None:
    """Requests that are not named are the limits (SetDefaults_Pod, v1.36)."""
    own = _amount(getattr(container.resources, side), resource)
    if side == "requests" and own is None:
        return _amount(container.resources.limits, resource)
    return own


def _amount(amounts: Amounts, resource: str) -> Decimal | None:
    return quantity(getattr(amounts, RESOURCES[resource]))
