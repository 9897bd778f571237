"""Troubles of nodes and of volumes on them, on a control plane of the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.commands import run_all
from tests.real.diagnosed import found_in, wait_for_rules
from tests.real.made import make, ready
from tests.testbed.api import Api, wait_for
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed

pytestmark = pytest.mark.real


def storage_class(name: str, provisioner: str) -> dict[str, Any]:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name},
        "provisioner": provisioner,
        "volumeBindingMode": "WaitForFirstConsumer",
    }


def on_node(node: str) -> dict[str, Any]:
    return {"nodeSelector": {"kubernetes.io/hostname": node}}


NVME = {"disk": "nvme"}
"""A label that no node has."""


async def test_nodes_that_fail_and_volumes_that_stay_behind(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=8)
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
    ):
        await namespace.apply(
            storage_class("csi", "csi.example.com"),
            storage_class("local", "kubernetes.io/no-provisioner"),
        )
        await make(namespace, "silent", pod=on_node("node-a"))
        await make(namespace, "dark", pod=on_node("node-b"))
        await make(namespace, "closed", pod=on_node("node-c"))
        stays = [{"key": "node.kubernetes.io/out-of-service", "operator": "Exists"}]
        await make(namespace, "back", pod={**on_node("node-d"), "tolerations": stays})
        await make(
            namespace, "promised", claims=("data",), storage_class="csi", pod=on_node("node-e")
        )
        await make(namespace, "orphan", pod=on_node("node-f"))
        await make(namespace, "vanished", pod=on_node("node-h"))
        await make(
            namespace, "nowhere", claims=("data",), storage_class="csi", pod={"nodeSelector": NVME}
        )
        await make(namespace, "homeless", claims=("data",), storage_class="local")
        usual = {"storageclass.kubernetes.io/is-default-class": "false"}
        await api.patch("StorageClass", "standard", {"metadata": {"annotations": usual}})
        await make(namespace, "undecided", claims=("data",))
        for name in ("silent", "dark", "closed", "back", "orphan", "vanished"):
            await ready(namespace, name, 1)
        await namespace.wait_for(
            "PersistentVolumeClaim",
            "data-promised-0",
            lambda it: (
                it["metadata"].get("annotations", {}).get("volume.kubernetes.io/selected-node")
                == "node-e"
            ),
            what="has a selected node",
        )

        # The garbage collector of pods would take it away after some 40 s; a finalizer holds it.
        hold = {"metadata": {"finalizers": ["example.com/hold"]}}
        await namespace.patch("Pod", "orphan-0", hold)
        await namespace.delete("Pod", "orphan-0", grace=1)
        await api.delete("Node", "node-f")
        # For as long as the first grace lasts; the collector's own deletion begins another one.
        await wait_for_rules(namespace, {"orphan": "term-finalizer"}, seconds=60.0)

        # A pod that lingers stands for a kubelet that cannot report: KWOK deletes it otherwise.
        await namespace.annotate_pod("silent-0", linger="true")
        await namespace.delete("Pod", "silent-0", grace=1)
        down = {"metadata": {"annotations": {"ststui.test/not-ready": "true"}}}
        await api.patch("Node", "node-a", down)
        await api.patch("Node", "node-b", down)
        await api.patch("Node", "node-c", {"spec": {"unschedulable": True}})
        taint = {
            "key": "node.kubernetes.io/out-of-service",
            "value": "nodeshutdown",
            "effect": "NoExecute",
        }
        left_over = [{"op": "add", "path": "/spec/taints", "value": [taint]}]
        await api.patch("Node", "node-d", left_over, form="json")
        await api.delete("Node", "node-e")

        found = await wait_for_rules(
            namespace,
            {
                "silent": "term-node-unreachable",
                "dark": "node-notready",
                "closed": "node-cordoned",
                "back": "node-out-of-service-left",
                "promised": "pvc-selected-node-gone",
                "nowhere": "sched-node-affinity",
                "homeless": "sched-no-pv-to-bind",
                "undecided": "pvc-no-class",
            },
        )
        assert found["silent"][0]["severity"] == "critical"
        assert "node-notready" in found["silent"][0]["explains"]
        assert found["dark"][0]["subject"] == {
            "kind": "Node",
            "namespace": None,
            "name": "node-b",
        }
        assert "node-e" in found["promised"][0]["title"]
        # A claim that waits for its first consumer is no fault of its own.
        assert "pvc-wffc" in found["nowhere"][0]["explains"]
        assert "disk=nvme" in str(found["nowhere"][0]["evidence"])
        assert await run_all((e for each in found.values() for e in each), cluster=bed)

        # Until it is collected: the pod should have ended, and nobody can say since when not.
        await namespace.annotate_pod("vanished-0", linger="true")
        await namespace.delete("Pod", "vanished-0", grace=1)
        await api.delete("Node", "node-h")
        soon = (await found_in(namespace)).get("vanished", [])
        assert not any("term-node-gone" in (each["rule"], *each["explains"]) for each in soon)

        async def node_is_named() -> bool:
            found = (await found_in(namespace)).get("orphan", [])
            return any("term-node-gone" in (each["rule"], *each["explains"]) for each in found)

        await wait_for(node_is_named, what="the node that is gone", seconds=200.0)
        await namespace.patch("Pod", "orphan-0", {"metadata": {"finalizers": None}})
