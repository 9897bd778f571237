"""Quotas: have they room for the pods that will be made, and for their new claims?"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.model.ordinal import claim_name, split_ordinal
from ststui.model.quantity import quantity
from ststui.model.readable import Readable, Unreadable
from ststui.wording.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from ststui.actions.grounds import Grounds
    from ststui.model.pod import PodSpec
    from ststui.model.quota import ResourceQuota
    from ststui.model.stateful_set import StatefulSet

PODS = ("pods", "count/pods")
CLAIMS = ("persistentvolumeclaims", "count/persistentvolumeclaims")
STORAGE = "requests.storage"


def no_room(
    grounds: Grounds, creates: tuple[str, ...], *, again: tuple[str, ...] = ()
) -> Iterator[Caution]:
    """A quota that has no room for what will be made, or that is not known.

    What a quota counts is that of kubernetes v1.36.3, pkg/quota/v1/evaluator/core: pods with their
    requests and limits, claims with their storage, also by class. Scopes are not looked at: a
    quota for some pods only may have room where it is said to have none.

    Args:
        grounds: as things are.
        creates: pods that are missing now and will be made.
        again: pods that go and are to come back, each in the place that it frees.
    """
    quotas = grounds.surroundings.quotas
    if isinstance(quotas, Unreadable):
        if creates:
            yield warn(
                "rights",
                f"quotas could not be read ({quotas.why}): whether they have room for "
                f"{counted(len(creates), 'more pod')} is not known",
            )
        return
    if not creates and not again:
        return
    wanted = _wanted(grounds, creates)
    for each in quotas.value:
        yield from _pods(each, creates, again)
        yield from _others(each, wanted)


def _pods(
    quota: ResourceQuota, creates: tuple[str, ...], again: tuple[str, ...]
) -> Iterator[Caution]:
    for resource in PODS:
        room = _room(quota, resource)
        if room is not None and len(creates) > room:
            yield _full(quota.metadata.name, int(room), creates, again)


def _full(quota: str, room: int, creates: tuple[str, ...], again: tuple[str, ...]) -> Caution:
    text = f'quota "{quota}" has room for {counted(max(room, 0), "more pod")}'
    if creates:
        text += f", {len(creates)} {'is' if len(creates) == 1 else 'are'} wanted"
    if creates and again:
        text += f": {creates[0]} may take the place that {again[0]} frees"
    elif again:
        text += f" and is exceeded: {again[0]} may not be made again"
    return warn("cannot-come-back", text, dangerous=True, about=quota)


def _others(quota: ResourceQuota, wanted: Mapping[str, Decimal]) -> Iterator[Caution]:
    """Claims, storage, processors and memory, as far as more of them is needed."""
    for resource, amount in wanted.items():
        room = _room(quota, resource)
        if room is not None and amount > room:
            hard, used = quota.status.hard[resource], quota.status.used[resource]
            yield warn(
                "cannot-come-back",
                f'quota "{quota.metadata.name}" has no room for what is made: {resource} '
                f"{used} of {hard} used, {_text(amount, resource)} more wanted",
                dangerous=True,
                about=f"{quota.metadata.name} {resource}",
            )


def _room(quota: ResourceQuota, resource: str) -> Decimal | None:
    """What is left; None where the quota does not limit it."""
    hard = quantity(quota.status.hard.get(resource, ""))
    used = quantity(quota.status.used.get(resource, ""))
    return None if hard is None or used is None else hard - used


def _wanted(grounds: Grounds, creates: tuple[str, ...]) -> dict[str, Decimal]:
    """What is needed for pods that are missing now, beside their number."""
    family = grounds.known
    wanted: defaultdict[str, Decimal] = defaultdict(Decimal)
    for resource, amount in _of_pod(family.set.spec.template.spec).items():
        wanted[resource] = amount * len(creates)
    if isinstance(family.claims, Readable):
        there = {each.metadata.name for each in family.claims.value}
        for pod in creates:
            for resource, amount in _of_claims(family.set, pod, there):
                wanted[resource] += amount
    return wanted


def _of_claims(
    stateful_set: StatefulSet, pod: str, there: AbstractSet[str]
) -> Iterator[tuple[str, Decimal]]:
    """What the claims that a pod lacks take, in all and of their class."""
    split, one = split_ordinal(pod), Decimal(1)
    for template in stateful_set.spec.volume_claim_templates if split else ():
        if split is None or claim_name(template.metadata.name, split[0], split[1]) in there:
            continue
        spec = template.spec
        size = quantity(spec.resources.requests.get("storage", "")) or Decimal(0)
        yield from ((each, one) for each in CLAIMS)
        yield STORAGE, size
        if spec.storage_class_name:
            of_class = f"{spec.storage_class_name}.storageclass.storage.k8s.io"
            yield f"{of_class}/{CLAIMS[0]}", one
            yield f"{of_class}/{STORAGE}", size


def _of_pod(spec: PodSpec) -> dict[str, Decimal]:
    """Requests and limits of one pod: its containers together, or its greatest init container.

    Sidecars count with the containers (component-helpers v0.36, resource/helpers.go).
    """
    found: dict[str, Decimal] = {}
    for resource in ("cpu", "memory"):
        for side in ("requests", "limits"):
            run, first = Decimal(0), Decimal(0)
            for each in (*spec.containers, *spec.init_containers):
                own = getattr(getattr(each.resources, side), resource)
                if side == "requests":
                    own = own or getattr(each.resources.limits, resource)
                amount = quantity(own) or Decimal(0)
                if each in spec.init_containers and each.restart_policy != "Always":
                    first = max(first, amount)
                else:
                    run += amount
            found[f"{side}.{resource}"] = max(run, first)
        found[resource] = found[f"requests.{resource}"]
    return found


def _text(amount: Decimal, resource: str) -> str:
    """An amount as people write it."""
    if resource.endswith(("storage", "memory")):
        for unit, factor in (("Gi", 1024**3), ("Mi", 1024**2)):
            if amount >= factor:
                return f"{(amount / factor).normalize():f}{unit}"
    return f"{amount.normalize():f}"
