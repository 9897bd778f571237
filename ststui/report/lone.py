"""Reports of what has no set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.elapsed import seconds_since
from ststui.model.ordinal import natural
from ststui.report.claim import claim_conditions, claim_state
from ststui.report.pod_state import pod_state
from ststui.report.tree import LoneClaim, LonePod

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ststui.model import PersistentVolumeClaim, Pod


def report_lone_pods(pods: Iterable[Pod], *, context: str, now: datetime) -> tuple[LonePod, ...]:
    """Pods without a set, in natural order."""
    found = []
    for pod in pods:
        state, reason = pod_state(pod)
        found.append(
            LonePod(
                context=context,
                namespace=pod.metadata.namespace,
                name=pod.metadata.name,
                state=state,
                reason=reason,
                node=pod.spec.node_name or None,
                age_seconds=seconds_since(pod.metadata.creation_timestamp, now=now),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.namespace, natural(each.name))))


def report_lone_claims(
    claims: Iterable[PersistentVolumeClaim], *, context: str, now: datetime
) -> tuple[LoneClaim, ...]:
    """Claims without a set, in natural order."""
    found = [
        LoneClaim(
            context=context,
            namespace=claim.metadata.namespace,
            name=claim.metadata.name,
            template="",
            phase=claim.status.phase or None,
            state=claim_state(claim),
            volume=claim.spec.volume_name or None,
            storage_class=claim.spec.storage_class_name,
            capacity=claim.size or None,
            used_fraction=None,  # no pod mounts it, so no kubelet measures it
            conditions=claim_conditions(claim),
            age_seconds=seconds_since(claim.metadata.creation_timestamp, now=now),
        )
        for claim in claims
    ]
    return tuple(sorted(found, key=lambda each: (each.namespace, natural(each.name))))
