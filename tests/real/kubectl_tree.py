"""The tree as kubectl's JSON has it: worked out here from Kubernetes' objects alone.

Nothing of ststui is imported; what both say must be found twice.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.testbed.namespace import Namespace

KINDS = "statefulsets,pods,persistentvolumeclaims,services,endpointslices"

Item = dict[str, Any]


class Objects:
    """What kubectl reads of a namespace, by kind."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items

    @classmethod
    async def read(cls, namespace: Namespace) -> Objects:
        """Ask kubectl."""
        printed = await namespace.kubectl("get", KINDS, "-o", "json")
        return cls(json.loads(printed)["items"])

    def of(self, kind: str) -> list[Item]:
        """All of a kind."""
        return [each for each in self.items if each["kind"] == kind]

    @property
    def versions(self) -> list[tuple[str, str]]:
        """What changes whenever anything does."""
        return sorted((e["metadata"]["uid"], e["metadata"]["resourceVersion"]) for e in self.items)


def seconds_since(moment: str, now: str) -> int:
    """Whole seconds between two times of the API."""
    return int((datetime.fromisoformat(now) - datetime.fromisoformat(moment)).total_seconds())


def expected_set(item: Item, objects: Objects, *, now: str) -> Item:
    """Fields of a set that stand in Kubernetes' objects; the state is the test's to say."""
    spec, status = item["spec"], item.get("status", {})
    rolling = spec.get("updateStrategy", {}).get("rollingUpdate", {})
    retention = spec.get("persistentVolumeClaimRetentionPolicy", {})
    return {
        "namespace": item["metadata"]["namespace"],
        "name": item["metadata"]["name"],
        "uid": item["metadata"]["uid"],
        "serviceName": spec["serviceName"],
        "replicas": spec["replicas"],
        "readyReplicas": status.get("readyReplicas", 0),
        "availableReplicas": status.get("availableReplicas", 0),
        "ageSeconds": seconds_since(item["metadata"]["creationTimestamp"], now),
        "currentRevision": status.get("currentRevision"),
        "updateRevision": status.get("updateRevision"),
        "partition": rolling.get("partition", 0),
        "maxUnavailable": rolling.get("maxUnavailable"),
        "minReadySeconds": spec.get("minReadySeconds", 0),
        "start": spec.get("ordinals", {}).get("start", 0),
        "podManagementPolicy": spec["podManagementPolicy"],
        "updateStrategy": spec["updateStrategy"]["type"],
        "claimRetention": {
            "whenDeleted": retention.get("whenDeleted", "Retain"),
            "whenScaled": retention.get("whenScaled", "Retain"),
        },
        "ordinals": expected_ordinals(item, objects, now=now),
        "services": expected_services(item, objects),
    }


def expected_ordinals(item: Item, objects: Objects, *, now: str) -> list[Item]:
    """Every ordinal that is wanted, or has a pod of the set or a claim of its templates."""
    name, uid = item["metadata"]["name"], item["metadata"]["uid"]
    start = item["spec"].get("ordinals", {}).get("start", 0)
    wanted = set(range(start, start + item["spec"]["replicas"]))
    pods = {
        int(pod["metadata"]["name"].rpartition("-")[2]): pod
        for pod in objects.of("Pod")
        if any(o["uid"] == uid for o in pod["metadata"].get("ownerReferences", ()))
    }
    templates = [t["metadata"]["name"] for t in item["spec"].get("volumeClaimTemplates", ())]
    claims: dict[int, dict[str, Item]] = {}
    for claim in objects.of("PersistentVolumeClaim"):
        found = re.fullmatch(rf"(.+)-{re.escape(name)}-(\d+)", claim["metadata"]["name"])
        if found and found[1] in templates:
            claims.setdefault(int(found[2]), {})[found[1]] = claim
    return [
        {
            "ordinal": o,
            "pod": f"{name}-{o}" if o in pods else None,
            "place": "inRange" if o in wanted else "condemned" if o in pods else "ghost",
            **expected_pod(pods.get(o), now=now),
            "claims": [
                expected_claim(claims.get(o, {}).get(t), name=f"{t}-{name}-{o}", template=t)
                for t in templates
                if o in wanted or t in claims.get(o, {})
            ],
        }
        for o in sorted(wanted | set(pods) | set(claims))
    ]


