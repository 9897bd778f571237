"""Who refuses a write: policies, webhooks, rights, budgets; and what ststui says of it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.acted_on import EVERY_ACTION, bound, codes, grown, noted, settled, writes
from tests.real.doing import Hand
from tests.testbed.api import wait_for
from tests.testbed.users import READ, Rule, make_user
from tests.testbed.webhook import webhook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.testbed.audit import AuditLog
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

READS = (
    Rule(verbs=READ, resources=("*",), api_groups=("", "apps", "policy", "autoscaling")),
    Rule(verbs=READ, resources=("endpointslices",), api_groups=("discovery.k8s.io",)),
)


async def test_a_policy_that_refuses_is_told_before_and_nothing_is_done(
    hand: Hand, log: AuditLog
) -> None:
    await settled(hand, 1)
    name = hand.namespace.name

    async def refused() -> bool:
        plan = await hand.plan("scale", "web", "5")
        return not plan["possible"] and "two at most" in plan["why"]

    rule = policy(hand.namespace, expression="object.spec.replicas <= 2", message="two at most")
    async with rule:
        await wait_for(refused, what="the policy to hold")
        log.skip()
        ended = await hand.run("scale", "web", "5", "--yes", "-o", "json")
        assert ended.code == 1, ended
        assert "two at most" in ended.document["message"]
        assert not ended.document["accepted"]
        assert writes(log, name) == []
        assert (await hand.run("scale", "web", "2", "--yes")).code == 0


@asynccontextmanager
async def policy(namespace: Namespace, *, expression: str, message: str) -> AsyncIterator[None]:
    """A policy that refuses changes of sets in the namespace."""
    root = "/apis/admissionregistration.k8s.io/v1"
    name = namespace.name
    await namespace.api.request(
        "POST",
        f"{root}/validatingadmissionpolicies",
        body={
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingAdmissionPolicy",
            "metadata": {"name": name},
            "spec": {
                "failurePolicy": "Fail",
                "matchConstraints": {
                    "resourceRules": [
                        {
                            "apiGroups": ["apps"],
                            "apiVersions": ["v1"],
                            "operations": ["UPDATE"],
                            "resources": ["statefulsets"],
                        }
                    ]
                },
                "validations": [{"expression": expression, "message": message}],
            },
        },
    )
    await namespace.api.request(
        "POST",
        f"{root}/validatingadmissionpolicybindings",
        body={
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": {"name": name},
            "spec": {
                "policyName": name,
                "validationActions": ["Deny"],
                "matchResources": {
                    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}
                },
            },
        },
    )
    try:
        yield
    finally:
        for kind in ("validatingadmissionpolicybindings", "validatingadmissionpolicies"):
            await namespace.api.request("DELETE", f"{root}/{kind}/{name}")


async def test_without_rights_it_is_not_possible_and_says_which(
    hand: Hand, bed: ControlPlane, tmp_path: Path
) -> None:
    await grown(hand)
    user = make_user(
        bed, f"{hand.namespace.name}-reader", rules=READS, namespace=hand.namespace.name
    )
    poor = Hand(hand.namespace, tmp_path, user)
    wanted = {
        "scale web 3": "no permission: patch statefulsets",
        "partition web 1": "no permission: patch statefulsets",
        "restart web": "no permission: patch statefulsets",
        "rollback web": "no permission: patch statefulsets",
        "image web main=app:9": "no permission: patch statefulsets",
        "restart pod/web-0": "no permission: create pods/eviction",
        "delete web --cascade orphan": "no permission: delete statefulsets",
        "delete pod/web-0 --now": "no permission: delete pods",
        "delete web": "no permission: delete statefulsets",
        "delete pod/web-0": "no permission: delete pods",
        "delete pod/web-0 --evict": "no permission: create pods/eviction",
        "delete claim/data-web-2": "no permission: delete persistentvolumeclaims",
        "cleanup web": "no permission: delete persistentvolumeclaims",
        "expand web data=2Gi": "no permission: patch persistentvolumeclaims",
    }
    for action, why in wanted.items():
        plan = await poor.plan(*action.split())
        assert not plan["possible"], action
        assert plan["why"] == f"{why} in {hand.namespace.name}"
        ended = await poor.run(*action.split(), "--yes-really", action.split()[1].split("/")[-1])
        assert ended.code == 4, ended
        assert "this is what it would do" in ended.out, action
    assert (await poor.plan("scale", "web", "3"))["creates"] == ["web-2"]
    assert (await poor.plan("delete", "pod/web-0"))["replaces"] == ["web-0"]


@pytest.mark.parametrize(("before", "after"), [(2, 3), (2, 0), (0, 1)])
async def test_with_only_the_scale_subresource_that_is_used(
    hand: Hand, bed: ControlPlane, tmp_path: Path, before: int, after: int
) -> None:
    await settled(hand, before)
    scale = Rule(verbs=("get", "patch"), resources=("statefulsets/scale",))
    name = f"{hand.namespace.name}-scaler"
    user = make_user(bed, name, rules=(*READS, scale), namespace=hand.namespace.name)
    scaler = Hand(hand.namespace, tmp_path, user)
    plan = await scaler.plan("scale", "web", str(after))
    assert "rights" in codes(plan)
    assert plan["requests"][0]["path"].endswith("/scale")
    ended = await scaler.run("scale", "web", str(after), "--yes-really", "web")
    assert ended.code == 0, ended
    found = await hand.namespace.get("StatefulSet", "web")
    assert found is not None
    assert found["spec"]["replicas"] == after


async def test_a_budget_refuses_an_eviction_and_is_named(hand: Hand) -> None:
    await settled(hand, 2)
    await hand.namespace.apply(
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "none"},
            "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}},
        }
    )
    await hand.namespace.wait_for(
        "PodDisruptionBudget",
        "none",
        lambda b: b.get("status", {}).get("currentHealthy") == 2,
        what="counted",
    )
    plan = await hand.plan("delete", "pod/web-1", "--evict")
    assert "none" in plan["why"] or "disruption budget" in plan["why"]
    assert "pdb" in codes(plan)
    # As of all that the API server refuses: no plan that is possible, and an action not done.
    assert (await hand.run("plan", "delete", "pod/web-1", "--evict")).code == 4
    assert (await hand.run("restart", "pod/web-1", "--yes-really", "web-1")).code == 1
    ended = await hand.run("delete", "pod/web-1", "--evict", "--yes-really", "web-1")
    assert ended.code == 1, ended
    plan = await hand.plan("delete", "pod/web-1")
    assert plan["dangerous"]
    assert "pdb" in codes(plan)


WEBHOOK_RULES: list[dict[str, Any]] = [
    {
        "apiGroups": ["apps"],
        "apiVersions": ["v1"],
        "operations": ["UPDATE", "DELETE"],
        "resources": ["statefulsets", "statefulsets/scale"],
    },
    {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["CREATE", "UPDATE", "DELETE"],
        "resources": ["pods", "pods/eviction", "persistentvolumeclaims"],
    },
]
NOT_HEARD = {
    ("delete", "pod/web-0", "--force"),
    ("delete", "claim/data-web-0"),
    ("expand", "web", "data=2Gi"),
}
"""Refused before, by ststui or the storage class."""
REFUSED_BY_WEBHOOK = tuple(each for each in EVERY_ACTION if each not in NOT_HEARD)


async def test_a_webhook_that_refuses_is_heard_by_every_action(
    hand: Hand, log: AuditLog, tmp_path: Path
) -> None:
    await grown(hand)
    name = hand.namespace.name
    async with webhook(tmp_path) as guard:
        await hand.namespace.api.create(guard.manifest(name, namespace=name, rules=WEBHOOK_RULES))
        guard.refuses = "not on a \x1b[31mFriday"

        async def heard() -> bool:
            return not (await hand.plan("scale", "web", "3"))["possible"]

        await wait_for(heard, what="the webhook to be asked")
        log.skip()
        for action in REFUSED_BY_WEBHOOK:
            plan = await hand.plan(*action)
            assert not plan["possible"], action
            assert "not on a" in plan["why"], action
            assert "\x1b" not in plan["why"]
            subject = plan["subject"].partition("/")[2]
            ended = await hand.run(*action, "--yes-really", subject, "-o", "json")
            assert ended.code == 1, (action, ended)
            assert "not on a" in ended.document["message"]
        assert all(each["dryRun"] for each in guard.asked)
        assert writes(log, name) == []
        assert noted(hand) == []
        guard.refuses = ""
        assert (await hand.run("scale", "web", "3", "--yes")).code == 0
        assert not guard.asked[-1]["dryRun"]
        await hand.namespace.api.delete("ValidatingWebhookConfiguration", name)


async def test_a_webhook_that_takes_no_dry_run_is_shown_and_typed(
    hand: Hand, log: AuditLog, bed: ControlPlane, tmp_path: Path
) -> None:
    await settled(hand, 1)
    name = hand.namespace.name
    async with webhook(tmp_path) as guard:
        # admissionregistration.k8s.io/v1 accepts none of these; v1beta1 did, and they are kept.
        old = guard.manifest(name, namespace=name, rules=WEBHOOK_RULES, side_effects="Some")
        old["metadata"] |= {"uid": name, "creationTimestamp": "2020-01-01T00:00:00Z"}
        bed.store(f"validatingwebhookconfigurations/{name}", old)

        async def told() -> bool:
            return "dry-run-refused" in codes(await hand.plan("scale", "web", "2"))

        await wait_for(told, what="the webhook to be asked")
        log.skip()
        plan = await hand.run("plan", "scale", "web", "2")
        assert plan.code == 1
        assert "does not support dry run" in plan.out
        ended = await hand.run("scale", "web", "2", "--yes")
        assert ended.code == 1, ended
        assert writes(log, name) == []
        assert noted(hand) == []
        assert guard.asked == []
        ended = await hand.run("scale", "web", "2", "--yes-really", "web")
        assert ended.code == 0, ended
        assert [each["dryRun"] for each in guard.asked if each["name"] == "web"] == [False]
        assert len(writes(log, name)) == 1
        await hand.namespace.api.delete("ValidatingWebhookConfiguration", name)


async def test_a_claim_that_is_held_is_what_a_scale_down_is_stuck_on(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"], when_scaled="Delete")
    await bound(hand, "data-web-1")
    await _hold(hand, "data-web-1", "example.com/hold")
    plan = await hand.plan("scale", "web", "1")
    assert [each["name"] for each in plan["claimsDeleted"]] == ["data-web-1"]
    ended = await hand.do("scale", "web", "1", code=1)
    assert ended["message"] == (
        "accepted: scale web from 2 to 1; but stuck: claim data-web-1 is to be gone and has "
        "finalizers (example.com/hold): who set them takes them off"
    )
    # To scale up now is dangerous: the pod is not made before the claim is gone.
    plan = await hand.plan("scale", "web", "2")
    assert [e["text"] for e in plan["warnings"] if e["dangerous"]] == [
        (
            "data-web-1 is being deleted and stays until who set its finalizers (example.com/hold) "
            "takes them off: web-1 is not made before"
        )
    ]
    assert (await hand.run("scale", "web", "2", "--yes")).code == 1
    await _hold(hand, "data-web-1")
    await hand.do("scale", "web", "2")


async def _hold(hand: Hand, claim: str, *finalizers: str) -> None:
    kept = ["kubernetes.io/pvc-protection"] if finalizers else []
    body = {"metadata": {"finalizers": [*kept, *finalizers]}}
    await hand.namespace.patch("PersistentVolumeClaim", claim, body)
