"""What containers find on their node: images, addresses, DNS, somebody who records events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import at, name_of, namespace_of, uid_of
from ststui.demo.names import resolves_from

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.container_life import Life
    from ststui.demo.fields import Json


class Nodes:
    """Addresses and images of all nodes."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._images: set[tuple[str, str]] = set()
        self._taken: dict[str, str] = {}
        self._next = 1

    def address(self, pod: Json) -> str:
        """The address a pod has, or gets now; never one that was used just before."""
        if at(pod, "spec", "hostNetwork"):
            return self.node_address(pod)
        uid = uid_of(pod)
        if uid not in self._taken:
            self._next += 1
            number = self._next
            self._taken[uid] = (
                f"10.{244 + number // 64516 % 8}.{number // 254 % 254}.{number % 254 + 1}"
            )
        return self._taken[uid]

    def free(self, pod: Json) -> None:
        """Take back a pod's address."""
        self._taken.pop(uid_of(pod), None)

    def node_address(self, pod: Json) -> str:
        """The address of a pod's node."""
        node = self._cluster.store.get(kinds.NODES, "", at(pod, "spec", "nodeName", default=""))
        for item in at(node, "status", "addresses", default=()):
            if item["type"] == "InternalIP":
                return str(item["address"])
        return "127.0.0.1"

    def has_image(self, node: str, image: str) -> bool:
        """Whether a node has an image."""
        return (node, image) in self._images

    def keep_image(self, node: str, image: str) -> None:
        """Note that a node has an image."""
        self._images.add((node, image))


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSurroundings:
    """One container's view of its node."""

    cluster: Cluster
    nodes: Nodes
    pod: Json
    init: bool
    life: Life

    def say(self, severity: str, reason: str, message: str) -> None:
        """Record an event about the container."""
        part = "initContainers" if self.init else "containers"
        field = f"spec.{part}{{{self.life.name}}}"
        recorder = self.cluster.recorder
        record = recorder.normal if severity == "Normal" else recorder.warning
        record(self.pod, reason, message, by="kubelet", field=field)

    def has_image(self, image: str) -> bool:
        """Whether the node has an image."""
        return self.nodes.has_image(self.pod["spec"]["nodeName"], image)

    def keep_image(self, image: str) -> None:
        """Note that the node has an image now."""
        self.nodes.keep_image(self.pod["spec"]["nodeName"], image)

    def resolves(self, name: str) -> bool:
        """Whether the cluster's DNS answers a name asked from this pod."""
        return resolves_from(self.cluster.store, namespace_of(self.pod), name)

    def new_id(self) -> str:
        """A container id."""
        return f"containerd://{self.cluster.registry.new_uid().replace('-', '') * 2}"

    def pod_text(self) -> str:
        """The pod as the kubelet writes it."""
        return f"{name_of(self.pod)}_{namespace_of(self.pod)}({uid_of(self.pod)})"
