"""EndpointSlices: which pods of a Service can be reached, and under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.loop import wake
from ststui.demo.controllers.stateful_revisions import owner_reference
from ststui.demo.fields import at, is_deleting, is_ready, labels_of, name_of, namespace_of, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

_LATENCY = 0.1
"""Seconds until a change of a pod is in its slices."""
_MOST = 100
"""Endpoints in one slice."""
_SERVICE_LABEL = "kubernetes.io/service-name"
_HEADLESS_LABEL = "service.kubernetes.io/headless"


class EndpointSlices:
    """Keeps the slices of every Service that selects pods."""

    name = "endpointslice-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._store = cluster.store

    def keys(self, change: Change) -> Iterable[Key]:
        """Services that a change of a Service or pod concerns."""
        if change.kind is kinds.SERVICES:
            return ((namespace_of(change.new), name_of(change.new)),)
        if change.kind is not kinds.PODS or not _matters(change):
            return ()
        for service in self._store.each(kinds.SERVICES, namespace_of(change.new)):
            selector = at(service, "spec", "selector", default={})
            if any(
                selector and _selects(selector, item) for item in (change.new, change.old or {})
            ):
                key = (namespace_of(service), name_of(service))
                wake(self._cluster, self, key, seconds=_LATENCY)
        return ()

    def sync(self, key: Key) -> None:
        """Write the slices of one Service."""
        service = self._store.get(kinds.SERVICES, *key)
        old = [
            item
            for item in self._store.each(kinds.SLICES, key[0])
            if labels_of(item).get(_SERVICE_LABEL) == key[1]
            and labels_of(item).get("endpointslice.kubernetes.io/managed-by") is not None
        ]
        selector = at(service, "spec", "selector", default={})
        if service is None or not selector:
            for item in old if service is None else ():
                self._store.remove(kinds.SLICES, key[0], name_of(item))
            return
        found = [
            endpoint
            for pod in self._store.each(kinds.PODS, key[0])
            if _selects(selector, pod)
            for endpoint in _endpoint(service, pod)
        ]
        chunks = [found[start : start + _MOST] for start in range(0, len(found), _MOST)] or [[]]
        ports = _ports(service, self._first_pod(key[0], selector))
        for index, endpoints in enumerate(chunks):
            self._write(service, old[index] if index < len(old) else None, endpoints, ports)
        for item in old[len(chunks) :]:
            self._store.remove(kinds.SLICES, key[0], name_of(item))

    def _first_pod(self, namespace: str, selector: dict[str, str]) -> Json | None:
        pods = self._store.each(kinds.PODS, namespace)
        return next((pod for pod in pods if _selects(selector, pod)), None)

    def _write(
        self, service: Json, old: Json | None, endpoints: list[Json], ports: list[Json]
    ) -> None:
        if old is not None:
            if old["endpoints"] != endpoints or old["ports"] != ports:
                metadata = {**old["metadata"], "generation": old["metadata"]["generation"] + 1}
                new = {**old, "metadata": metadata, "endpoints": endpoints, "ports": ports}
                self._store.put(kinds.SLICES, new)
            return
        labels = {
            **labels_of(service),
            _SERVICE_LABEL: name_of(service),
            "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        }
        if at(service, "spec", "clusterIP") == "None":
            labels[_HEADLESS_LABEL] = ""
        self._store.put(
            kinds.SLICES,
            {
                "apiVersion": "discovery.k8s.io/v1",
                "kind": "EndpointSlice",
                "metadata": {
                    "name": f"{name_of(service)}-{self._cluster.registry.new_suffix()}",
                    "generateName": f"{name_of(service)}-",
                    "namespace": namespace_of(service),
                    "uid": self._cluster.registry.new_uid(),
                    "generation": 1,
                    "creationTimestamp": stamp(self._cluster.now()),
                    "labels": labels,
                    "ownerReferences": [owner_reference(service)],
                },
                "addressType": "IPv4",
                "endpoints": endpoints,
                "ports": ports,
            },
        )


def _selects(selector: dict[str, str], pod: Json) -> bool:
    labels = labels_of(pod)
    return all(labels.get(key) == value for key, value in selector.items())


def _matters(change: Change) -> bool:
    if change.old is None or change.verb == "DELETED":
        return True
    parts = [
        (
            labels_of(item),
            at(item, "status", "podIP"),
            is_ready(item),
            is_deleting(item),
            at(item, "status", "phase"),
        )
        for item in (change.new, change.old)
    ]
    return parts[0] != parts[1]


def _endpoint(service: Json, pod: Json) -> Iterable[Json]:
    """PodToEndpoint and ShouldPodBeInEndpoints of k8s.io/endpointslice 0.36."""
    address = at(pod, "status", "podIP")
    if not address or at(pod, "status", "phase") in ("Succeeded", "Failed"):
        return ()
    serving = is_ready(pod)
    always = bool(at(service, "spec", "publishNotReadyAddresses"))
    endpoint: Json = {
        "addresses": [address],
        "conditions": {
            "ready": always or (serving and not is_deleting(pod)),
            "serving": serving,
            "terminating": is_deleting(pod),
        },
        "nodeName": at(pod, "spec", "nodeName"),
        "targetRef": {
            "kind": "Pod",
            "namespace": namespace_of(pod),
            "name": name_of(pod),
            "uid": at(pod, "metadata", "uid"),
        },
    }
    hostname = at(pod, "spec", "hostname")
    if hostname and at(pod, "spec", "subdomain") == name_of(service):
        endpoint["hostname"] = hostname
    return (endpoint,)


def _ports(service: Json, pod: Json | None) -> list[Json]:
    ports = []
    for port in at(service, "spec", "ports", default=()):
        number = port.get("targetPort", port["port"])
        if isinstance(number, str):
            named = {
                item.get("name"): item["containerPort"]
                for container in at(pod, "spec", "containers", default=())
                for item in container.get("ports", ())
            }
            number = named.get(number)
        if number is not None:
            ports.append(
                {"name": port.get("name", ""), "port": number, "protocol": port["protocol"]}
            )
    return ports
