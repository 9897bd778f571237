"""VolumeAttachment (storage.k8s.io/v1): which volume is attached to which node."""

from __future__ import annotations

from datetime import datetime

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class AttachedSource(Value, frozen=True):
    """What is attached."""

    persistent_volume_name: str = ""


class AttachmentSpec(Value, frozen=True):
    """What is wanted."""

    attacher: str = ""
    node_name: str = ""
    source: AttachedSource = AttachedSource()


class AttachmentError(Value, frozen=True):
    """The last error of the driver."""

    time: datetime | None = None
    message: str = ""


class AttachmentStatus(Value, frozen=True):
    """How it stands."""

    attached: bool = False
    attach_error: AttachmentError | None = None
    detach_error: AttachmentError | None = None


class VolumeAttachment(Value, frozen=True):
    """An attachment."""

    metadata: Metadata
    spec: AttachmentSpec = AttachmentSpec()
    status: AttachmentStatus = AttachmentStatus()
