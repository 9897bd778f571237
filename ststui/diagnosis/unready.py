"""Since when a pod keeps waiting whoever waits for it to be Ready or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model import Pod


def unready_since(pod: Pod) -> datetime | None:
    """The moment from which a pod that is not Ready, or is to go, is late; None when not known.

    One that is being deleted may still be Ready, and has been so for long: it is late from the end
    of its grace period on, which its deletionTimestamp is.
    """
    if pod.terminating:
        return pod.metadata.deletion_timestamp
    ready = pod.ready_condition
    return (ready and ready.last_transition_time) or pod.metadata.creation_timestamp
