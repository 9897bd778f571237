"""Plans of a set whose pods the real API server refuses, and what then became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.acted_on import settled
from tests.real.doing import Hand
from tests.testbed.api import Api, wait_for
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from pathlib import Path

    from tests.real.conftest import OwnBed

pytestmark = pytest.mark.real

API_VERSION = "admissionregistration.k8s.io/v1"
WHY = "no more of app:1"


def no_more_pods(namespace: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pods of one namespace with the image app:1 may not be created."""
    rule = {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["CREATE"],
        "resources": ["pods"],
    }
    name = {"name": f"full-{namespace}"}
    where = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    other = "object.spec.containers.all(each, each.image != 'app:1')"
    policy = {
        "matchConstraints": {"resourceRules": [rule], "namespaceSelector": where},
        "validations": [{"expression": other, "message": WHY}],
    }
    binding = {"policyName": name["name"], "validationActions": ["Deny"]}
    return (
        {
            "apiVersion": API_VERSION,
            "kind": "ValidatingAdmissionPolicy",
            "metadata": name,
            "spec": policy,
        },
        {
            "apiVersion": API_VERSION,
            "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": name,
            "spec": binding,
        },
    )


def told(plan: dict[str, Any]) -> list[tuple[bool, str]]:
    return [(e["dangerous"], e["text"]) for e in plan["warnings"] if WHY in e["text"]]


async def refusal_of(hand: Hand, name: str) -> None:
    """Wait until the controller was refused that pod."""

    async def noted() -> bool:
        events = await hand.namespace.list("Event")
        return any(
            each["reason"] == "FailedCreate" and f"Pod {name} " in each["message"]
            for each in events
        )

    await wait_for(noted, what=f"a refusal of {name}")


async def pods(hand: Hand) -> list[str]:
    return sorted([each["metadata"]["name"] for each in await hand.namespace.list("Pod")])


async def observed(hand: Hand) -> None:
    await hand.namespace.wait_for(
        "StatefulSet",
        "web",
        lambda s: s["status"].get("observedGeneration") == s["metadata"]["generation"],
        what="observed",
    )


async def test_plans_of_a_set_whose_pods_are_refused(own_bed: OwnBed, tmp_path: Path) -> None:
    bed = own_bed()
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("refused", cluster=bed, api=api) as namespace,
    ):
        hand = Hand(namespace, tmp_path, bed.kubeconfig)
        await settled(hand, 3)
        for each in no_more_pods(namespace.name):
            await api.apply(each)
        probe = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "probe"},
            "spec": {"containers": [{"name": "main", "image": "app:1"}]},
        }
        await namespace.refuses(probe, because=WHY)

        await namespace.scale("web", 4)
        await refusal_of(hand, "web-3")
        for plan in (await hand.plan("scale", "web", "5"), await hand.plan("restart", "web")):
            assert (plan["creates"], plan["replaces"], plan["deletes"]) == ([], [], [])
            ((dangerous, text),) = told(plan)
            assert not dangerous
            assert text.startswith("the controller cannot create web-3: policy ")
            assert " refuses it (" in text
        assert (await hand.run("restart", "web", "--yes")).code == 0
        await observed(hand)
        assert await pods(hand) == ["web-0", "web-1", "web-2"]

        plan = await hand.plan("delete", "pod/web-1")
        ((dangerous, text),) = told(plan)
        assert dangerous
        assert text.startswith("web-1 may not be made again: web-3 was refused")
        assert (await hand.run("delete", "pod/web-1", "--yes-really", "web-1")).code == 0
        await refusal_of(hand, "web-1")
        assert await pods(hand) == ["web-0", "web-2"]

        # Another template may be taken, and is.
        plan = await hand.plan("image", "web", "main=app:2")
        assert plan["creates"] == ["web-1", "web-3"]
        assert plan["replaces"] == ["web-2", "web-0"]
        ((dangerous, text),) = told(plan)
        assert dangerous
        assert text.endswith("whether it takes the new template is not known")
        done = await hand.do("image", "web", "main=app:2")
        assert done["accepted"]
        await namespace.wait_ready("web-0", "web-1", "web-2", "web-3")

        # They were made after all: who goes then tells of no refusal.
        assert (await hand.do("scale", "web", "3"))["accepted"]
        plan = await hand.plan("restart", "web")
        assert plan["replaces"] == ["web-2", "web-1", "web-0"], plan
        assert told(plan) == []


async def test_what_pod_security_will_refuse_is_warned_of_before(
    own_bed: OwnBed, tmp_path: Path
) -> None:
    bed = own_bed()
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("strict", cluster=bed, api=api) as namespace,
    ):
        hand = Hand(namespace, tmp_path, bed.kubeconfig)
        await settled(hand, 3)
        assert not (await hand.plan("restart", "web"))["dangerous"]
        for gone in (("delete", "pod/web-1"), ("restart", "pod/web-1")):
            assert not (await hand.plan(*gone))["dangerous"]
        level = {"pod-security.kubernetes.io/enforce": "restricted"}
        await api.patch("Namespace", namespace.name, {"metadata": {"labels": level}})

        # Also where no write of the set tells it.
        for what in (("restart", "web"), ("delete", "pod/web-1"), ("restart", "pod/web-1")):
            plan = await hand.plan(*what)
            assert plan["dangerous"]
            assert any(
                each["code"] == "cannot-come-back" and "would violate PodSecurity" in each["text"]
                for each in plan["warnings"]
            )
            assert (await hand.run(*what, "--yes")).code == 1
        assert not (await hand.plan("scale", "web", "1"))["dangerous"]
        assert await pods(hand) == ["web-0", "web-1", "web-2"]
