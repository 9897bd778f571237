"""What the objects of an example are called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ststui.diagnosis.moments import NOW
from ststui.model import OwnerReference
from ststui.model.metadata import Metadata

NAME: Final = "web"
NAMESPACE: Final = "shop"
CLAIM: Final = "data"
"""The claim template's name."""
NODES: Final = ("node-a", "node-b", "node-c")
"""Of web-0, web-1 and web-2."""
REVISION: Final = "web-7c9f6d5b8"
OLD: Final = "web-5d4c8b7f9"
"""An earlier revision."""
DRIVER: Final = "disk.csi.example.com"
LABELS: Final = {"app": "web"}
SET_OWNER: Final = OwnerReference(
    kind="StatefulSet", name=NAME, uid="uid-set", api_version="apps/v1", controller=True
)
BORN: Final = NOW - timedelta(days=9)


def metadata(name: str, *, uid: str = "", **more: Any) -> Metadata:
    """Metadata of an object of the namespace, nine days old."""
    fields = {"namespace": NAMESPACE, "creation_timestamp": BORN, **more}
    return Metadata(name=name, uid=uid or f"uid-{name}", **fields)
