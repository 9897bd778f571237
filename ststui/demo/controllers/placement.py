"""Which nodes can take a pod, and why the others cannot, in the scheduler's words (1.36)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.spreading import spread_reason
from ststui.demo.controllers.volume_fit import volume_reason
from ststui.demo.fields import at, is_deleting, labels_of, name_of, namespace_of
from ststui.demo.registry.quantities import amount
from ststui.demo.selectors import matches_selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from ststui.demo.fields import Json
    from ststui.demo.store import Store

HOSTNAME = "kubernetes.io/hostname"
"""The label every node has its own value of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeView:
    """A node with the pods on it."""

    node: Json
    """The node."""
    pods: tuple[Json, ...]
    """Its pods that have not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Why a node cannot take a pod."""

    reasons: tuple[str, ...]
    """In the scheduler's words."""
    helpless: bool
    """Whether removing other pods would not help either."""


def requests(pod: Json, unit: str) -> Decimal:
    """What a pod asks of a resource, in its base unit."""
    containers = at(pod, "spec", "containers", default=[])
    first = at(pod, "spec", "initContainers", default=[])
    total = sum((_asked(item, unit) for item in containers), amount(0))
    return max([total, *(_asked(item, unit) for item in first)])


def _asked(container: Json, unit: str) -> Decimal:
    return amount(at(container, "resources", "requests", unit, default="0"))


def tolerates(pod: Json, taint: Json) -> bool:
    """Whether a pod tolerates a taint."""
    for item in at(pod, "spec", "tolerations", default=()):
        if item.get("effect") not in (None, "", taint["effect"]):
            continue
        if item.get("key") not in (None, "", taint["key"]):
            continue
        if item.get("operator") == "Exists" or item.get("value", "") == taint.get("value", ""):
            return True
    return False


def misfit(
    pod: Json, view: NodeView, store: Store, all_pods: Callable[[], Iterable[Json]]
) -> Misfit | None:
    """Why a node cannot take a pod; None if it can.

    Args:
        pod: The pod to place.
        view: The node.
        store: The claims, volumes and nodes.
        all_pods: Every pod that has a node, for the rules about other pods.

    Returns:
        The reasons of the first scheduler plugin that says no, in the default profile's order.
    """
    unresolvable = (
        _unschedulable(pod, view),
        _tainted(pod, view),
        _mismatched(pod, view),
    )
    for reason in unresolvable:
        if reason:
            return Misfit(reasons=(reason,), helpless=True)
    ports = _ports_taken(pod, view)
    if ports:
        return Misfit(reasons=(ports,), helpless=False)
    room = _no_room(pod, view)
    if room:
        return room
    reason, helpless = volume_reason(store, pod, view.node)
    if reason:
        return Misfit(reasons=(reason,), helpless=helpless)
    return _others(pod, view, store, all_pods)


def _unschedulable(pod: Json, view: NodeView) -> str:
    taint = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
    if at(view.node, "spec", "unschedulable") and not tolerates(pod, taint):
        return "node(s) were unschedulable"
    return ""


def _tainted(pod: Json, view: NodeView) -> str:
    for taint in at(view.node, "spec", "taints", default=()):
        if taint["effect"] in ("NoSchedule", "NoExecute") and not tolerates(pod, taint):
            return "node(s) had untolerated taint(s)"
    return ""


def _mismatched(pod: Json, view: NodeView) -> str:
    labels = labels_of(view.node)
    selector: dict[str, str] = at(pod, "spec", "nodeSelector", default={})
    fits = all(labels.get(key) == value for key, value in selector.items())
    affinity = at(
        pod,
        "spec",
        "affinity",
        "nodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
        "nodeSelectorTerms",
    )
    if affinity is not None:
        fits = fits and any(matches_selector(labels, term) for term in affinity)
    return "" if fits else "node(s) didn't match Pod's node affinity/selector"


def _host_ports(pod: Json) -> set[int]:
    return {
        port["hostPort"]
        for container in at(pod, "spec", "containers", default=())
        for port in container.get("ports", ())
        if port.get("hostPort")
    }


def _ports_taken(pod: Json, view: NodeView) -> str:
    wanted = _host_ports(pod)
    if wanted and any(wanted & _host_ports(other) for other in view.pods):
        return "node(s) didn't have free ports for the requested pod ports"
    return ""


def _no_room(pod: Json, view: NodeView) -> Misfit | None:
    allocatable: dict[str, str] = at(view.node, "status", "allocatable", default={})
    if len(view.pods) + 1 > amount(allocatable.get("pods", "110")):
        return Misfit(reasons=("Too many pods",), helpless=False)
    reasons, helpless = [], False
    for unit in ("cpu", "memory"):
        asked, total = requests(pod, unit), amount(allocatable.get(unit, "0"))
        if asked and asked + sum(requests(other, unit) for other in view.pods) > total:
            reasons.append(f"Insufficient {unit}")
            helpless = helpless or asked > total
    return Misfit(reasons=tuple(reasons), helpless=helpless) if reasons else None


def _anti_affinity_terms(pod: Json) -> list[Json]:
    terms: list[Json] = at(
        pod,
        "spec",
        "affinity",
        "podAntiAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
        default=[],
    )
    return terms


def _others(
    pod: Json, view: NodeView, store: Store, all_pods: Callable[[], Iterable[Json]]
) -> Misfit | None:
    reason, helpless = spread_reason(pod, view, store, all_pods)
    if reason:
        return Misfit(reasons=(reason,), helpless=helpless)
    for term in _anti_affinity_terms(pod):
        domain = labels_of(view.node).get(term["topologyKey"])
        near = (
            view.pods
            if term["topologyKey"] == HOSTNAME
            else _same_domain(store, all_pods(), term["topologyKey"], domain)
        )
        for other in near:
            same = namespace_of(other) == namespace_of(pod) and not is_gone(other)
            if same and matches_selector(labels_of(other), term.get("labelSelector")):
                return Misfit(
                    reasons=("node(s) didn't match pod anti-affinity rules",), helpless=False
                )
    return None


def is_gone(pod: Json) -> bool:
    """Whether a pod has ended, so that it takes no room."""
    return at(pod, "status", "phase") in ("Succeeded", "Failed") and not is_deleting(pod)


def _same_domain(
    store: Store, pods: Iterable[Json], key: str, domain: str | None
) -> Iterable[Json]:
    nodes = {
        name_of(node)
        for node in store.each(kinds.NODES)
        if domain is not None and labels_of(node).get(key) == domain
    }
    return (pod for pod in pods if at(pod, "spec", "nodeName") in nodes)
