"""Quotas of the real API server: a plan warns of them where the pods are then not made."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.acted_on import settled
from tests.testbed.api import wait_for

if TYPE_CHECKING:
    from tests.real.doing import Hand

pytestmark = pytest.mark.real


def asking(**requests: str) -> dict[str, Any]:
    """A pod whose only container asks for that."""
    named = {key.replace("_", "-"): value for key, value in requests.items()}
    one = {"name": "main", "image": "app:1", "resources": {"requests": named}}
    return {"containers": [one]}


def quota(hard: dict[str, str], **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "q"},
        "spec": {"hard": hard, **spec},
    }


def defaults(**requests: str) -> dict[str, Any]:
    """A LimitRange that gives containers what they do not ask for themselves."""
    limit = {"type": "Container", "defaultRequest": requests}
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": "defaults"},
        "spec": {"limits": [limit]},
    }


def scope(name: str, *values: str) -> dict[str, Any]:
    one = {"scopeName": name, "operator": "In", "values": list(values)}
    return {"scopeSelector": {"matchExpressions": [one]}}


async def limited(hand: Hand, *manifests: dict[str, Any]) -> None:
    """A quota that the controller has counted."""
    await hand.namespace.apply(*manifests)
    await hand.namespace.wait_for(
        "ResourceQuota", "q", lambda it: "used" in it.get("status", {}), what="counted"
    )


async def refused(hand: Hand, name: str) -> None:
    """Wait until that pod was refused for its quota."""

    async def noted() -> bool:
        events = await hand.namespace.list("Event")
        texts = [each["message"] for each in events if each["reason"] == "FailedCreate"]
        return any(f"Pod {name} " in each and " quota: q" in each for each in texts)

    await wait_for(noted, what=f"a refusal of {name}")


def of_quota(plan: dict[str, Any]) -> list[str]:
    return [e["text"] for e in plan["warnings"] if 'quota "q"' in e["text"] and e["dangerous"]]


@dataclass(frozen=True, slots=True)
class Limit:
    """A quota, a set of two under it, and whether it leaves room for a third."""

    pod: dict[str, Any]
    hard: dict[str, str]
    room: bool
    spec: dict[str, Any] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    range: dict[str, str] = field(default_factory=dict)


PLAIN: dict[str, Any] = {}
CLASS = "standard.storageclass.storage.k8s.io/"

LIMITS = {
    "places": Limit(PLAIN, {"pods": "2"}, room=False),
    "places of all that ended, too": Limit(PLAIN, {"count/pods": "3"}, room=True),
    "memory": Limit(asking(memory="1Gi"), {"requests.memory": "2Gi"}, room=False),
    "memory by its short name": Limit(asking(memory="1Gi"), {"memory": "3Gi"}, room=True),
    "storage of the node": Limit(
        asking(ephemeral_storage="1Gi"), {"requests.ephemeral-storage": "2Gi"}, room=False
    ),
    "storage of the node, unnamed": Limit(PLAIN, {"requests.ephemeral-storage": "0"}, room=True),
    "processors of a whole pod": Limit(
        {"resources": {"requests": {"cpu": "1"}}}, {"requests.cpu": "2"}, room=False
    ),
    "defaults": Limit(PLAIN, {"requests.memory": "2Gi"}, room=False, range={"memory": "1Gi"}),
    "defaults with room": Limit(
        PLAIN, {"requests.memory": "3Gi"}, room=True, range={"memory": "1Gi"}
    ),
    "best effort": Limit(PLAIN, {"pods": "2"}, room=False, spec={"scopes": ["BestEffort"]}),
    "no best effort": Limit(
        asking(memory="1Gi"), {"pods": "2"}, room=True, spec={"scopes": ["BestEffort"]}
    ),
    "not best effort": Limit(
        asking(memory="1Gi"), {"pods": "2"}, room=False, spec={"scopes": ["NotBestEffort"]}
    ),
    "another priority": Limit(PLAIN, {"pods": "2"}, room=True, spec=scope("PriorityClass", "x")),
    "terminating": Limit(PLAIN, {"pods": "0"}, room=True, spec={"scopes": ["Terminating"]}),
    "claims": Limit(PLAIN, {"persistentvolumeclaims": "2"}, room=False, claims=("data",)),
    "claims of the default class": Limit(
        PLAIN, {f"{CLASS}persistentvolumeclaims": "2"}, room=False, claims=("data",)
    ),
    "storage of the default class": Limit(
        PLAIN, {f"{CLASS}requests.storage": "3Gi"}, room=True, claims=("data",)
    ),
}


@pytest.mark.parametrize("case", LIMITS)
async def test_a_pod_more_is_made_where_the_plan_tells_of_no_quota(hand: Hand, case: str) -> None:
    limit = LIMITS[case]
    if limit.range:
        await hand.namespace.apply(defaults(**limit.range))
    await settled(hand, 2, pod=limit.pod, claims=list(limit.claims))
    await limited(hand, quota(limit.hard, **limit.spec))
    plan = await hand.plan("scale", "web", "3")
    assert plan["creates"] == ["web-2"]
    assert (of_quota(plan) == []) == limit.room, plan["warnings"]
    ended = await hand.run("scale", "web", "3", "--yes-really", "web")
    assert ended.code == 0, ended
    if limit.room:
        await hand.namespace.wait_ready("web-0", "web-1", "web-2")
    else:
        await refused(hand, "web-2")


async def test_a_pod_that_comes_back_with_more_than_it_leaves(hand: Hand) -> None:
    await settled(hand, 2, partition=2, pod=asking(memory="1Gi"))
    await limited(hand, quota({"requests.memory": "3Gi"}))
    path = "/spec/template/spec/containers/0/resources/requests/memory"
    more = json.dumps([{"op": "replace", "path": path, "value": "2Gi"}])
    await hand.namespace.kubectl("patch", "sts/web", "--type=json", f"--patch={more}")
    await hand.namespace.wait_for(
        "StatefulSet",
        "web",
        lambda s: s["status"].get("observedGeneration") == s["metadata"]["generation"],
        what="observed",
    )
    fits = await hand.plan("partition", "web", "1")
    assert (fits["replaces"], of_quota(fits)) == (["web-1"], [])
    plan = await hand.plan("partition", "web", "0")
    assert plan["replaces"] == ["web-1", "web-0"]
    assert of_quota(plan) == [
        'quota "q" has no room for what is made: requests.memory 2Gi of 3Gi used, 2Gi more wanted'
    ]
    assert (await hand.run("partition", "web", "0", "--yes-really", "web")).code == 0
    await refused(hand, "web-0")
    # The way back: the former template is smaller, also where the pod is gone.
    back = await hand.plan("rollback", "web")
    assert (back["creates"], of_quota(back)) == (["web-0"], [])
    await hand.do("rollback", "web")
    await hand.namespace.wait_ready("web-0", "web-1")


async def test_a_quota_on_what_containers_do_not_name(hand: Hand) -> None:
    await settled(hand, 2)
    await limited(hand, quota({"requests.cpu": "9", "limits.memory": "9Gi"}))
    plan = await hand.plan("delete", "pod/web-1")
    assert of_quota(plan) == [
        (
            'quota "q" wants requests.cpu for main; limits.memory for main, which neither the '
            "template nor a LimitRange names: web-1 cannot be made"
        )
    ]
    assert (await hand.run("delete", "pod/web-1", "--yes-really", "web-1")).code == 0
    await refused(hand, "web-1")
    # From now on one names it, which the first pod that is made shows.
    await hand.namespace.apply(
        {
            "apiVersion": "v1",
            "kind": "LimitRange",
            "metadata": {"name": "defaults"},
            "spec": {
                "limits": [
                    {
                        "type": "Container",
                        "default": {"memory": "1Gi"},
                        "defaultRequest": {"cpu": "1"},
                    }
                ]
            },
        }
    )
    await hand.namespace.wait_ready("web-0", "web-1")
    assert of_quota(await hand.plan("restart", "web")) == []


async def test_what_a_runtime_class_adds(hand: Hand) -> None:
    runtime = {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": hand.namespace.name},
        "handler": "any",
        "overhead": {"podFixed": {"cpu": "500m"}},
    }
    await hand.namespace.kubectl("create", "-f", "-", stdin=json.dumps(runtime))
    pod = {**asking(cpu="500m"), "runtimeClassName": hand.namespace.name}
    await settled(hand, 2, pod=pod)
    await limited(hand, quota({"requests.cpu": "2500m"}))
    plan = await hand.plan("scale", "web", "3")
    assert of_quota(plan) == [
        'quota "q" has no room for what is made: requests.cpu 2 of 2500m used, 1 more wanted'
    ]
    assert (await hand.run("scale", "web", "3", "--yes-really", "web")).code == 0
    await refused(hand, "web-2")
    await hand.namespace.kubectl("delete", "runtimeclass", hand.namespace.name)
