"""The scenarios by name, with a line about each; their modules are imported when started."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ststui.demo.cluster import Cluster

DEFAULT = "guide"
"""What is played when nothing is asked for."""

SCENARIOS: Mapping[str, str] = MappingProxyType(
    {
        "guide": "A database that comes up in order, and a shop with a bit of everything beside it",
        "scale-up": "A set grows from three to six, one pod after the other",
        "canary": "A new image on the highest ordinal only, held by the partition",
        "deadlock": "Rollouts onto broken revisions, one of them with a template mended in vain",
        "pending": "Pods that wait for a class, a provisioner, a zone, a processor, a quota",
        "dead-node": "A node dies and its pods are Terminating for ever",
        "finalizer": "A pod whose containers ended, held by a finalizer",
        "dns": "Names broken in five layers: Service, address, selector, hostname, server",
        "crash": "Crash loops: configuration, memory, image, settings, init container",
        "primary": "Replicas whose init container waits for a primary that has no name",
        "flapping": "One pod's readiness comes and goes",
        "retained": "Claims kept after a scale-down, of a sleeping set, of a set that is gone",
        "quorum": "Three members of which one crashes, and a budget that allows no more",
        "owned": "Sets steered by an autoscaler, an operator, Helm and Argo CD",
        "thousand": "A namespace with 1,000 ordinals",
        "incident": "Ten minutes in which several of these happen one after the other",
        "large": "10,000 pods at rest in 20 namespaces, for benchmarks",
        "empty": "Nodes, a storage class and DNS; no StatefulSet yet",
    }
)
"""Name to description."""


def builder(name: str) -> Callable[[Cluster], None]:
    """The function that makes a scenario in an empty cluster.

    Raises:
        KeyError: If there is no such scenario.
    """
    if name not in SCENARIOS:
        raise KeyError(name)
    module = import_module(f"ststui.demo.scenarios.{name.replace('-', '_')}")
    build: Callable[[Cluster], None] = module.build
    return build
