"""Volumes of a CSI driver on the real control plane: a full node, a node that does not let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.commands import run_all
from tests.real.diagnosed import found_in, wait_for_rules
from tests.real.made import make
from tests.testbed.api import Api, wait_for
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed

pytestmark = pytest.mark.real

DRIVER = "disk.csi.example.com"
ATTACHED_FOR = "volumes.kubernetes.io/controller-managed-attach-detach"
"""The mark of a kubelet that leaves attaching to kube-controller-manager."""
DETACHER = "example.com/detaches"
"""The finalizer of whoever takes disks out of machines, and never does."""


def disk(name: str, *, claim: str, namespace: str, storage_class: str = "") -> dict[str, Any]:
    """A volume that somebody made for a claim."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": "Retain",
            "storageClassName": storage_class,
            "claimRef": {"namespace": namespace, "name": claim},
            "csi": {"driver": DRIVER, "volumeHandle": name},
        },
    }


def registered(node: str, *, slots: int) -> dict[str, Any]:
    """A node's list of drivers, and how many disks go into it."""
    driver = {"name": DRIVER, "nodeID": node, "allocatable": {"count": slots}}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSINode",
        "metadata": {"name": node},
        "spec": {"drivers": [driver]},
    }


async def test_disks_that_do_not_fit_and_disks_that_do_not_come_out(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=2)
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
    ):
        for claim in ("data-moved-0", "data-fat-0", "logs-fat-0"):
            await api.create(disk(f"pv-{claim}", claim=claim, namespace="shop"))
        for node in ("node-a", "node-b"):
            await api.create(registered(node, slots=1))
            await api.patch("Node", node, {"metadata": {"annotations": {ATTACHED_FOR: "true"}}})
        await make(
            namespace,
            "moved",
            claims=("data",),
            storage_class="",
            annotations={"ststui.test/hold": "true"},
        )
        await make(namespace, "fat", claims=("data", "logs"), storage_class="")

        async def attachments() -> dict[str, dict[str, Any]]:
            found = await api.list("VolumeAttachment")
            return {each["spec"]["nodeName"]: each for each in found}

        first = await namespace.wait_for(
            "Pod", "moved-0", lambda it: it["spec"].get("nodeName"), what="has a node"
        )
        node = first["spec"]["nodeName"]

        async def is_attached() -> bool:
            return node in await attachments()

        await wait_for(is_attached, what="the controller attaches the disk", seconds=60.0)
        name = (await attachments())[node]["metadata"]["name"]
        await api.patch("VolumeAttachment", name, {"metadata": {"finalizers": [DETACHER]}})
        await api.patch(
            "VolumeAttachment", name, {"status": {"attached": True}}, subresource="status"
        )
        await api.patch("Node", node, {"spec": {"unschedulable": True}})
        await namespace.delete("Pod", "moved-0", grace=1)

        found = await wait_for_rules(
            namespace,
            {"fat": "sched-max-volume-count", "moved": "vol-multi-attach"},
            seconds=180.0,
        )
        assert f"attached to {node}" in str(found["moved"][0]["evidence"])
        assert name in str(found["moved"][0]["evidence"])
        assert await run_all((e for each in found.values() for e in each), cluster=bed)
        await api.patch("VolumeAttachment", name, {"metadata": {"finalizers": None}})


async def test_an_expansion_that_nothing_begins(own_bed: OwnBed) -> None:
    """The driver's resizer does not run; later its class does not allow expansion any more."""
    bed = own_bed(nodes=2)
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
    ):
        grows = {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": "grows"},
            "provisioner": DRIVER,
            "allowVolumeExpansion": True,
        }
        await api.create(grows)
        claim = "data-web-0"
        await api.create(disk("pv-0", claim=claim, namespace="shop", storage_class="grows"))
        await make(namespace, "web", claims=("data",), storage_class="grows")
        kind = "PersistentVolumeClaim"
        await namespace.wait_for(
            kind, claim, lambda it: it["status"].get("phase") == "Bound", what="is bound"
        )
        more = {"spec": {"resources": {"requests": {"storage": "3Gi"}}}}
        await namespace.patch(kind, claim, more)
        await api.patch("StorageClass", "grows", {"allowVolumeExpansion": False})

        async def found() -> list[dict[str, Any]]:
            every = (await found_in(namespace)).get("web", [])
            return [each for each in every if each["rule"] == "pvc-resize-not-begun"]

        async def is_found() -> bool:
            return bool(await found())

        await wait_for(is_found, what="the expansion that nothing begins", seconds=240.0)
        (said,) = await found()
        assert said["title"].startswith("data-web-0 asks for 3Gi and has 1Gi")
        evidence = str(said["evidence"])
        assert "wrote the size at" in evidence
        assert "allowVolumeExpansion: false" in evidence
        assert "external" in evidence  # what kube-controller-manager says where it does nothing
        assert await run_all([said], cluster=bed)
