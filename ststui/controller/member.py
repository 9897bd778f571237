"""A pod as the StatefulSet controller sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from ststui.model.elapsed import seconds_until
from ststui.model.ordinal import pod_name
from ststui.model.pod import POD_NAME_LABEL

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model.pod import Pod


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One pod of a set, at one moment; a Struct, for each step makes one of every pod."""

    name: str
    ordinal: int
    uid: str
    revision: str
    """Label controller-revision-hash: getPodRevision (stateful_set_utils.go, v1.36)."""
    phase: str
    scheduled: bool
    """It has a node."""
    ready: bool
    """Condition Ready is True: IsPodReady (pkg/api/v1/pod/util.go, v1.36)."""
    available: bool
    """Ready for minReadySeconds: IsPodAvailable (ibid.), which does not ask for phase Running."""
    seconds_left: int | None
    """Until a Ready pod is available."""
    terminating: bool
    ends_in: int | None
    """Seconds until the grace period of a terminating pod ends; negative when it is overdue."""
    labelled: bool
    """Name and label are those of the ordinal: identityMatches (stateful_set_utils.go, v1.36)."""
    claim_by_volume: Mapping[str, str]

    @property
    def running_and_ready(self) -> bool:
        """As isRunningAndReady (stateful_set_utils.go, v1.36)."""
        return self.phase == "Running" and self.ready

    @property
    def unavailable(self) -> bool:
        """As isUnavailable (stateful_set_utils.go, v1.36)."""
        return not self.available or self.terminating

    @property
    def ended(self) -> bool:
        """As isFailed or isSucceeded (stateful_set_utils.go, v1.36)."""
        return self.phase in {"Failed", "Succeeded"}


def member(
    pod: Pod, *, ordinal: int, set_name: str, min_ready_seconds: int, now: datetime
) -> Member:
    """See a pod with the controller's eyes.

    A pod that was read was created: an absent phase is the server's default, Pending.
    """
    metadata, condition = pod.metadata, pod.ready_condition
    ready = condition is not None and condition.status == "True"
    left = None
    available = ready
    if ready and condition is not None and min_ready_seconds > 0:
        since = condition.last_transition_time
        counts_from = since + timedelta(seconds=min_ready_seconds) if since else None
        available = counts_from is not None and counts_from <= now
        left = None if available else seconds_until(counts_from, now=now)
    ends, name, labels = metadata.deletion_timestamp, metadata.name, metadata.labels
    return Member(
        name=name,
        ordinal=ordinal,
        uid=metadata.uid,
        revision=pod.revision,
        phase=pod.status.phase or "Pending",
        scheduled=bool(pod.spec.node_name),
        ready=ready,
        available=available,
        seconds_left=left,
        terminating=ends is not None,
        ends_in=None if ends is None else seconds_until(ends, now=now),
        labelled=name == pod_name(set_name, ordinal) and labels.get(POD_NAME_LABEL) == name,
        claim_by_volume={
            volume.name: volume.persistent_volume_claim.claim_name
            for volume in pod.spec.volumes
            if volume.persistent_volume_claim
        },
    )
