"""Quotas: have they room for the pods that will be made, and for their new claims?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.new_claims import new_claims
from ststui.actions.risks.new_pods import new_pods
from ststui.actions.risks.pod_usage import PLACES, unnamed, usage, usage_of
from ststui.actions.risks.quota_scopes import counts_pod
from ststui.model.ordinal import split_ordinal
from ststui.model.quantity import quantity
from ststui.model.readable import Unreadable
from ststui.wording.counted import counted
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.risks.new_pods import NewPod
    from ststui.actions.risks.pod_usage import Usage
    from ststui.model import Pod
    from ststui.model.quota import ResourceQuota

MOST_NAMES = 6
"""So many names are written one by one."""


@dataclass(frozen=True, slots=True)
class Made:
    """One pod that will be made."""

    name: str
    new: NewPod
    takes: Usage
    frees: Pod | None
    """The pod in whose place it comes."""
    leaves: Usage


def no_room(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    """A quota that has no room for what will be made, or that is not known.

    What a quota counts is that of kubernetes v1.36.3, pkg/quota/v1/evaluator/core: pods with their
    requests and limits, claims with their storage, also by class; of them those of its scopes. A
    pod that comes back takes what it asks for then, and leaves what it takes now.
    """
    made = _made(grounds, foresight)
    if not made:
        return
    quotas = grounds.surroundings.quotas
    if isinstance(quotas, Unreadable):
        new = sum(each.frees is None for each in made)
        if new:
            yield warn(
                "rights",
                f"quotas could not be read ({quotas.why}): whether they have room for "
                f"{counted(new, 'more pod')} is not known",
            )
        return
    for each in quotas.value:
        yield from _of_pods(grounds, each, made)
        for resource, amount in new_claims(grounds, foresight, each).items():
            room = _room(each, resource)
            if room is not None and amount > room:
                yield _short(each, resource, amount, "")


def _made(grounds: Grounds, foresight: Foresight) -> list[Made]:
    """Pods in the order in which they are made; each once, with the pod that makes room for it."""
    of_revision, found = new_pods(grounds, foresight), dict[str, Made]()
    takes: dict[int, Usage] = {}
    for step in foresight.forecast.steps:
        split = split_ordinal(step.pod) if step.verb == "create" and step.pod else None
        if step.pod is None or split is None:
            continue
        new = of_revision(step.revision)
        if id(new) not in takes:
            takes[id(new)] = usage(new.spec)
        frees = grounds.known.pods_by_ordinal.get(split[1])
        leaves = usage_of(frees, now=grounds.now) if frees is not None else {}
        found[step.pod] = Made(step.pod, new, takes[id(new)], frees, leaves)
    return list(found.values())


def _of_pods(grounds: Grounds, quota: ResourceQuota, made: list[Made]) -> Iterator[Caution]:
    """Softly where it is not known whether the quota counts them."""
    counts = {
        id(new): counts_pod(new.spec, quota, admitted=new.admitted)
        for new in {id(each.new): each.new for each in made}.values()
    }
    mine = [each for each in made if counts[id(each.new)] != "no"]
    unsure = next((found for found in counts.values() if found not in {"yes", "no"}), "")
    for each in (*_unnamed(quota, mine), *_lacking(grounds, quota, mine)):
        if not unsure:
            yield each
        else:
            text = f"{each.text}; whether it counts these pods at all is not known: {unsure}"
            yield warn(each.code, text, about=each.about)


def _unnamed(quota: ResourceQuota, made: list[Made]) -> Iterator[Caution]:
    """A quota on processors or memory refuses containers that do not say what they need."""
    hard = frozenset(quota.status.hard)
    for new in {id(each.new): each.new for each in made}.values():
        lack = [f"{what} for {', '.join(names)}" for what, names in unnamed(new.spec, hard)]
        if not lack:
            continue
        pods = [each.name for each in made if each.new is new]
        text = (
            f'quota "{quota.metadata.name}" wants {"; ".join(lack)}, which the template does not '
            f"name: {listed(pods, 'pods', most=MOST_NAMES)} cannot be made, unless a LimitRange "
            "of the namespace names it"
        )
        # It gave nothing to a pod that is there, but may have been made since.
        yield warn("cannot-come-back", text, dangerous=new.admitted, about=quota.metadata.name)
        return


def _lacking(grounds: Grounds, quota: ResourceQuota, made: list[Made]) -> Iterator[Caution]:
    new = [each.name for each in made if each.frees is None]
    again = [each.name for each in made if each.frees is not None]
    counted_now = [_leaves(grounds, quota, each) for each in made]
    for resource in quota.status.hard:
        room = _room(quota, resource)
        most = _most(made, counted_now, resource) if room is not None else None
        if room is None or most is None or most <= room:
            continue
        if resource in PLACES:
            yield _full(quota.metadata.name, int(room), int(most), new, again)
        else:
            yield _short(quota, resource, most, again[0] if again else new[0])


def _most(made: list[Made], leaves: list[Usage], resource: str) -> Decimal | None:
    """How much more than now is used at most, with the pod that is being made; None: no pod is."""
    none = Decimal(0)
    frees = [each.get(resource, none) for each in leaves]
    ends = [each.frees is not None and each.frees.terminating for each in made]
    # Pods that end now are gone before, or soon after; each other goes when its turn comes.
    balance = -sum((free for free, gone in zip(frees, ends, strict=True) if gone), none)
    most: Decimal | None = None
    for each, free, gone in zip(made, frees, ends, strict=True):
        needs = each.takes.get(resource, none)
        balance += needs if gone else needs - free
        if needs:
            most = balance if most is None else max(most, balance)
    return most


def _leaves(grounds: Grounds, quota: ResourceQuota, made: Made) -> Usage:
    """What the quota counts of the pod that goes."""
    if made.frees is None or not quota.spec.requirements:
        return made.leaves
    # Pods drop their affinity when they are decoded.
    affinity = grounds.known.set.spec.template.spec.affinity
    spec = msgspec.structs.replace(made.frees.spec, affinity=affinity)
    return {} if counts_pod(spec, quota, admitted=True) == "no" else made.leaves


def _full(quota: str, room: int, most: int, new: list[str], again: list[str]) -> Caution:
    text = f'quota "{quota}" has room for {counted(max(room, 0), "more pod")}'
    if most > 0:
        text += f", {most} {'is' if most == 1 else 'are'} wanted"
    if most > 0 and new and again:
        text += f": {new[0]} may take the place that {again[0]} frees"
    elif most <= 0 and again:
        text += f" and is exceeded: {again[0]} may not be made again"
    return warn("cannot-come-back", text, dangerous=True, about=quota)


def _short(quota: ResourceQuota, resource: str, amount: Decimal, again: str) -> Caution:
    """Claims, storage, processors, memory: more of them is needed, or too much is used already."""
    hard, used = quota.status.hard[resource], quota.status.used[resource]
    more = f", {_text(amount, resource)} more wanted"
    if amount <= 0:
        more = f": {again} may not be made again" if again else ""
    return warn(
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


def _text(amount: Decimal, resource: str) -> str:
    """An amount as people write it."""
    if "storage" in resource or "memory" in resource or "hugepages" in resource:
        for unit, factor in (("Gi", 1024**3), ("Mi", 1024**2)):
            if amount >= factor:
                return f"{(amount / factor).normalize():f}{unit}"
    return f"{amount.normalize():f}"
