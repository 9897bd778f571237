"""Quotas: have they room for the pods that will be made, and for their new claims?"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.quota_scopes import counts_claim, counts_pods
from ststui.model.ordinal import claim_name, split_ordinal
from ststui.model.quantity import quantity
from ststui.model.readable import Readable, Unreadable
from ststui.wording.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ststui.actions.grounds import Grounds
    from ststui.model.pod import Container, PodSpec
    from ststui.model.quota import ResourceQuota
    from ststui.model.stateful_set import ClaimTemplate

PODS = ("pods", "count/pods")
CLAIMS = ("persistentvolumeclaims", "count/persistentvolumeclaims")
STORAGE = "requests.storage"
ENDED = frozenset({"Failed", "Succeeded"})
"""Phases of pods that hold no place any more (QuotaV1Pod)."""


def no_room(
    grounds: Grounds, creates: tuple[str, ...], *, again: tuple[str, ...] = ()
) -> Iterator[Caution]:
    """A quota that has no room for what will be made, or that is not known.

    What a quota counts is that of kubernetes v1.36.3, pkg/quota/v1/evaluator/core: pods with their
    requests and limits, claims with their storage, also by class; of them those of its scopes. A
    pod that ends already frees its place as one does that is replaced.

    Args:
        grounds: as things are.
        creates: pods that are missing now, or end, and will be made.
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
    there = {
        pod.metadata.name
        for pod in grounds.known.pods_by_ordinal.values()
        if pod.status.phase not in ENDED
    }
    new = tuple(each for each in creates if each not in there)
    again = (*again, *(each for each in creates if each in there))
    if not new and not again:
        return
    for each in quotas.value:
        yield from _of_pods(grounds, each, new, again)
        yield from _short(each, _claims(grounds, each, creates), ())


def _of_pods(
    grounds: Grounds, quota: ResourceQuota, new: tuple[str, ...], again: tuple[str, ...]
) -> Iterator[Caution]:
    """Of those that are made new, and of those that only come back; softly where it may not be."""
    counts = counts_pods(grounds, quota)
    if counts == "no":
        return
    amounts = _amounts(grounds, len(new))
    for each in (*_places(quota, new, again), *_short(quota, amounts, again)):
        if counts == "yes":
            yield each
        else:
            unsure = f"{each.text}; whether it counts these pods at all is not known: {counts}"
            yield warn(each.code, unsure, about=each.about)


def _places(
    quota: ResourceQuota, new: tuple[str, ...], again: tuple[str, ...]
) -> Iterator[Caution]:
    for resource in PODS:
        room = _room(quota, resource)
        if room is not None and len(new) > room:
            yield _full(quota.metadata.name, int(room), new, again)


def _full(quota: str, room: int, new: tuple[str, ...], again: tuple[str, ...]) -> Caution:
    text = f'quota "{quota}" has room for {counted(max(room, 0), "more pod")}'
    if new:
        text += f", {len(new)} {'is' if len(new) == 1 else 'are'} wanted"
    if new and again:
        text += f": {new[0]} may take the place that {again[0]} frees"
    elif again:
        text += f" and is exceeded: {again[0]} may not be made again"
    return warn("cannot-come-back", text, dangerous=True, about=quota)


def _short(
    quota: ResourceQuota, wanted: Mapping[str, Decimal], again: tuple[str, ...]
) -> Iterator[Caution]:
    """Claims, storage, processors, memory: more of them is needed, or too much is used already."""
    for resource, amount in wanted.items():
        room = _room(quota, resource)
        if room is not None and amount > room:
            hard, used = quota.status.hard[resource], quota.status.used[resource]
            more = f", {_text(amount, resource)} more wanted"
            if not amount:
                more = f": {again[0]} may not be made again" if again else ""
            yield warn(
                "cannot-come-back",
                f'quota "{quota.metadata.name}" has no room for what is made: {resource} '
                f"{used} of {hard} used{more}",
                dangerous=True,
                about=f"{quota.metadata.name} {resource}",
            )


def _room(quota: ResourceQuota, resource: str) -> Decimal | None:
    """What is left; None where the quota does not limit it."""
    hard = quantity(quota.status.hard.get(resource, ""))
    used = quantity(quota.status.used.get(resource, ""))
    return None if hard is None or used is None else hard - used


def _amounts(grounds: Grounds, pods: int) -> dict[str, Decimal]:
    """What so many new pods ask for, beside their places."""
    each = _of_pod(grounds.known.set.spec.template.spec)
    return {resource: amount * pods for resource, amount in each.items() if amount}


def _claims(grounds: Grounds, quota: ResourceQuota, pods: tuple[str, ...]) -> Mapping[str, Decimal]:
    """What the claims take that these pods lack, in all and of their class."""
    family = grounds.known
    wanted: defaultdict[str, Decimal] = defaultdict(Decimal)
    if not isinstance(family.claims, Readable):
        return wanted
    there = {each.metadata.name for each in family.claims.value}
    templates = family.set.spec.volume_claim_templates
    for template in (each for each in templates if counts_claim(each, quota)):
        lacking = [
            pod
            for pod in pods
            if (split := split_ordinal(pod))
            and claim_name(template.metadata.name, *split) not in there
        ]
        for resource, amount in _of_claim(template) if lacking else ():
            wanted[resource] += amount * len(lacking)
    return wanted


def _of_claim(template: ClaimTemplate) -> Iterator[tuple[str, Decimal]]:
    spec, one = template.spec, Decimal(1)
    size = quantity(spec.resources.requests.get("storage", "")) or Decimal(0)
    yield from ((each, one) for each in CLAIMS)
    yield STORAGE, size
    if spec.storage_class_name:
        of_class = f"{spec.storage_class_name}.storageclass.storage.k8s.io"
        yield f"{of_class}/{CLAIMS[0]}", one
        yield f"{of_class}/{STORAGE}", size


def _of_pod(spec: PodSpec) -> dict[str, Decimal]:
    """Requests and limits of one pod.

    Its own; else its containers' together with its sidecars', or the greatest of an init container
    with the sidecars before it, if that is more (component-helpers v0.36, resource/helpers.go).
    """
    found: dict[str, Decimal] = {}
    for resource in ("cpu", "memory"):
        for side in ("requests", "limits"):
            run = sum((_asked(each, side, resource) for each in spec.containers), Decimal(0))
            first, sidecars = Decimal(0), Decimal(0)
            for each in spec.init_containers:
                amount = _asked(each, side, resource)
                first = max(first, sidecars + amount)
                if each.restart_policy == "Always":
                    sidecars += amount
            whole = quantity(getattr(getattr(spec.resources, side), resource))
            found[f"{side}.{resource}"] = max(run + sidecars, first) if whole is None else whole
        found[resource] = found[f"requests.{resource}"]
    return found


def _asked(container: Container, side: str, resource: str) -> Decimal:
    own = getattr(getattr(container.resources, side), resource)
    if side == "requests":
        own = own or getattr(container.resources.limits, resource)
    return quantity(own) or Decimal(0)


def _text(amount: Decimal, resource: str) -> str:
    """An amount as people write it."""
    if resource.endswith(("storage", "memory")):
        for unit, factor in (("Gi", 1024**3), ("Mi", 1024**2)):
            if amount >= factor:
                return f"{(amount / factor).normalize():f}{unit}"
    return f"{amount.normalize():f}"
