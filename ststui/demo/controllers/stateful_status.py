"""A StatefulSet's status, counted as computeReplicaStatus and its callers do (1.36)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ststui.demo.fields import at, condition, is_deleting, is_ready, labels_of, moment_of

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.fields import Json

HASH_LABEL = "controller-revision-hash"
"""The label with the revision's name."""


def is_running_ready(pod: Json) -> bool:
    """Phase Running and Ready."""
    return at(pod, "status", "phase") == "Running" and is_ready(pod)


def seconds_to_available(pod: Json, min_ready_seconds: int, now: datetime) -> float | None:
    """Seconds until a pod has been Ready long enough; 0 if it has, None if it is not Ready."""
    if not is_ready(pod):
        return None
    since = moment_of(condition(pod, "Ready")["lastTransitionTime"])
    return max(0.0, (since + timedelta(seconds=min_ready_seconds) - now).total_seconds())


def is_available(pod: Json, min_ready_seconds: int, now: datetime) -> bool:
    """Ready for at least so many seconds."""
    return seconds_to_available(pod, min_ready_seconds, now) == 0


def status_of(stored: Json, pods: list[Json], *, current: str, update: str, now: datetime) -> Json:
    """The status of a set with these pods, the promotion of the update revision included.

    Args:
        stored: The set.
        pods: Its pods.
        current: Name of the current revision.
        update: Name of the update revision.
        now: The cluster's moment.

    Returns:
        The status as the API writes it: counts of zero are left out but for two.
    """
    wait = at(stored, "spec", "minReadySeconds", default=0)
    created = [pod for pod in pods if at(pod, "status", "phase")]
    living = [pod for pod in created if not is_deleting(pod)]
    ready = [pod for pod in pods if is_running_ready(pod)]
    hashes = [labels_of(pod).get(HASH_LABEL) for pod in living]
    counts = {
        "readyReplicas": len(ready),
        "currentReplicas": hashes.count(current),
        "updatedReplicas": hashes.count(update),
    }
    if _is_complete(stored, len(created), counts):
        current, counts["currentReplicas"] = update, counts["updatedReplicas"]
    status: Json = {
        "observedGeneration": at(stored, "metadata", "generation", default=1),
        "replicas": len(created),
        **{name: count for name, count in counts.items() if count},
        "currentRevision": current,
        "updateRevision": update,
        "collisionCount": 0,
        "availableReplicas": sum(1 for pod in ready if is_available(pod, wait, now)),
    }
    return status


def _is_complete(stored: Json, replicas: int, counts: dict[str, int]) -> bool:
    """completeRollingUpdate: every pod is updated and Ready, under RollingUpdate only (1.36)."""
    if at(stored, "spec", "updateStrategy", "type") != "RollingUpdate":
        return False
    wanted = at(stored, "spec", "replicas", default=1)
    return bool(counts["updatedReplicas"] == replicas == counts["readyReplicas"] == wanted)
