"""Pods and claims that the real API server refuses, on a control plane of the test's own."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.commands import run_all
from tests.real.diagnosed import wait_for_rules
from tests.testbed.api import Api
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.namespace import Namespace, fresh_namespace

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed

pytestmark = pytest.mark.real


async def make(namespace: Namespace, name: str, **words: Any) -> None:
    """A set with its headless Service."""
    await namespace.apply(headless_service(name), statefulset(name, **words))


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


def policy(namespace: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pods of one namespace need a label."""
    api_version = "admissionregistration.k8s.io/v1"
    rule = {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["CREATE"],
        "resources": ["pods"],
    }
    labels = "object.metadata.labels"
    where = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    return (
        {
            "apiVersion": api_version,
            "kind": "ValidatingAdmissionPolicy",
            "metadata": {"name": "signed"},
            "spec": {
                "failurePolicy": "Fail",
                "matchConstraints": {"resourceRules": [rule], "namespaceSelector": where},
                "validations": [
                    {
                        "expression": f"has({labels}) && 'signed' in {labels}",
                        "message": "images must be signed",
                    }
                ],
            },
        },
        {
            "apiVersion": api_version,
            "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": {"name": "signed"},
            "spec": {"policyName": "signed", "validationActions": ["Deny"]},
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
        await at["policed"].apply(*policy("policed"))
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
