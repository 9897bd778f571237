"""A claim as the StatefulSet controller sees it: does it exist, is it going, who owns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ststui.model.metadata import OwnerReference

if TYPE_CHECKING:
    from ststui.model.claim import PersistentVolumeClaim


class Claim(msgspec.Struct, frozen=True):
    """A claim that exists."""

    name: str
    terminating: bool
    owners: tuple[OwnerReference, ...]


def claim_seen(claim: PersistentVolumeClaim) -> Claim:
    """See a claim with the controller's eyes."""
    return Claim(
        name=claim.metadata.name,
        terminating=claim.terminating,
        owners=claim.metadata.owner_references,
    )
