"""The columns of each kind, as pkg/printers/internalversion/printers.go 1.36 prints them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ststui.demo import kinds
from ststui.demo.api.durations import age
from ststui.demo.api.pod_columns import pod_ready, pod_restarts, pod_status
from ststui.demo.fields import (
    Json,
    annotations_of,
    at,
    condition,
    controller_of,
    is_deleting,
    name_of,
)

Cell = Callable[[Json, datetime], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    title: str
    """The heading."""
    value: Cell
    """The cell of an object at a moment."""
    priority: int = 0
    """1: only in the wide form."""


def _c(title: str, value: Cell, *, priority: int = 0) -> Column:
    return Column(title=title, value=value, priority=priority)


def _path(*path: str, default: Any = "<none>") -> Cell:
    return lambda obj, _now: at(obj, *path, default=default)


_NAME = _c("Name", lambda obj, _now: name_of(obj))
_AGE = _c("Age", lambda obj, now: age(at(obj, "metadata", "creationTimestamp"), now))


def _replicas(obj: Json, _now: datetime) -> str:
    ready = at(obj, "status", "readyReplicas", default=0)
    return f"{ready}/{at(obj, 'spec', 'replicas', default=1)}"


def _containers(part: str) -> Cell:
    def cell(obj: Json, _now: datetime) -> str:
        items = at(obj, "spec", "template", "spec", "containers", default=[])
        return ",".join(str(item.get(part, "")) for item in items)

    return cell


def _ports(obj: Json, _now: datetime) -> str:
    ports = at(obj, "spec", "ports", default=[])
    return ",".join(f"{port['port']}/{port.get('protocol', 'TCP')}" for port in ports) or "<none>"


def _selector(obj: Json, _now: datetime) -> str:
    pairs = at(obj, "spec", "selector", default={})
    return ",".join(f"{key}={value}" for key, value in sorted(pairs.items())) or "<none>"


def _phase(obj: Json, _now: datetime) -> str:
    return "Terminating" if is_deleting(obj) else str(at(obj, "status", "phase", default=""))


_MODES = {
    "ReadWriteOnce": "RWO",
    "ReadOnlyMany": "ROX",
    "ReadWriteMany": "RWX",
    "ReadWriteOncePod": "RWOP",
}


def _modes(obj: Json, _now: datetime) -> str:
    return ",".join(_MODES.get(mode, mode) for mode in at(obj, "spec", "accessModes", default=[]))


def _node_status(obj: Json, _now: datetime) -> str:
    ready = condition(obj, "Ready").get("status", "Unknown")
    text = "Ready" if ready == "True" else "NotReady"
    return text + (",SchedulingDisabled" if at(obj, "spec", "unschedulable") else "")


def _node_address(obj: Json, _now: datetime) -> str:
    for item in at(obj, "status", "addresses", default=[]):
        if item["type"] == "InternalIP":
            return str(item["address"])
    return "<none>"


def _claim_ref(obj: Json, _now: datetime) -> str:
    ref = at(obj, "spec", "claimRef", default={})
    return f"{ref['namespace']}/{ref['name']}" if ref else ""


def _event_object(obj: Json, _now: datetime) -> str:
    about = obj.get("involvedObject", {})
    return f"{str(about.get('kind', '')).lower()}/{about.get('name', '')}"


def _event_seen(obj: Json, now: datetime) -> str:
    return age(obj.get("lastTimestamp") or obj.get("eventTime") or obj.get("firstTimestamp"), now)


def _revision_owner(obj: Json, _now: datetime) -> str:
    owner = controller_of(obj)
    return f"{owner['kind'].lower()}.apps/{owner['name']}" if owner else "<none>"


def _endpoints(obj: Json, _now: datetime) -> str:
    found = [address for item in obj.get("endpoints", ()) for address in item["addresses"]]
    more = f" + {len(found) - 3} more..." if len(found) > 3 else ""
    return ",".join(found[:3]) + more or "<unset>"


def _class_name(obj: Json, _now: datetime) -> str:
    default = annotations_of(obj).get("storageclass.kubernetes.io/is-default-class") == "true"
    return name_of(obj) + (" (default)" if default else "")


def _target(obj: Json, _now: datetime) -> str:
    ref = at(obj, "spec", "scaleTargetRef", default={})
    return f"{ref.get('kind')}/{ref.get('name')}"


COLUMNS: dict[kinds.Kind, tuple[Column, ...]] = {
    kinds.PODS: (
        _NAME,
        _c("Ready", lambda obj, _now: pod_ready(obj)),
        _c("Status", lambda obj, _now: pod_status(obj)),
        _c("Restarts", pod_restarts),
        _AGE,
        _c("IP", _path("status", "podIP"), priority=1),
        _c("Node", _path("spec", "nodeName"), priority=1),
        _c("Nominated Node", _path("status", "nominatedNodeName"), priority=1),
        _c("Readiness Gates", lambda _obj, _now: "<none>", priority=1),
    ),
    kinds.STATEFUL_SETS: (
        _NAME,
        _c("Ready", _replicas),
        _AGE,
        _c("Containers", _containers("name"), priority=1),
        _c("Images", _containers("image"), priority=1),
    ),
    kinds.SERVICES: (
        _NAME,
        _c("Type", _path("spec", "type")),
        _c("Cluster-IP", _path("spec", "clusterIP")),
        _c("External-IP", _path("spec", "externalName")),
        _c("Port(s)", _ports),
        _AGE,
        _c("Selector", _selector, priority=1),
    ),
    kinds.CLAIMS: (
        _NAME,
        _c("Status", _phase),
        _c("Volume", _path("spec", "volumeName", default="")),
        _c("Capacity", _path("status", "capacity", "storage", default="")),
        _c("Access Modes", _modes),
        _c("StorageClass", _path("spec", "storageClassName", default="")),
        _c("VolumeAttributesClass", lambda _obj, _now: "<unset>"),
        _AGE,
        _c("VolumeMode", _path("spec", "volumeMode"), priority=1),
    ),
    kinds.VOLUMES: (
        _NAME,
        _c("Capacity", _path("spec", "capacity", "storage", default="")),
        _c("Access Modes", _modes),
        _c("Reclaim Policy", _path("spec", "persistentVolumeReclaimPolicy")),
        _c("Status", _phase),
        _c("Claim", _claim_ref),
        _c("StorageClass", _path("spec", "storageClassName", default="")),
        _c("VolumeAttributesClass", lambda _obj, _now: "<unset>"),
        _c("Reason", _path("status", "reason", default="")),
        _AGE,
    ),
    kinds.NODES: (
        _NAME,
        _c("Status", _node_status),
        _c("Roles", lambda _obj, _now: "<none>"),
        _AGE,
        _c("Version", _path("status", "nodeInfo", "kubeletVersion")),
        _c("Internal-IP", _node_address, priority=1),
    ),
    kinds.NAMESPACES: (_NAME, _c("Status", _phase), _AGE),
    kinds.EVENTS: (
        _c("Last Seen", _event_seen),
        _c("Type", _path("type")),
        _c("Reason", _path("reason")),
        _c("Object", _event_object),
        _c("Message", _path("message")),
    ),
    kinds.REVISIONS: (
        _NAME,
        _c("Controller", _revision_owner),
        _c("Revision", _path("revision")),
        _AGE,
    ),
    kinds.SLICES: (
        _NAME,
        _c("AddressType", _path("addressType")),
        _c(
            "Ports",
            lambda obj, _now: (
                ",".join(str(item["port"]) for item in obj.get("ports") or ()) or "<unset>"
            ),
        ),
        _c("Endpoints", _endpoints),
        _AGE,
    ),
    kinds.BUDGETS: (
        _NAME,
        _c("Min Available", _path("spec", "minAvailable", default="N/A")),
        _c("Max Unavailable", _path("spec", "maxUnavailable", default="N/A")),
        _c("Allowed Disruptions", _path("status", "disruptionsAllowed", default=0)),
        _AGE,
    ),
    kinds.CLASSES: (
        _c("Name", _class_name),
        _c("Provisioner", _path("provisioner")),
        _c("ReclaimPolicy", _path("reclaimPolicy")),
        _c("VolumeBindingMode", _path("volumeBindingMode")),
        _c("AllowVolumeExpansion", lambda obj, _now: bool(obj.get("allowVolumeExpansion"))),
        _AGE,
    ),
    kinds.AUTOSCALERS: (
        _NAME,
        _c("Reference", _target),
        _c("MinPods", _path("spec", "minReplicas")),
        _c("MaxPods", _path("spec", "maxReplicas")),
        _c("Replicas", _path("status", "currentReplicas", default=0)),
        _AGE,
    ),
}
"""Columns by kind; other kinds have a name and an age."""
