"""Steps that the real API server refuses, on a control plane of the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui
from tests.testbed.api import Api, wait_for
from tests.testbed.manifests import statefulset
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

ADMISSION = "admissionregistration.k8s.io/v1"


def pods_stay(namespace: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pods of one namespace may not be deleted."""
    rule = {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["DELETE"],
        "resources": ["pods"],
    }
    where = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    policy = {
        "matchConstraints": {"resourceRules": [rule], "namespaceSelector": where},
        "validations": [{"expression": "false", "message": "pods stay"}],
    }
    binding = {"policyName": "stay", "validationActions": ["Deny"]}
    return (
        {
            "apiVersion": ADMISSION,
            "kind": "ValidatingAdmissionPolicy",
            "metadata": {"name": "stay"},
            "spec": policy,
        },
        {
            "apiVersion": ADMISSION,
            "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": {"name": "stay"},
            "spec": binding,
        },
    )


NO_ROOM = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "small"},
    "spec": {"hard": {"persistentvolumeclaims": "1"}},
}


async def wait_until_said(namespace: Namespace, expected: dict[str, tuple[Any, ...]]) -> None:
    """Wait until `ststui next` says this: verb, pod, waitsFor's kind, name and what; sentence."""
    said: dict[str, tuple[Any, ...]] = {}

    async def is_said() -> bool:
        ended = await ststui(
            *("next", "-n", namespace.name, "-o", "json"), kubeconfig=namespace.cluster.kubeconfig
        )
        assert ended.code == 0, ended.err
        for each in ended.document["sets"]:
            step = each["step"]
            target = step["waitsFor"] or dict.fromkeys(("kind", "name", "what"))
            said[each["name"]] = (
                *(step["verb"], step["code"], step["pod"]),
                *(target["kind"], target["name"], target["what"]),
                step["sentence"],
            )
        return said == expected

    try:
        await wait_for(is_said, what="the steps", seconds=60)
    except AssertionError:
        assert said == expected
        raise


async def test_deletions_claims_and_pods_that_are_refused(own_bed: OwnBed) -> None:
    bed = own_bed()
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("refused", cluster=bed, api=api) as namespace,
    ):
        await namespace.apply(NO_ROOM)
        # The quota counts before it allows.
        await namespace.wait_for(
            "ResourceQuota", "small", lambda it: "used" in it.get("status", {}), what="counted"
        )
        await namespace.apply(
            statefulset("down", replicas=2),
            statefulset("image", replicas=1),
            statefulset("full", replicas=2, claims=["data"]),
        )
        await namespace.wait_ready("down-0", "down-1", "image-0", "full-0")
        for each in pods_stay(namespace.name):
            await api.apply(each)
        await namespace.refuses_to_delete("Pod", "down-0", because="pods stay")
        await namespace.scale("down", 1)
        await namespace.set_image("image", "app:2")
        refused = "policy stay refuses it"
        await wait_until_said(
            namespace,
            {
                "down": (
                    *("blocked", "refused", "down-1", "Pod", "down-1", "accepted"),
                    f"cannot delete down-1: {refused}",
                ),
                "image": (
                    *("blocked", "refused", "image-0", "Pod", "image-0", "accepted"),
                    f"cannot delete image-0: {refused}",
                ),
                "full": (
                    *("blocked", "refused", "full-1", "ResourceQuota", "small", "room"),
                    "cannot create full-1: quota small has no room",
                ),
            },
        )
