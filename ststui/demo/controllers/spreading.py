"""Topology spread: how evenly a set's pods must lie over zones or nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import at, is_deleting, labels_of, name_of, namespace_of
from ststui.demo.selectors import matches_selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ststui.demo.controllers.placement import NodeView
    from ststui.demo.fields import Json
    from ststui.demo.store import Store

_TEXT = "node(s) didn't match pod topology spread constraints"


def spread_reason(
    pod: Json, view: NodeView, store: Store, all_pods: Callable[[], Iterable[Json]]
) -> tuple[str, bool]:
    """Why a node breaks a pod's spread constraints.

    Args:
        pod: The pod to place.
        view: The node.
        store: The nodes.
        all_pods: Every pod that has a node.

    Returns:
        The reason, empty if the node fits, and whether removing pods would not help.
    """
    for constraint in at(pod, "spec", "topologySpreadConstraints", default=()):
        if constraint.get("whenUnsatisfiable") != "DoNotSchedule":
            continue
        key = constraint["topologyKey"]
        domain = labels_of(view.node).get(key)
        if domain is None:
            return f"{_TEXT} (missing required label)", True
        counts = _counts(pod, constraint, store, all_pods())
        if counts[domain] + 1 - min(counts.values()) > constraint.get("maxSkew", 1):
            return _TEXT, False
    return "", False


def _counts(pod: Json, constraint: Json, store: Store, pods: Iterable[Json]) -> dict[str, int]:
    key = constraint["topologyKey"]
    domains = {
        name_of(node): labels_of(node)[key]
        for node in store.each(kinds.NODES)
        if key in labels_of(node)
    }
    counts = dict.fromkeys(domains.values(), 0)
    for other in pods:
        domain = domains.get(at(other, "spec", "nodeName", default=""))
        if domain is None or namespace_of(other) != namespace_of(pod) or is_deleting(other):
            continue
        if matches_selector(labels_of(other), constraint.get("labelSelector")):
            counts[domain] += 1
    return counts
