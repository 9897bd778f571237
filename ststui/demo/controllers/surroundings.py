"""What a container's life needs from its node."""

from __future__ import annotations

from typing import Protocol


class Surroundings(Protocol):
    """What a container's life needs from its node."""

    def say(self, severity: str, reason: str, message: str) -> None:
        """Record an event about the container."""

    def has_image(self, image: str) -> bool:
        """Whether the node has an image."""

    def keep_image(self, image: str) -> None:
        """Note that the node has an image now."""

    def resolves(self, name: str) -> bool:
        """Whether the cluster's DNS answers a name."""

    def new_id(self) -> str:
        """A container id."""

    def pod_text(self) -> str:
        """The pod as the kubelet writes it: name_namespace(uid)."""
