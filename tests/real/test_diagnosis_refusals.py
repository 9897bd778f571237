"""Pods and claims that the real API server refuses, on a control plane of the test's own."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui
from tests.real.commands import run_all
from tests.real.diagnosed import found_in, wait_for_rules
from tests.real.made import make
from tests.testbed.api import Api
from tests.testbed.namespace import Namespace, fresh_namespace

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed

pytestmark = pytest.mark.real


def quota(**hard: str) -> dict[str, Any]:
    limits = {key.replace("_", "."): value for key, value in hard.items()}
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "team"},
        "spec": {"hard": limits},
    }


LIMITS = {
    "apiVersion": "v1",
    "kind": "LimitRange",
    "metadata": {"name": "bounds"},
    "spec": {"limits": [{"type": "Container", "max": {"cpu": "1"}}]},
}


SIGNED = "has(object.metadata.labels) && 'signed' in object.metadata.labels"


def policy(
    namespace: str, *, operation: str, expression: str, message: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What has to hold for pods of one namespace that are created or deleted."""
    api_version = "admissionregistration.k8s.io/v1"
    rule = {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": [operation],
        "resources": ["pods"],
    }
    where = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    name = {"name": f"pods-of-{namespace}"}
    return (
        {
            "apiVersion": api_version,
            "kind": "ValidatingAdmissionPolicy",
            "metadata": name,
            "spec": {
                "failurePolicy": "Fail",
                "matchConstraints": {"resourceRules": [rule], "namespaceSelector": where},
                "validations": [{"expression": expression, "message": message}],
            },
        },
        {
            "apiVersion": api_version,
            "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": name,
            "spec": {"policyName": name["name"], "validationActions": ["Deny"]},
        },
    )


def dead_webhook(namespace: str) -> dict[str, Any]:
    """Asked for pods of one namespace; nobody listens there."""
    rule = {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["CREATE"],
        "resources": ["pods"],
    }
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "dead"},
        "webhooks": [
            {
                "name": "dead.example.com",
                "clientConfig": {"url": "https://127.0.0.1:9/x"},
                "rules": [rule],
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
                "admissionReviewVersions": ["v1"],
                "sideEffects": "None",
                "timeoutSeconds": 2,
                "failurePolicy": "Fail",
            }
        ],
    }


EXPECTED = {
    "crowded": "create-quota-exceeded",
    "full": "create-quota-exceeded",
    "vague": "create-quota-must-specify",
    "bounded": "create-limitrange",
    "policed": "create-webhook-denied",
    "unheard": "create-webhook-unavailable",
    "strict": "create-podsecurity",
    "nameless": "create-serviceaccount-missing",
    "unranked": "create-priorityclass-missing",
}
"""By namespace and set, which have one name here."""


async def test_creation_is_refused(own_bed: OwnBed) -> None:
    bed = own_bed()
    async with Api(bed.kubeconfig) as api, AsyncExitStack() as stack:
        at = {
            name: await stack.enter_async_context(fresh_namespace(name, cluster=bed, api=api))
            for name in EXPECTED
        }
        await at["crowded"].apply(quota(pods="1"))
        await at["full"].apply(quota(persistentvolumeclaims="1"))
        await at["vague"].apply(quota(requests_cpu="4"))
        await at["bounded"].apply(LIMITS)
        await at["policed"].apply(
            *policy(
                "policed",
                operation="CREATE",
                expression=SIGNED,
                message="images must be signed",
            )
        )
        await at["unheard"].apply(dead_webhook("unheard"))
        level = {"pod-security.kubernetes.io/enforce": "restricted"}
        await api.patch("Namespace", "strict", {"metadata": {"labels": level}})
        for name in ("crowded", "full"):
            await at[name].wait_for(
                "ResourceQuota", "team", lambda it: "hard" in it.get("status", {}), what="counts"
            )

        # A policy is compiled some moments after it was made.
        probe = {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "probe-"}}
        probe["spec"] = {"containers": [{"name": "main", "image": "app:1"}]}
        await at["policed"].refuses(probe, because="images must be signed")

        limits = {"limits": {"cpu": "2"}}
        bounded = {"containers": [{"name": "main", "image": "app:1", "resources": limits}]}
        await make(at["crowded"], "crowded", replicas=3)
        await make(at["full"], "full", replicas=3, claims=("data",))
        await make(at["vague"], "vague")
        await make(at["bounded"], "bounded", pod=bounded)
        await make(at["policed"], "policed")
        await make(at["unheard"], "unheard")
        await make(at["strict"], "strict")
        await make(at["nameless"], "nameless", pod={"serviceAccountName": "nobody"})
        await make(at["unranked"], "unranked", pod={"priorityClassName": "gold"})

        found = {
            name: (await wait_for_rules(at[name], {name: rule}))[name][0]
            for name, rule in EXPECTED.items()
        }
        assert await run_all(found.values(), cluster=bed)
        assert found["crowded"]["ordinal"] == 1
        assert "team" in found["crowded"]["title"]
        assert "persistentvolumeclaims" in found["full"]["title"]
        assert "maximum cpu usage per Container is 1, but limit is 2" in found["bounded"]["title"]
        assert "images must be signed" in str(found["policed"]["evidence"])
        assert "dead.example.com" in found["unheard"]["title"]
        back = found["unheard"]["fix"][-1]["text"]
        assert back == "bring back what answers at https://127.0.0.1:9/x"


async def test_a_deletion_is_refused(namespace: Namespace, api: Api) -> None:
    rules = policy(
        namespace.name,
        operation="DELETE",
        expression="oldObject.metadata.name != 'kept-1'",
        message="it holds what nobody else has",
    )
    await make(namespace, "kept", replicas=2)
    await namespace.wait_ready("kept-0", "kept-1")
    try:
        await namespace.apply(*rules)
        await namespace.refuses_to_delete("Pod", "kept-1", because="nobody else has")
        await namespace.scale("kept", 1)
        found = await wait_for_rules(namespace, {"kept": "sts-failed-delete"})
        (said,) = found["kept"]
        assert "kept-1" in said["title"]
        assert "it holds what nobody else has" in said["why"]
        assert await run_all([said], cluster=namespace.cluster)
        tree = await ststui(
            *("next", "-n", namespace.name, "-o", "json"), kubeconfig=namespace.cluster.kubeconfig
        )
        assert tree.document["sets"][0]["step"]["pod"] == "kept-1"
    finally:
        for each in reversed(rules):
            await api.delete(each["kind"], each["metadata"]["name"])
    await namespace.wait_ready("kept-0")
    assert "kept" not in await found_in(namespace)
