"""The embedded cluster: its objects, its clock, its controllers and how its containers behave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.behaviours import Behaviours
from ststui.demo.clock import Clock
from ststui.demo.controllers import start_controllers
from ststui.demo.controllers.loop import wake
from ststui.demo.controllers.recorder import Recorder
from ststui.demo.name_server import NameServers
from ststui.demo.registry.verbs import Registry
from ststui.demo.rights import Rights
from ststui.demo.store import Store

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind


class Cluster:
    """Everything but HTTP. Runs by its clock alone."""

    def __init__(self, *, clock: Clock | None = None, seed: int = 1) -> None:
        """Make an empty cluster.

        Args:
            clock: Its time; one that runs at real speed if None.
            seed: For uids and suffixes.
        """
        self.clock = clock or Clock()
        self.store = Store()
        self.registry = Registry(store=self.store, clock=self.clock, seed=seed)
        self.recorder = Recorder(registry=self.registry)
        self.behaviours = Behaviours()
        self.dead_nodes: set[str] = set()
        """Nodes whose kubelet does nothing any more."""
        self.disk_use: dict[tuple[str, str], float] = {}
        """How full the volumes of claims are, from 0 to 1, by namespace and name."""
        self.load: dict[tuple[str, str], float] = {}
        """The load an autoscaler sees, in replicas it would be right for, by namespace and name."""
        self.rights = Rights()
        self.name_servers = NameServers(self.store)
        self.server_version = (1, 36, 3)
        """The release it behaves as."""
        self._controllers = start_controllers(self)

    def now(self) -> datetime:
        """The cluster's moment."""
        return self.clock.now()

    def stop_node(self, name: str) -> None:
        """Let a node die: its kubelet does nothing any more, and its pods run on unseen."""
        self.dead_nodes.add(name)
        wake(self, self._controllers["node-lifecycle-controller"], ("", name))

    def create(self, kind: Kind, manifest: Json) -> Json:
        """Make an object; for scenarios.

        Raises:
            RefusedError: If the API would refuse it.
        """
        return self.registry.create(kind, manifest)
