"""Expand: more storage for the claims of one template, all ordinals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ststui.actions.draft import if_allowed, stopped, unchanged
from ststui.actions.kubectl import compact, kubectl
from ststui.actions.need import PATCH_CLAIM
from ststui.actions.obstacles import missing_right
from ststui.actions.plan import Plan, impossible
from ststui.actions.request import patch_claim
from ststui.model.ordinal import claim_name
from ststui.model.quantity import quantity
from ststui.model.readable import Readable
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Family, PersistentVolumeClaim


def obstacle(grounds: Grounds) -> str:
    """Why the claims of this set cannot be expanded; empty when they can."""
    return _none(grounds) or missing_right(grounds, PATCH_CLAIM)


def _none(grounds: Grounds) -> str:
    family = grounds.known
    if not family.set.templates:
        return f"{family.name} has no claim templates"
    if not isinstance(family.claims, Readable):
        return f"claims could not be read ({family.claims.why})"
    return ""


def plan_expansion(grounds: Grounds, *, template: str, size: str) -> Plan:
    """Plan to ask for more storage for the claims of a template.

    Args:
        grounds: as things are.
        template: name of the claim template.
        size: a quantity, e.g. `50Gi`.
    """
    family, subject = grounds.known, grounds.set_subject
    title = f"expand {template} of {subject.name} to {size}"
    why = _none(grounds) or _odd(family, template, size)
    stop = stopped(grounds, "expand", title=title, subject=subject, why=why)
    if stop is not None:
        return stop
    claims = tuple(_claims(family, template))
    smaller = tuple(each for each in claims if _asked(each) < (quantity(size) or 0))
    why = _cannot(grounds, claims, smaller, size)
    if why:
        return impossible("expand", title=title, subject=subject, why=why)
    if not smaller:
        return unchanged(
            "expand", title=title, subject=subject, why=f"all claims of {template} ask for {size}"
        )
    body = compact({"spec": {"resources": {"requests": {"storage": size}}}})
    plan = Plan(
        action="expand",
        title=safe(title),
        subject=subject,
        requests=tuple(patch_claim(each, size=size) for each in smaller),
        kubectl=" && ".join(
            kubectl(grounds, "patch", "persistentvolumeclaim", each.metadata.name, "--patch", body)
            for each in smaller
        ),
        details=tuple(_details(grounds, smaller, template=template, size=size)),
    )
    return if_allowed(plan, grounds, PATCH_CLAIM)


def _odd(family: Family, template: str, size: str) -> str:
    wanted = quantity(size)
    if template not in family.set.templates:
        there = ", ".join(family.set.templates)
        return f"{family.name} has no claim template {template}; it has {there}"
    if wanted is None or wanted <= 0:
        return f"{size} is no size; write it as 50Gi"
    return ""


def _claims(family: Family, template: str) -> Iterator[PersistentVolumeClaim]:
    """Claims of the template in the range, in order."""
    for ordinal in family.set.ordinals:
        name = claim_name(template, family.name, ordinal)
        for each in family.claims_by_ordinal.get(ordinal, ()):
            if each.metadata.name == name and not each.terminating:
                yield each


def _asked(claim: PersistentVolumeClaim) -> Decimal:
    return quantity(claim.spec.resources.requests.get("storage", "")) or Decimal(0)


def _cannot(
    grounds: Grounds,
    claims: tuple[PersistentVolumeClaim, ...],
    smaller: tuple[PersistentVolumeClaim, ...],
    size: str,
) -> str:
    if not claims:
        return "there are no such claims"
    wanted = quantity(size) or 0
    larger = [e.metadata.name for e in claims if (quantity(e.size) or 0) > wanted]
    if larger:
        return f"{larger[0]} is larger already: storage cannot shrink"
    loose = [e.metadata.name for e in smaller if e.status.phase != "Bound"]
    if loose:
        return f"{loose[0]} is not Bound: only a bound claim can be expanded"
    classes = grounds.surroundings.storage_classes
    for each in smaller:
        name = each.spec.storage_class_name
        found = classes.value.get(name or "") if isinstance(classes, Readable) else None
        if not name:
            return f"{each.metadata.name} has no storage class: it cannot be expanded"
        if found is not None and not found.allow_volume_expansion:
            return f"storage class {name} does not allow expansion (allowVolumeExpansion)"
    return ""


def _details(
    grounds: Grounds, smaller: tuple[PersistentVolumeClaim, ...], *, template: str, size: str
) -> Iterator[str]:
    for each in smaller:
        before = each.spec.resources.requests.get("storage", "?")
        yield safe(f"{each.metadata.name}: {before} → {size}")
    name = grounds.known.name
    yield safe(
        f"the template {template} of {name} cannot be changed: claims of new ordinals get the old "
        "size, until the set is deleted with --cascade=orphan and made anew"
    )
    yield "storage cannot shrink again; some drivers grow the file system only when a pod restarts"
    if not isinstance(grounds.surroundings.storage_classes, Readable):
        why = grounds.surroundings.storage_classes.why
        yield safe(f"whether the storage class allows it is not known ({why})")
