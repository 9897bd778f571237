"""Quotas: have they room for the pods that will be made, and for their new claims?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.endings import stays_until
from ststui.actions.risks.new_claims import new_claims
from ststui.actions.risks.pod_usage import PLACES, unnamed, usage_of
from ststui.actions.risks.quota_scopes import counts_pod
from ststui.model.quantity import quantity
from ststui.model.readable import Readable, Unreadable
from ststui.wording.counted import counted
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.risks.made import Made
    from ststui.actions.risks.pod_usage import Usage
    from ststui.model import Pod
    from ststui.model.quota import ResourceQuota

MOST_NAMES = 6
"""So many names are written one by one."""


def no_room(grounds: Grounds, foresight: Foresight, made: list[Made]) -> Iterator[Caution]:
    """A quota that has no room for what will be made, or that is not known.

    What a quota counts is that of kubernetes v1.36.3, pkg/quota/v1/evaluator/core: pods with their
    requests and limits, claims with their storage, also by class; of them those of its scopes. A
    pod that comes back takes what it asks for then, and leaves what it takes now.
    """
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
                yield _short(each, resource, amount)


def _of_pods(grounds: Grounds, quota: ResourceQuota, made: list[Made]) -> Iterator[Caution]:
    """Softly where it is not known whether the quota counts them."""
    counts = {
        id(new): counts_pod(new.spec, quota, admitted=new.admitted, given=new.given)
        for new in {id(each.new): each.new for each in made}.values()
    }
    mine = [each for each in made if counts[id(each.new)] != "no"]
    unsure = next((found for found in counts.values() if found not in {"yes", "no"}), "")
    known = isinstance(grounds.surroundings.limit_ranges, Readable)
    for each in (*_unnamed(quota, mine, ranges_known=known), *_lacking(grounds, quota, mine)):
        if not unsure:
            yield each
        else:
            text = f"{each.text}; whether it counts these pods at all is not known: {unsure}"
            yield warn(each.code, text, about=each.about)


def _unnamed(quota: ResourceQuota, made: list[Made], *, ranges_known: bool) -> Iterator[Caution]:
    """A quota on processors or memory refuses containers that do not say what they need."""
    hard = frozenset(quota.status.hard)
    lacks = {id(each.new): tuple(unnamed(each.new.spec, hard)) for each in made}
    mine = [each for each in made if lacks[id(each.new)]]
    if not mine:
        return
    lack = dict.fromkeys(
        f"{what} for {', '.join(names)}" for each in mine for what, names in lacks[id(each.new)]
    )
    pods = listed((each.name for each in mine), "pods", most=MOST_NAMES)
    wants, about = f'quota "{quota.metadata.name}" wants {"; ".join(lack)}', quota.metadata.name
    if ranges_known:
        text = f"{wants}, which neither the template nor a LimitRange names: {pods} cannot be made"
        yield warn("cannot-come-back", text, dangerous=True, about=about)
        return
    text = (
        f"{wants}, which the template does not name: {pods} cannot be made, unless a LimitRange of "
        "the namespace names it"
    )
    # It gave nothing to a pod that is there, but may have been made since.
    admitted = any(each.new.admitted for each in mine)
    yield warn("cannot-come-back", text, dangerous=admitted, about=about)


def _lacking(grounds: Grounds, quota: ResourceQuota, made: list[Made]) -> Iterator[Caution]:
    if not made:
        return
    new = [each.name for each in made if each.frees is None]
    again = [each.name for each in made if each.frees is not None]
    leaves = [_counted(grounds, quota, each.frees, each.leaves) for each in made]
    ending = _ending(grounds, quota, made)
    none = f"{again[0]} may not be made again" if again else f"{made[0].name} may not be made"
    for resource in quota.status.hard:
        room = _room(quota, resource)
        most = _most(made, leaves, ending, resource) if room is not None else None
        if room is None or most is None or most <= room:
            continue
        if resource in PLACES:
            frees = [e.name for e, left in zip(made, leaves, strict=True) if resource in left]
            take = f"{new[0]} may take the place that {frees[0]} frees" if new and frees else ""
            yield _full(quota.metadata.name, int(room), int(most), none, take)
        else:
            yield _short(quota, resource, most, none)


def _ending(grounds: Grounds, quota: ResourceQuota, made: list[Made]) -> list[Usage]:
    """What pods leave that end now by themselves, and in whose place none is made."""
    again = {each.name for each in made}
    return [
        _counted(grounds, quota, pod, usage_of(pod, now=grounds.now))
        for pod in grounds.known.pods_by_ordinal.values()
        if pod.terminating and pod.metadata.name not in again and not stays_until(grounds, pod)
    ]


def _most(
    made: list[Made], leaves: list[Usage], ending: list[Usage], resource: str
) -> Decimal | None:
    """How much more than now is used at most, with the pod that is being made; None: no pod is."""
    none = Decimal(0)
    frees = [each.get(resource, none) for each in leaves]
    ends = [each.frees is not None and each.frees.terminating for each in made]
    # Pods that end now are gone before, or soon after; each other goes when its turn comes.
    balance = -sum((free for free, gone in zip(frees, ends, strict=True) if gone), none)
    balance -= sum((each.get(resource, none) for each in ending), none)
    most: Decimal | None = None
    for each, free, gone in zip(made, frees, ends, strict=True):
        needs = each.takes.get(resource, none)
        balance += needs if gone else needs - free
        if needs:
            most = balance if most is None else max(most, balance)
    return most


def _counted(grounds: Grounds, quota: ResourceQuota, pod: Pod | None, leaves: Usage) -> Usage:
    """What the quota counts of a pod that goes."""
    if pod is None or not quota.spec.requirements:
        return leaves
    # Pods drop their affinity when they are decoded.
    affinity = grounds.known.set.spec.template.spec.affinity
    spec = msgspec.structs.replace(pod.spec, affinity=affinity)
    return {} if counts_pod(spec, quota, admitted=True, given=True) == "no" else leaves


def _full(quota: str, room: int, most: int, none: str, take: str) -> Caution:
    """No place is left.

    Args:
        quota: its name.
        room: for so many there is one.
        most: so many are wanted.
        none: what may not be, where more is used already than there may be.
        take: who may take whose place.
    """
    text = f'quota "{quota}" has room for {counted(max(room, 0), "more pod")}'
    if most > 0:
        text += f", {most} {'is' if most == 1 else 'are'} wanted"
    if most > 0 and take:
        text += f": {take}"
    elif most <= 0:
        text += f" and is exceeded: {none}"
    return warn("cannot-come-back", text, dangerous=True, about=quota)


def _short(quota: ResourceQuota, resource: str, amount: Decimal, none: str = "") -> Caution:
    """Claims, storage, processors, memory: more of them is needed, or too much is used already."""
    hard, used = quota.status.hard[resource], quota.status.used[resource]
    more = f", {_text(amount, resource)} more wanted"
    if amount <= 0:
        more = f": {none}" if none else ""
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
