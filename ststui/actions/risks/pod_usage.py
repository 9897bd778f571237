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

COMPUTE = ("cpu", "memory", "ephemeral-storage")
HUGE_PAGES = "hugepages-"
OF_CLASSES = "deviceclass.resource.kubernetes.io/"
"""Devices of a DeviceClass, named as if they were extended resources."""
SIDES: tuple[Side, ...] = ("requests", "limits")
MUST_BE_NAMED = ("cpu", "memory")
"""Where a quota counts them, each container has to name them (Constraints)."""


def usage(spec: PodSpec) -> Usage:
    """What a new pod counts for."""
    found = dict.fromkeys(PLACES, Decimal(1))
    for resource in _named(spec):
        needs, most = effective(spec, resource)
        over = amount_of(spec.overhead, resource) or Decimal(0)
        requests = (needs or Decimal(0)) + over
        if resource in COMPUTE or resource.startswith(HUGE_PAGES):
            found[resource] = found[f"requests.{resource}"] = requests
        elif _extended(resource):
            found[f"requests.{resource}"] = requests
        if resource in COMPUTE and most:
            found[f"limits.{resource}"] = most + over
    return {resource: amount for resource, amount in found.items() if amount}


def of_whole_pods(resource: str) -> bool:
    """Whether a whole pod may name it (IsSupportedPodLevelResource, component-helpers v0.36)."""
    return resource in {"cpu", "memory"} or resource.startswith(HUGE_PAGES)


def _named(spec: PodSpec) -> Iterator[str]:
    """All resources that anything of the pod names."""
    of = (spec.resources, *(e.resources for e in (*spec.containers, *spec.init_containers)))
    sides = (spec.overhead, *(side for each in of for side in (each.requests, each.limits)))
    yield from dict.fromkeys(resource for side in sides for resource in side)


def _extended(resource: str) -> bool:
    """Of a vendor, or a device: IsDRAExtendedResourceName (pkg/scheduler/util, v1.36.3)."""
    native = "/" not in resource or "kubernetes.io/" in resource
    return resource.startswith(OF_CLASSES) or not (native or resource.startswith("requests."))


def usage_of(pod: Pod, *, now: datetime) -> Usage:
    """What a pod that is there counts for; only its place among all where it has ended.

    That it has where its grace period is over twice: the deletionTimestamp is the end of it, and
    QuotaV1Pod adds it again.
    """
    ended = pod.ended
    deleted, grace = pod.metadata.deletion_timestamp, pod.metadata.deletion_grace_period_seconds
    if deleted is not None and grace is not None:
        ended = ended or now > deleted + timedelta(seconds=grace)
    return {PLACES[1]: Decimal(1)} if ended else usage(pod.spec)


def unnamed(spec: PodSpec, resources: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
    """Resources of a quota that containers have to name and do not, and those containers.

    Where the pod itself names what it needs they need not (gate PodLevelResources, on since 1.34).
    """
    whole = (*spec.resources.requests, *spec.resources.limits)
    if any(of_whole_pods(each) for each in whole):
        return
    for side in SIDES:
        for resource in MUST_BE_NAMED:
            named = {f"{side}.{resource}", *((resource,) if side == "requests" else ())}
            lack = [
                each.name
                for each in (*spec.containers, *spec.init_containers)
                if asked(each, side, resource) is None
            ]
            if lack:
                yield from ((each, lack) for each in sorted(named & resources))


def effective(spec: PodSpec, resource: str) -> tuple[Decimal | None, Decimal | None]:
    """Requests and limits of the whole pod: its own, else those of its containers together.

    None where nothing names it.
    """
    requests, limits = (_together(spec, side, resource) for side in SIDES)
    if not of_whole_pods(resource):
        return requests, limits
    most = amount_of(spec.resources.limits, resource)
    own = amount_of(spec.resources.requests, resource)
    if own is None and requests is None:
        own = most  # defaultPodRequests (pkg/apis/core/v1/defaults.go, v1.36)
    return requests if own is None else own, limits if most is None else most


def _together(spec: PodSpec, side: Side, resource: str) -> Decimal | None:
    """The containers' together with the sidecars', or more if an init container needs more.

    An init container runs beside the sidecars before it (component-helpers v0.36,
    resource/helpers.go). None where no container names it.
    """
    run = [asked(each, side, resource) for each in spec.containers]
    first, sidecars = Decimal(0), Decimal(0)
    named = any(each is not None for each in run)
    for each in spec.init_containers:
        amount = asked(each, side, resource)
        named = named or amount is not None
        first = max(first, sidecars + (amount or Decimal(0)))
        if each.restart_policy == "Always":
            sidecars += amount or Decimal(0)
    total = sum((each or Decimal(0) for each in run), sidecars)
    return max(total, first) if named else None


def asked(container: Container, side: Side, resource: str) -> Decimal | None:
    """Requests that are not named are the limits (SetDefaults_Pod, v1.36)."""
    own = amount_of(getattr(container.resources, side), resource)
    if side == "requests" and own is None:
        return amount_of(container.resources.limits, resource)
    return own


def amount_of(amounts: Amounts, resource: str) -> Decimal | None:
    """How much; None where it is not named."""
    found = amounts.get(resource)
    return None if found is None else quantity(str(found))
