"""What becomes of a claim's data when the claim is deleted."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, LostClaim, warn
from ststui.actions.risks.comeback import MOST_NAMED
from ststui.model.readable import Readable, Unreadable
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import PersistentVolumeClaim

DELETING = frozenset({"Delete", "Recycle"})
"""Reclaim policies that end the data (core/v1 PersistentVolumeReclaimPolicy)."""


def lost_claims(grounds: Grounds, names: Iterable[str]) -> tuple[LostClaim, ...]:
    """Claims of the family, or the one the action is about, as they would be deleted."""
    known = _known(grounds)
    return tuple(
        lost(grounds, known[each]) if each in known else LostClaim(each, None, None, None)
        for each in names
    )


def _known(grounds: Grounds) -> dict[str, PersistentVolumeClaim]:
    claims = grounds.family.claims if grounds.family is not None else None
    known = {e.metadata.name: e for e in (claims.value if isinstance(claims, Readable) else ())}
    if grounds.claim is not None:
        known[grounds.claim.metadata.name] = grounds.claim
    return known


def lost(grounds: Grounds, claim: PersistentVolumeClaim) -> LostClaim:
    """A claim as it would be deleted; without a volume there is no data.

    A volume that is being deleted is held only while it is bound (finalizer pv-protection,
    pkg/controller/volume/pvprotection, v1.36): it goes with the claim, and only the disk is left
    where the policy is Retain.
    """
    name, uid, volume = claim.metadata.name, claim.metadata.uid, claim.spec.volume_name
    if not volume:
        return LostClaim(name, None, None, data_lost=False, uid=uid)
    volumes = grounds.volumes
    found = volumes.value.get(volume) if isinstance(volumes, Readable) else None
    if found is None:
        return LostClaim(name, volume, None, data_lost=None, uid=uid)
    policy = found.spec.persistent_volume_reclaim_policy
    going = found.metadata.deletion_timestamp is not None
    lost = True if policy in DELETING else None if going else False
    return LostClaim(name, volume, policy, data_lost=lost, uid=uid, volume_going=going)


def claim_warnings(grounds: Grounds, claims: tuple[LostClaim, ...]) -> Iterator[Caution]:
    """What has to be said of claims that are deleted."""
    if not claims:
        return
    kept = [each for each in claims if each.data_lost is False]
    gone = [each for each in claims if each.data_lost is True]
    unknown = [each for each in claims if each.data_lost is None and not each.volume_going]
    unled = [each for each in claims if each.data_lost is None and each.volume_going]
    if kept:
        yield warn(
            "claims-deleted",
            f"deletes {_names(kept)}; the data stays on the volume where there is one, but a new "
            "claim does not get it by itself",
        )
    if gone:
        volumes = listed(each.volume or "?" for each in gone)
        yield warn(
            "data-lost",
            f"deletes {_names(gone)} and the data with it: reclaim policy Delete of {volumes}",
            dangerous=True,
            about="data",  # which claims go is compared by itself
        )
    if unled:
        yield warn("data-lost", _unled(unled), dangerous=True, about="volume-going")
    if unknown:
        why = grounds.volumes.why if isinstance(grounds.volumes, Unreadable) else "not found"
        yield warn(
            "data-lost",
            f"deletes {_names(unknown)}; whether the data stays is not known: its volume could "
            f"not be read ({why})",
            dangerous=True,
            about="data",
        )
    yield from _already(grounds, claims)
    yield from _held(grounds, claims)


def _already(grounds: Grounds, claims: tuple[LostClaim, ...]) -> Iterator[Caution]:
    """Those that somebody deleted before, so that they go with the pod that mounts them.

    Until then finalizer pvc-protection keeps them (pkg/controller/volume/pvcprotection, v1.36).
    """
    known = _known(grounds)
    deleted = (known[each.name] for each in claims if each.name in known)
    going = [each.metadata.name for each in deleted if each.terminating and not each.holders]
    if going:
        names = listed(going, "claims", most=MOST_NAMED)
        goes = "goes as soon as its pod stops" if len(going) == 1 else "go as their pods stop"
        yield warn("claims-deleted", f"{names}, deleted by somebody before, {goes}, for any reason")


def _unled(claims: list[LostClaim]) -> str:
    """Whose volumes go with them: nobody finds the disk any more, if it stays."""
    volumes = listed(each.volume or "?" for each in claims)
    if len(claims) == 1:
        go = f"volume {volumes} is being deleted too and goes with its claim, whatever its"
    else:
        go = f"volumes {volumes} are being deleted too and go with their claims, whatever their"
    return (
        f"deletes {_names(claims)}; {go} reclaim policy: the disk may stay, but nothing in the "
        "cluster leads to it any more"
    )


def _held(grounds: Grounds, claims: tuple[LostClaim, ...]) -> Iterator[Caution]:
    """Those that others hold, some of them written one by one."""
    known = _known(grounds)
    deleted = (known[each.name] for each in claims if each.name in known)
    for claim in islice((each for each in deleted if each.holders), MOST_NAMED):
        yield warn(
            "claims-deleted",
            f"{claim.metadata.name} has finalizers ({', '.join(claim.holders)}): it stays "
            "Terminating, and its volume with it, until who set them takes them off",
        )


def unknown_claims(grounds: Grounds, *, may_delete: bool = False) -> Iterator[Caution]:
    """What has to be said where claims could not be read.

    Args:
        grounds: as things are.
        may_delete: whether claims, if there are any, are deleted.
    """
    family = grounds.known
    if isinstance(family.claims, Readable):
        return
    if may_delete:
        yield warn(
            "data-lost",
            f"claims may be deleted with their data: they could not be read ({family.claims.why})",
            dangerous=True,
            about="claims not read",
        )
    elif family.set.templates:
        yield warn(
            "rights",
            f"claims could not be read ({family.claims.why}): which are there, what becomes of "
            "them, and whether a volume ties a pod to a node is not known",
        )


def _names(claims: list[LostClaim]) -> str:
    return listed(each.name for each in claims)
