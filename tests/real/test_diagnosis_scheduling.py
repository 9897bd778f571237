"""Pods for which the real scheduler finds no node, on a control plane of the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.commands import run_all
from tests.real.diagnosed import wait_for_rules
from tests.real.made import make
from tests.testbed.api import Api
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed

pytestmark = pytest.mark.real

POOL = {"pool": "batch"}


def container(**fields: Any) -> dict[str, Any]:
    return {"containers": [{"name": "main", "image": "app:1", **fields}]}


def requests(**resources: str) -> dict[str, Any]:
    return container(resources={"requests": resources})


def apart(app: str) -> dict[str, Any]:
    """No two pods on a node."""
    term = {
        "labelSelector": {"matchLabels": {"app": app}},
        "topologyKey": "kubernetes.io/hostname",
    }
    return {
        "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    }


def near(app: str) -> dict[str, Any]:
    """Only where a pod of another app is."""
    term = {
        "labelSelector": {"matchLabels": {"app": app}},
        "topologyKey": "kubernetes.io/hostname",
    }
    return {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}


def spread(app: str) -> dict[str, Any]:
    """As many in each zone, and none outside the zone of node-a."""
    constraint = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": app}},
        "nodeAffinityPolicy": "Ignore",
    }
    return {
        "topologySpreadConstraints": [constraint],
        "nodeSelector": {"kubernetes.io/hostname": "node-a"},
    }


def node_affinity(key: str, *values: str) -> dict[str, Any]:
    term = {"matchExpressions": [{"key": key, "operator": "In", "values": list(values)}]}
    required = {"nodeSelectorTerms": [term]}
    return {
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}
    }


async def test_no_node_will_do(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=3)
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
    ):
        taint = {"key": "dedicated", "value": "batch", "effect": "NoSchedule"}
        closed = [{"op": "add", "path": "/spec/taints", "value": [taint]}]
        await api.patch("Node", "node-c", closed, form="json")
        await api.patch("Node", "node-c", {"metadata": {"labels": POOL}})
        await make(namespace, "thirsty", pod=requests(cpu="65"))
        await make(namespace, "crowded", replicas=3, parallel=True, pod=requests(cpu="40"))
        await make(namespace, "greedy", pod=requests(memory="1Ti"))
        await make(namespace, "barred", pod={"nodeSelector": POOL})
        await make(namespace, "lost", pod={"nodeSelector": {"disk": "nvme"}})
        await make(namespace, "picky", pod=node_affinity("disk", "nvme", "ssd"))
        await make(namespace, "apart", replicas=3, parallel=True, pod=apart("apart"))
        await make(namespace, "clinging", pod=near("nobody"))
        await make(namespace, "spread", replicas=2, parallel=True, pod=spread("spread"))
        await make(
            namespace,
            "porter",
            replicas=3,
            parallel=True,
            pod=container(ports=[{"containerPort": 80, "hostPort": 8080}]),
        )
        await make(namespace, "gated", pod={"schedulingGates": [{"name": "example.com/wait"}]})
        await make(namespace, "elsewhere", pod={"schedulerName": "nobody"})

        found = await wait_for_rules(
            namespace,
            {
                "thirsty": "sched-larger-than-any-node",
                "greedy": "sched-larger-than-any-node",
                "crowded": "sched-insufficient-cpu",
                "barred": "sched-untolerated-taint",
                "lost": "sched-node-affinity",
                "picky": "sched-node-affinity",
                "apart": "sched-pod-anti-affinity",
                "clinging": "sched-pod-affinity",
                "spread": "sched-topology-spread",
                "porter": "sched-host-port",
                "gated": "sched-gated",
                "elsewhere": "sched-no-scheduler",
            },
            seconds=150.0,
        )
        assert await run_all((e for each in found.values() for e in each), cluster=bed)
        assert found["thirsty"][0]["title"].endswith("it asks for 65 cpu, the largest node has 64")
        assert "sched-insufficient-cpu" in found["thirsty"][0]["explains"]
        assert "sched-insufficient-memory" in found["greedy"][0]["explains"]
        assert "dedicated=batch:NoSchedule on node-c" in str(found["barred"][0]["evidence"])
