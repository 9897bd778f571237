"""How a controller runs: changes name keys, and each key is synced once, by the clock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.store import Change

Key = tuple[str, str]
"""Namespace and name of what a controller works on."""


class Controller(Protocol):
    """Reacts to changes by bringing one thing at a time to where it should be."""

    name: str
    """Unique among the controllers."""

    def keys(self, change: Change) -> Iterable[Key]:
        """What has to be looked at after a change."""

    def sync(self, key: Key) -> None:
        """Look at one thing and do what is to be done now."""


def run_on_changes(cluster: Cluster, controller: Controller) -> None:
    """Put a controller's keys on the agenda at every change."""

    def listen(change: Change) -> None:
        for key in controller.keys(change):
            wake(cluster, controller, key)

    cluster.store.listen(listen)


def wake(cluster: Cluster, controller: Controller, key: Key, *, seconds: float = 0.0) -> None:
    """Have a key looked at, now or later; the earliest of several wishes counts."""
    cluster.clock.after(seconds, (controller.name, key), partial(controller.sync, key))
