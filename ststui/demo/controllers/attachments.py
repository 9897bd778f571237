"""VolumeAttachments: which volume is attached to which node, and who still holds it."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.loop import wake
from ststui.demo.controllers.volume_fit import claim_names
from ststui.demo.fields import at, name_of, namespace_of, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

_DETACH_SECONDS = 1.0
"""From the end of the last pod that used a volume until it is detached."""


class Attachments:
    """Attaches volumes of CSI drivers where pods are, and detaches them afterwards.

    Keys are a node and a volume.
    """

    name = "attachdetach-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._users: dict[Key, set[Key]] = {}

    def keys(self, change: Change) -> Iterable[Key]:
        """Volumes of a pod that got a node or went."""
        if change.kind is not kinds.PODS:
            return ()
        node = at(change.new, "spec", "nodeName")
        if not node:
            return ()
        pod = (namespace_of(change.new), name_of(change.new))
        if change.verb == "DELETED":
            for key in self._volumes(change.new, node):
                self._users.get(key, set()).discard(pod)
                wake(self._cluster, self, key, seconds=_DETACH_SECONDS)
            return ()
        if change.old is not None and at(change.old, "spec", "nodeName"):
            return ()
        found = tuple(self._volumes(change.new, node))
        for key in found:
            self._users.setdefault(key, set()).add(pod)
        return found

    def _volumes(self, pod: Json, node: str) -> Iterator[Key]:
        for name in claim_names(pod):
            claim = self._cluster.store.get(kinds.CLAIMS, namespace_of(pod), name)
            volume = at(claim, "spec", "volumeName")
            if volume:
                yield node, volume

    def sync(self, key: Key) -> None:
        """Attach or detach one volume."""
        node, volume = key
        number = zlib.crc32(f"{volume}/{node}".encode())
        name = f"csi-{number:08x}"
        held = self._cluster.store.get(kinds.ATTACHMENTS, "", name)
        if not self._users.get(key):
            self._users.pop(key, None)
            if held is not None and node not in self._cluster.dead_nodes:
                self._cluster.store.remove(kinds.ATTACHMENTS, "", name)
            return
        stored = self._cluster.store.get(kinds.VOLUMES, "", volume)
        driver = at(stored, "spec", "csi", "driver")
        if held is not None or driver is None:
            return
        self._cluster.store.put(
            kinds.ATTACHMENTS,
            {
                "apiVersion": "storage.k8s.io/v1",
                "kind": "VolumeAttachment",
                "metadata": {
                    "name": name,
                    "uid": self._cluster.registry.new_uid(),
                    "creationTimestamp": stamp(self._cluster.now()),
                    "finalizers": [f"external-attacher/{driver}"],
                },
                "spec": {
                    "attacher": driver,
                    "nodeName": node,
                    "source": {"persistentVolumeName": volume},
                },
                "status": {"attached": True},
            },
        )
