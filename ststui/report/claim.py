"""The claims of an ordinal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.model import Readable, Unreadable
from ststui.model.ordinal import claim_name
from ststui.report.shape import Shape

if TYPE_CHECKING:
    from ststui.model import Family, PersistentVolumeClaim
    from ststui.model.usage import VolumeUsage

ClaimState = Literal["bound", "pending", "missing", "terminating", "lost"]
"""Closed set; missing: the template asks for it and there is none."""

_BY_PHASE: dict[str, ClaimState] = {"Bound": "bound", "Pending": "pending", "Lost": "lost"}


class ClaimReport(Shape, frozen=True):
    """One claim."""

    name: str
    template: str
    phase: str | None
    """Kubernetes' own word; null when the claim is missing."""
    state: ClaimState
    volume: str | None
    storage_class: str | None
    capacity: str | None
    """A quantity, e.g. ``50Gi``: what it has, or asks for until it is bound."""
    used_fraction: float | None
    """0 to 1 with three digits, of bytes or inodes, whichever is fuller, as the kubelet says; null
    when it was not asked or does not tell."""
    conditions: tuple[str, ...]
    """Types of the conditions that hold, e.g. ``FileSystemResizePending``."""


def claim_state(claim: PersistentVolumeClaim) -> ClaimState:
    """The state of a claim that exists."""
    if claim.terminating:
        return "terminating"
    return _BY_PHASE.get(claim.status.phase, "pending")


def claim_conditions(claim: PersistentVolumeClaim) -> tuple[str, ...]:
    """Types of the conditions that hold."""
    return tuple(each.type for each in claim.status.conditions if each.status == "True")


def report_claim(
    claim: PersistentVolumeClaim, *, template: str, usage: VolumeUsage | None = None
) -> ClaimReport:
    """A claim that exists.

    Args:
        claim: the claim.
        template: the name of its template; empty when it is not known.
        usage: how full it is; None when nobody told.
    """
    full = usage.fraction if usage is not None else None
    return ClaimReport(
        name=claim.metadata.name,
        template=template,
        phase=claim.status.phase or None,
        state=claim_state(claim),
        volume=claim.spec.volume_name or None,
        storage_class=claim.spec.storage_class_name,
        capacity=claim.size or None,
        used_fraction=None if full is None else round(full, 3),
        conditions=claim_conditions(claim),
    )


def report_claims(family: Family, ordinal: int, *, wanted: bool) -> tuple[ClaimReport, ...] | None:
    """Claims of an ordinal: one for each template where ``wanted``, and all that exist.

    None when claims could not be read.
    """
    if isinstance(family.claims, Unreadable):
        return None
    found = family.claims_of(ordinal)
    # Of a volume that no pod mounts nobody measures how full it is: what was told last is old.
    mounted = isinstance(family.usage, Readable) and ordinal in family.pods_by_ordinal
    usage = family.usage.value if mounted and isinstance(family.usage, Readable) else {}
    reports = [
        report_claim(claim, template=template, usage=usage.get(claim.metadata.name))
        for template, claim in found.items()
    ]
    if wanted:
        reports.extend(
            _missing(claim_name(template, family.name, ordinal), template)
            for template in family.set.templates
            if template not in found
        )
    return tuple(reports)


def _missing(name: str, template: str) -> ClaimReport:
    return ClaimReport(
        name=name,
        template=template,
        phase=None,
        state="missing",
        volume=None,
        storage_class=None,
        capacity=None,
        used_fraction=None,
        conditions=(),
    )
