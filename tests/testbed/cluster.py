"""What tests need to know of a cluster: the test bed's own, or one that exists already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tests.testbed.kubectl import run_kubectl

if TYPE_CHECKING:
    from pathlib import Path


class Cluster(Protocol):
    """A cluster to test on."""

    @property
    def kubeconfig(self) -> Path:
        """Of a user who may do everything."""

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """Run kubectl as that user and return what it printed."""


@dataclass(frozen=True, slots=True)
class ExistingCluster:
    """The cluster of ``STSTUI_TEST_KUBECONFIG``; tests stay in namespaces they create."""

    kubeconfig: Path

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """Run the kubectl of the machine."""
        return run_kubectl("kubectl", *arguments, kubeconfig=self.kubeconfig, stdin=stdin)
