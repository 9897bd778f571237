"""An allowed step that is left undone: for how long, as far as anything tells."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from ststui.controller.revisions import unobserved
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ststui.controller.step import Step
    from ststui.model.family import Family
    from ststui.model.stateful_set import StatefulSet

NOTICED: Final = 20
"""Seconds after which it is said: the real controllers act within a second, and were up to 20 s
late where many sets changed at once on a loaded machine (measured, 1.36.3 and 1.37.2)."""
BEHIND: Final = 120
"""Seconds that kube-controller-manager may be behind while it runs: it sends 20 requests a second
by default."""
DEAD: Final = 30
"""Seconds without a heartbeat after which kube-controller-manager does not run: it renews its lease
every 2 s, and loses it after 15 s (component-base/config, v0.36)."""


class Lookout(NamedTuple):
    """What no object of the set tells, and somebody who looked on may know."""

    unchanged_since: datetime | None = None
    """Since when nothing of the set has changed; None after a single look."""
    heartbeat: datetime | None = None
    """When kube-controller-manager renewed its lease last; None where that was not read."""


SINGLE_LOOK: Final = Lookout()
"""Nobody looked on."""


class Undone(NamedTuple):
    """How long a step is left undone; at least one of the two is known."""

    seconds: int | None
    """Since anything of the set changed."""
    silent_seconds: int | None
    """Since the last heartbeat of kube-controller-manager, where it has stopped."""
    looked_on: bool = False
    """Whether somebody looked on meanwhile. After a single look a claim, or another's pod of that
    name, may have gone a moment ago: that wakes no controller and leaves no trace."""


def left_undone(
    family: Family, step: Step | None, *, now: datetime, lookout: Lookout = SINGLE_LOOK
) -> Undone | None:
    """Whether what the controller may do has not been done for a while, the spec not looked at.

    Args:
        family: the set.
        step: its next step.
        now: by the API server's clock.
        lookout: what is known beside the objects.

    Returns:
        For how long; None when the controller has nothing to do, or nothing tells that it is late.
    """
    if step is None or not step.is_due:
        return None
    since = quiet_since(family, unchanged_since=lookout.unchanged_since)
    # A change of the spec wakes the controller: it would have told of it in the status.
    unseen = unobserved(family.set) > 0 and spec_written(family.set) is not None
    told = lookout.unchanged_since is not None or counted(family) or unseen
    seconds = int((now - since).total_seconds()) if since is not None and told else None
    beat = lookout.heartbeat
    silent = int((now - beat).total_seconds()) if beat is not None else None
    undone = Undone(
        seconds=seconds if seconds is not None and seconds >= NOTICED else None,
        silent_seconds=silent if silent is not None and silent > DEAD else None,
        looked_on=lookout.unchanged_since is not None,
    )
    if seconds is not None and undone.seconds is None:
        return None  # it may have been allowed only now
    return undone if (undone.seconds, undone.silent_seconds) != (None, None) else None


def quiet_since(family: Family, *, unchanged_since: datetime | None = None) -> datetime | None:
    """The last moment at which something of a set changed, as far as anything tells.

    A deletion leaves no trace in objects: only who looked on knows of it. Nor does a change of the
    spec that no sync has told of, where nothing tells when it was written.
    """
    stateful_set = family.set
    if unchanged_since is None and unobserved(stateful_set) and spec_written(stateful_set) is None:
        return None
    return max(_moments(family, unchanged_since), default=None)


def spec_written(stateful_set: StatefulSet) -> datetime | None:
    """When the spec was written last; None where nothing tells, as kubectl hides managedFields.

    A write through ``/scale`` is noted without its time (measured, 1.36.3): it may be the last.
    """
    metadata = stateful_set.metadata
    writes = [each.time for each in metadata.managed_fields if each.subresource != "status"]
    timed = [each for each in writes if each is not None]
    if len(timed) < len(writes):
        return None
    known = max(timed, default=None)
    made_so = metadata.generation == 1 or metadata.managed_fields
    return known or (metadata.creation_timestamp if made_so else None)


def counted(family: Family) -> bool:
    """Whether the controller saw the pods as they are, and left it at that.

    It counts them after each sync, also after one that failed (performUpdate,
    stateful_set_control.go, v1.36). Where the numbers are others a pod may have gone a moment ago.
    """
    mine = family.pods_by_ordinal.values()
    ready = sum(each.running_and_ready for each in mine)
    status = family.set.status
    return (status.replicas, status.ready_replicas) == (len(mine), ready)


def _moments(family: Family, unchanged_since: datetime | None) -> Iterator[datetime]:
    metadata = family.set.metadata
    minimum = timedelta(seconds=family.set.spec.min_ready_seconds)
    moments = [metadata.creation_timestamp, *(each.time for each in metadata.managed_fields)]
    for pod in family.pods.value if isinstance(family.pods, Readable) else ():
        moments.append(pod.metadata.creation_timestamp)
        moments += [each.last_transition_time for each in pod.status.conditions]
        ready = pod.ready_condition
        if ready is not None and ready.last_transition_time is not None:
            moments.append(ready.last_transition_time + minimum)
    for claim in family.claims.value if isinstance(family.claims, Readable) else ():
        moments += [claim.metadata.creation_timestamp, claim.metadata.deletion_timestamp]
    yield from (each for each in (*moments, unchanged_since) if each is not None)
