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
