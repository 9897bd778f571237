"""Trouble that a later event of the same pod shows to be over.

The kubelet sets a pod up in one order: network, volumes, sandbox, images, containers (SyncPod of
pkg/kubelet/kubelet.go and kuberuntime_manager.go, v1.36.3; reasons in pkg/kubelet/events/event.go).
So an event of an image tells that all before it went well in the end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from ststui.model import Event

BEFORE_IMAGES: Final = frozenset(
    {
        "NetworkNotReady",
        "FailedAttachVolume",
        "FailedMount",
        "FailedMapVolume",
        "VolumePermissionChangeInProgress",
        "FailedCreatePodSandBox",
    }
)
"""Reasons of trouble that comes before any image is looked at."""
_OF_IMAGES: Final = frozenset(
    {"Pulling", "Pulled", "BackOff", "InspectFailed", "ErrImageNeverPull", "Created", "Started"}
)
# Not "Failed": the kubelet says that also of the pod's directories, which come first.
_ATTACHED: Final = "SuccessfulAttachVolume"
_VOLUME: Final = re.compile(r"volume \"([^\"]+)\"")


def overcome(event: Event, later: Collection[Event]) -> bool:
    """Whether events that came after one tell that its trouble is over.

    Args:
        event: of a pod.
        later: events of the same pod, by uid, that are newer.
    """
    if event.reason not in BEFORE_IMAGES:
        return False
    if any(each.reason in _OF_IMAGES for each in later):
        return True
    about = _VOLUME.search(event.message) if event.reason == "FailedAttachVolume" else None
    return about is not None and any(
        each.reason == _ATTACHED and about[0] in each.message for each in later
    )
