"""Crash loops: a bad configuration, too little memory, an image that is not there, a bad init."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_SPACE = "production"


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    fails = Behaviour(exit_code=1, exit_seconds=1.5, log=("FATAL: unknown parameter",))
    hungry = Behaviour(exit_code=137, exit_reason="OOMKilled", exit_seconds=40.0, ready_seconds=5.0)
    unconfigured = Behaviour(config_error='configmap "app-settings" not found')
    cluster.behaviours.set_image("example/config:1", fails)
    cluster.behaviours.set_image("example/hungry:1", hungry)
    cluster.behaviours.set_image("example/settings:1", unconfigured)
    cluster.behaviours.set_image("example/migrate:1", Behaviour(exit_code=2, exit_seconds=3.0))
    with cluster.clock.history(900):
        foundation(cluster)
        sets.space(cluster, _SPACE)
        sets.add(cluster, "config", namespace=_SPACE, image="example/config:1")
        sets.add(cluster, "hungry", namespace=_SPACE, image="example/hungry:1", replicas=2)
        sets.add(cluster, "image", namespace=_SPACE, image="example/app:v2-typo")
        sets.add(cluster, "settings", namespace=_SPACE, image="example/settings:1")
        first = manifests.container("migrate", "example/migrate:1")
        sets.add(cluster, "init", namespace=_SPACE, image="a:1", pod={"initContainers": [first]})