def expected_pod(pod: Item | None, *, now: str) -> Item:
    """What an ordinal says of its pod."""
    meta, spec = (pod["metadata"], pod["spec"]) if pod else ({}, {})
    status = pod["status"] if pod else {}
    statuses = status.get("containerStatuses", ())
    return {
        "ready": status.get("phase") == "Running" and _condition(status, "Ready") == "True",
        "revision": meta.get("labels", {}).get("controller-revision-hash"),
        "role": meta.get("labels", {}).get("role"),
        "node": spec.get("nodeName"),
        "ip": status.get("podIP"),
        "restarts": sum(each["restartCount"] for each in statuses),
        "ageSeconds": seconds_since(meta["creationTimestamp"], now) if meta else None,
        "containers": [
            expected_container(each, statuses, init=init)
            for init, key in ((True, "initContainers"), (False, "containers"))
            for each in spec.get(key, ())
        ],
    }


def expected_container(container: Item, statuses: Iterable[Item], *, init: bool) -> Item:
    """What is said of a container that never ended."""
    found = next((e for e in statuses if e["name"] == container["name"]), None)
    state, detail = next(iter(found["state"].items())) if found else ("notStarted", {})
    return {
        "name": container["name"],
        "init": init,
        "state": state,
        "reason": detail.get("reason"),
        "ready": bool(found and found["ready"]),
        "restarts": found["restartCount"] if found else 0,
    }


def expected_claim(claim: Item | None, *, name: str, template: str) -> Item:
    """What is said of a claim, also of one that is not there."""
    spec = claim["spec"] if claim else {}
    phase = claim["status"]["phase"] if claim else None
    capacity = (claim or {}).get("status", {}).get("capacity", {}).get("storage")
    return {
        "name": name,
        "template": template,
        "phase": phase,
        "state": {"Bound": "bound", "Pending": "pending", None: "missing"}[phase],
        "volume": spec.get("volumeName"),
        "storageClass": spec.get("storageClassName"),
        "capacity": capacity or spec.get("resources", {}).get("requests", {}).get("storage"),
        "usedFraction": None,
    }


def expected_services(item: Item, objects: Objects) -> list[Item]:
    """The governing service and those that select the template's labels."""
    labels = item["spec"]["template"]["metadata"]["labels"].items()
    governing = item["spec"]["serviceName"]
    found = []
    for service in objects.of("Service"):
        name, spec = service["metadata"]["name"], service["spec"]
        chosen = spec.get("selector")
        if name != governing and not (chosen and chosen.items() <= labels):
            continue
        there = {pod["metadata"]["name"] for pod in objects.of("Pod")}
        ready = {
            address: endpoint["targetRef"]["name"] in there
            for each in objects.of("EndpointSlice")
            if each["metadata"]["labels"]["kubernetes.io/service-name"] == name
            for endpoint in each["endpoints"] or ()
            if endpoint["conditions"]["ready"]
            for address in endpoint["addresses"]
        }
        found.append(
            {
                "name": name,
                "role": "governing" if name == governing else "client",
                "type": spec["type"],
                "headless": spec["clusterIP"] == "None",
                "clusterAddress": None if spec["clusterIP"] == "None" else spec["clusterIP"],
                "readyAddresses": len(ready),
                "goneAddresses": list(ready.values()).count(False),
                "dns": None,
            }
        )
    return sorted(found, key=lambda each: (each["role"] != "governing", each["name"]))


def _condition(status: Item, kind: str) -> str | None:
    return next((c["status"] for c in status.get("conditions", ()) if c["type"] == kind), None)
