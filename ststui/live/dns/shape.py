"""What the DNS names of a set depend on, as the API server tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ststui.model import Family


def shape_of(family: Family) -> tuple[Any, ...]:
    """What DNS depends on; equal as long as it must answer the same."""
    pods = tuple(
        (
            ordinal,
            pod.metadata.uid,
            pod.status.pod_ip,
            pod.status.pod_ips,
            pod.status.phase,
            pod.ready_condition.status if pod.ready_condition else "",
            pod.terminating,
        )
        for ordinal, pod in sorted(family.pods_by_ordinal.items())
    )
    return family.set.ordinals, pods, family.services, family.slices
