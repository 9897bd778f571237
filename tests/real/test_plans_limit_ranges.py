"""LimitRanges of the real API server: a plan warns of them where pods are then not made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.real.acted_on import codes, settled
from tests.real.doing import Hand
from tests.real.test_plans_quotas import asking, limited, of_quota, quota
from tests.testbed.api import wait_for
from tests.testbed.users import READ, Rule, make_user

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testbed.control_plane import ControlPlane

pytestmark = pytest.mark.real


def limits(*items: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": "narrow"},
        "spec": {"limits": list(items)},
    }


def of_range(plan: dict[str, Any]) -> list[str]:
    return [e["text"] for e in plan["warnings"] if 'LimitRange "narrow"' in e["text"]]


async def not_made(hand: Hand, name: str, because: str) -> None:
    """Wait until that pod or claim was refused with those words."""

    async def noted() -> bool:
        events = await hand.namespace.list("Event")
        texts = [each["message"] for each in events if each["reason"] == "FailedCreate"]
        return any(name in each and because in each for each in texts)

    await wait_for(noted, what=f"a refusal of {name}: {because}")


class Case(NamedTuple):
    """A pod, a limit that is made when two of it are there, and what the API server says."""

    pod: dict[str, Any]
    limit: dict[str, Any]
    refused: str = ""
    claims: tuple[str, ...] = ()


def using(requests: dict[str, str], **most: str) -> dict[str, Any]:
    one = {"name": "main", "image": "app:1", "resources": {"requests": requests, "limits": most}}
    return {"containers": [one]}


CONTAINER, POD, CLAIM = ({"type": e} for e in ("Container", "Pod", "PersistentVolumeClaim"))
CASES = {
    "maximum": Case(using({}, cpu="2"), {**CONTAINER, "max": {"cpu": "1"}}, "but limit is 2"),
    "at the maximum": Case(using({}, cpu="1"), {**CONTAINER, "max": {"cpu": "1"}}),
    "maximum by default": Case({}, {**CONTAINER, "max": {"cpu": "1"}}),
    "minimum": Case(asking(cpu="100m"), {**CONTAINER, "min": {"cpu": "200m"}}, "request is 100m"),
    "minimum by default": Case({}, {**CONTAINER, "min": {"cpu": "200m"}}),
    "default above what is asked for": Case(
        asking(memory="2Gi"), {**CONTAINER, "max": {"memory": "1Gi"}}, "equal to memory limit"
    ),
    "ratio": Case(
        using({"cpu": "1"}, cpu="3"), {**CONTAINER, "maxLimitRequestRatio": {"cpu": "2"}}, "ratio"
    ),
    "maximum of a pod": Case(
        {
            "containers": [
                {"name": e, **using({}, cpu="1")["containers"][0]} | {"name": e}
                for e in ("main", "side")
            ]
        },
        {**POD, "max": {"cpu": "1"}},
        "per Pod",
    ),
    "a pod that names none": Case({}, {**POD, "max": {"cpu": "1"}}, "No limit is specified"),
    "storage": Case(
        {}, {**CLAIM, "max": {"storage": "500Mi"}}, "maximum storage usage", claims=("data",)
    ),
    "too little storage": Case(
        {}, {**CLAIM, "min": {"storage": "2Gi"}}, "minimum storage usage", claims=("data",)
    ),
    "storage in range": Case({}, {**CLAIM, "max": {"storage": "1Gi"}}, claims=("data",)),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_pod_more_is_made_where_the_plan_tells_of_no_limit(hand: Hand, case: str) -> None:
    pod, limit, refused, claims = CASES[case]
    await settled(hand, 2, pod=pod, claims=list(claims))
    await hand.namespace.apply(limits(limit))
    plan = await hand.plan("scale", "web", "3")
    assert plan["creates"] == ["web-2"]
    assert bool(of_range(plan)) == bool(refused), plan["warnings"]
    assert plan["dangerous"] == bool(refused)
    assert not (await hand.plan("scale", "web", "1"))["dangerous"] or claims
    if not claims:
        again = await hand.plan("delete", "pod/web-1")
        assert bool(of_range(again)) == bool(refused), again["warnings"]
    ended = await hand.run("scale", "web", "3", "--yes-really", "web")
    assert ended.code == 0, ended
    if refused:
        await not_made(hand, "web-2", refused)
        # The last refusal says nothing of now, once the limit is gone. The controller tries again.
        await hand.namespace.delete("LimitRange", "narrow")
        plan = await hand.plan("scale", "web", "4")
        assert plan["creates"] in (["web-2", "web-3"], ["web-3"]), plan
        assert not plan["dangerous"], plan["warnings"]
    else:
        await hand.namespace.wait_ready("web-0", "web-1", "web-2")


async def test_defaults_count_for_quotas_before_any_pod_has_them(hand: Hand) -> None:
    await settled(hand, 0)
    gives = {**CONTAINER, "default": {"memory": "1Gi"}, "defaultRequest": {"memory": "512Mi"}}
    await hand.namespace.apply(limits(gives))
    await limited(hand, quota({"limits.memory": "2Gi", "requests.memory": "8Gi"}))
    assert of_quota(await hand.plan("scale", "web", "2")) == []
    plan = await hand.plan("scale", "web", "3")
    assert of_quota(plan) == [
        'quota "q" has no room for what is made: limits.memory 0 of 2Gi used, 3Gi more wanted'
    ]
    await hand.run("scale", "web", "3", "--yes-really", "web")
    await not_made(hand, "web-2", "exceeded quota")
    # Once nothing gives it any more, the quota wants it to be named.
    await hand.namespace.delete("LimitRange", "narrow")
    plan = await hand.plan("delete", "pod/web-1")
    assert of_quota(plan)[0].endswith(
        "which neither the template nor a LimitRange names: web-1 cannot be made"
    ), plan
    # That one was refused before, by a quota that is still full.
    assert any("web-2 was refused" in each["text"] for each in plan["warnings"]), [
        each["text"] for each in plan["warnings"]
    ]
    await hand.run("delete", "pod/web-1", "--yes-really", "web-1")
    await not_made(hand, "web-1", "must specify")


async def test_devices_of_vendors_count_for_quotas(hand: Hand) -> None:
    """No node has any: the pods are made, and stay Pending."""
    pod = using({}, **{"nvidia.com/gpu": "1"})
    await settled(hand, 0, pod=pod, parallel=True)
    await limited(hand, quota({"requests.nvidia.com/gpu": "1"}))
    assert of_quota(await hand.plan("scale", "web", "1")) == []
    plan = await hand.plan("scale", "web", "2")
    assert of_quota(plan) == [
        (
            'quota "q" has no room for what is made: requests.nvidia.com/gpu 0 of 1 used, 2 more '
            "wanted"
        )
    ]
    assert (await hand.run("scale", "web", "2", "--yes-really", "web")).code == 0
    await not_made(hand, "web-", "requests.nvidia.com/gpu=1")


async def test_an_expansion_out_of_range_is_not_possible(hand: Hand) -> None:
    growing = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": hand.namespace.name},
        "provisioner": "kubernetes.io/host-path",
        "allowVolumeExpansion": True,
    }
    await hand.namespace.api.create(growing)
    await settled(hand, 1, claims=["data"], storage_class=hand.namespace.name)
    await hand.namespace.apply(limits({**CLAIM, "max": {"storage": "2Gi"}}))
    assert (await hand.plan("expand", "web", "data=2Gi"))["possible"]
    plan = await hand.plan("expand", "web", "data=3Gi")
    assert not plan["possible"]
    assert "maximum storage usage per PersistentVolumeClaim is 2Gi" in plan["why"]
    await hand.namespace.api.delete("StorageClass", hand.namespace.name)


async def test_without_the_right_to_read_them_it_is_said(
    hand: Hand, bed: ControlPlane, tmp_path: Path
) -> None:
    await settled(hand, 1)
    rules = (
        Rule(verbs=READ, resources=("statefulsets", "pods", "resourcequotas")),
        Rule(verbs=("patch",), resources=("statefulsets",)),
    )
    name = hand.namespace.name
    kubeconfig = make_user(bed, f"u-{name}", rules=rules, namespace=name)
    plan = await Hand(hand.namespace, tmp_path, kubeconfig).plan("scale", "web", "2")
    told = [e["text"] for e in plan["warnings"] if e["code"] == "rights"]
    assert any(
        e.startswith("LimitRanges could not be read (")
        and e.endswith("whether they let 1 pod be made is not known")
        for e in told
    ), told
    assert "cannot-come-back" not in codes(plan)
