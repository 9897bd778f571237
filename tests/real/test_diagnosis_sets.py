"""Troubles of sets, made to happen on the real control plane, found by `ststui diagnose`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui
from tests.real.commands import run_all, run_for_good
from tests.real.diagnosed import found_in, wait_for_rules
from tests.real.made import make, ready
from tests.testbed.api import wait_for
from tests.testbed.manifests import bare_pod, client_service, headless_service, statefulset

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

HOLD = ["example.com/hold"]
ABSENT = 'Back-off pulling image "registry.example/app:9": ErrImagePull: not found'
CLAIM = "PersistentVolumeClaim"


def budget(name: str, *, app: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": {"app": app}}, **spec},
    }


def autoscaler(name: str, *, least: int, most: int, of: str = "") -> dict[str, Any]:
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": of or name},
            "minReplicas": least,
            "maxReplicas": most,
        },
    }


async def test_services_budgets_and_updates_that_are_held(namespace: Namespace) -> None:
    await make(namespace, "well", replicas=2)
    await namespace.apply(statefulset("lost"))
    await namespace.apply(client_service("virtual"), statefulset("virtual"))
    await namespace.apply(headless_service("astray", app="somebody"), statefulset("astray"))
    await make(namespace, "guarded", replicas=2)
    await make(namespace, "twice", replicas=2)
    await namespace.apply(
        budget("guarded", app="guarded", maxUnavailable=0),
        budget("twice", app="twice", maxUnavailable=1),
        budget("twice-too", app="twice", maxUnavailable=1),
    )
    await make(namespace, "kept", replicas=2, claims=("data",))
    await make(namespace, "canary", replicas=2, partition=1)
    await make(namespace, "shifted", replicas=2, partition=1, start=5)
    await make(namespace, "frozen", replicas=2, partition=7)
    await make(namespace, "manual", replicas=2, on_delete=True)
    await make(namespace, "slow", replicas=2, min_ready_seconds=3600)
    await make(namespace, "asleep", replicas=0)
    await make(namespace, "typo", claims=("data",), storage_class="fast-ssd")
    await make(namespace, "classless", claims=("data",), storage_class="")
    for name in ("kept", "canary", "shifted", "frozen", "manual"):
        await ready(namespace, name, 2)
    for name in ("canary", "shifted", "frozen", "manual"):
        await namespace.set_image(name, "app:2")
    await namespace.scale("kept", 1)

    found = await wait_for_rules(
        namespace,
        {
            "lost": "svc-missing",
            "virtual": "svc-not-headless",
            "astray": "svc-selector-mismatch",
            "guarded": "sts-pdb-blocks",
            "twice": "sts-pdb-multiple",
            "kept": "pvc-orphan-ordinal",
            "canary": "sts-partition-hold",
            "shifted": "sts-partition-hold",
            "frozen": "sts-partition-too-high",
            "manual": "sts-ondelete-pending",
            "slow": "sts-rollout-minready",
            "asleep": "sts-scaled-to-zero",
            "typo": "pvc-class-missing",
            "classless": "pvc-no-class",
        },
    )
    assert "well" not in found
    tried = await run_all((e for each in found.values() for e in each), cluster=namespace.cluster)
    assert len(tried) > len(found)
    (kept,) = found["kept"]
    assert kept["subject"]["name"] == "data-kept-1"
    (canary,) = found["canary"]
    assert "canary-0" in canary["evidence"][0]["text"]
    # The partition is counted from the first ordinal.
    (shifted,) = found["shifted"]
    assert "shifted-5" in shifted["evidence"][0]["text"]
    assert "below 6" in shifted["why"]

    # The budget refuses what the finding says it refuses.
    for name, words in (("guarded-0", "disruption budget"), ("twice-0", "more than one")):
        with pytest.raises(Exception, match=words):
            await namespace.api.request(
                "POST",
                f"/api/v1/namespaces/{namespace.name}/pods/{name}/eviction",
                body={"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name}},
            )


async def test_updates_that_cannot_go_on(namespace: Namespace) -> None:
    await make(namespace, "stuck", replicas=2, annotations={"ststui.test/crash": "1"})
    await make(namespace, "worse", replicas=2)
    await ready(namespace, "worse", 2)
    await namespace.wait_for(
        "Pod",
        "stuck-1",
        lambda it: any(
            "waiting" in each["state"] for each in it.get("status", {}).get("containerStatuses", ())
        ),
        what="crashes",
    )
    await namespace.apply(
        statefulset("stuck", replicas=2, image="app:2", annotations={"ststui.test/crash": "none"}),
        statefulset("worse", replicas=2, annotations={"ststui.test/crash": "true"}),
    )
    found = await wait_for_rules(
        namespace, {"stuck": "sts-rollout-deadlock-broken-revision", "worse": "crashloop"}
    )
    (stuck,) = found["stuck"]
    assert (stuck["subject"]["name"], stuck["ordinal"]) == ("stuck-1", 1)
    assert "crashloop" in stuck["explains"]
    (worse,) = found["worse"]
    assert "sts-broken-pod-on-update-revision" in worse["explains"]
    assert worse["fix"][0]["command"].startswith("ststui rollback ")
    assert " worse worse-" in worse["fix"][0]["command"]
    assert "delete pod worse-1" in worse["fix"][1]["command"]

    # The command of the finding is the cure.
    await namespace.delete("Pod", "stuck-1")
    await ready(namespace, "stuck", 2)
    assert "stuck" not in await found_in(namespace)


async def test_a_bad_image_on_two_pods_is_one_finding_and_one_way_back(
    namespace: Namespace,
) -> None:
    await make(namespace, "twins", replicas=3, parallel=True)
    await ready(namespace, "twins", 3)
    absent = {"hold": "true", "reason": "ImagePullBackOff", "message": ABSENT}
    await namespace.apply(
        statefulset(
            "twins",
            replicas=3,
            parallel=True,
            annotations={f"ststui.test/{key}": value for key, value in absent.items()},
        )
    )
    await namespace.wait_for(
        "Pod", "twins-2", lambda it: it["status"]["phase"] == "Pending", what="has a bad image"
    )
    # A node that is drained: the pod comes back with the new template.
    await namespace.delete("Pod", "twins-1", grace=1)

    async def both() -> bool:
        found = (await found_in(namespace)).get("twins", [])
        return any(each["likewise"] for each in found)

    await wait_for(both, what="one finding of both")
    (found,) = (await found_in(namespace))["twins"]
    assert (found["rule"], found["severity"]) == ("image-not-found", "high")
    assert {found["subject"]["name"], *(each["name"] for each in found["likewise"])} == {
        "twins-1",
        "twins-2",
    }
    for pod in ("twins-1", "twins-2"):
        (alone,) = (await found_in(namespace, f"pod/{pod}"))["twins"]
        assert (alone["title"], alone["fix"]) == (found["title"], found["fix"])
        assert pod in alone["title"]
    assert await run_all([found], cluster=namespace.cluster)
    back, delete = (each["command"] for each in found["fix"][:2])
    assert back.startswith("ststui rollback ")
    assert " twins twins-" in back
    assert delete.endswith(f"delete pod twins-1 twins-2 -n {namespace.name}")

    # A Parallel set needs no more than the way back.
    words = back.split()[1:]
    done = await ststui(*words, "--yes-really", "twins", kubeconfig=namespace.cluster.kubeconfig)
    assert done.code == 0, done.err
    await namespace.wait_ready("twins-0", "twins-1", "twins-2")
    assert "twins" not in await found_in(namespace)


async def test_what_holds_pods_and_claims(namespace: Namespace) -> None:
    await make(namespace, "armed", replicas=2, claims=("data",))
    await make(namespace, "held", replicas=2)
    await make(namespace, "gone", replicas=2, claims=("data",))
    await namespace.apply(bare_pod("taken-1", labels={"app": "somebody"}))
    await make(namespace, "taken", replicas=2)
    await make(namespace, "moved", replicas=2, annotations={"ststui.test/unready": "5"})
    await make(namespace, "fought", replicas=2)
    await make(namespace, "courted", replicas=2)
    for name in ("armed", "held", "gone", "moved", "fought", "courted"):
        await ready(namespace, name, 2)
    await namespace.apply(
        autoscaler("fought", least=2, most=4),
        autoscaler("courted", least=2, most=4),
        autoscaler("courted-too", least=2, most=3, of="courted"),
    )

    await namespace.delete("PersistentVolumeClaim", "data-armed-1")
    await namespace.patch("Pod", "held-1", {"metadata": {"finalizers": HOLD}})
    await namespace.delete("Pod", "held-1", grace=1)
    finalizers = [*HOLD, "kubernetes.io/pvc-protection"]
    await namespace.patch(
        "PersistentVolumeClaim", "data-gone-1", {"metadata": {"finalizers": finalizers}}
    )
    await namespace.delete("PersistentVolumeClaim", "data-gone-1")
    await namespace.delete("Pod", "gone-1")
    await namespace.patch("StatefulSet", "moved", {"spec": {"ordinals": {"start": 5}}})
    for _ in range(2):
        await namespace.scale("fought", 1)
        await namespace.wait_for(
            "StatefulSet", "fought", lambda it: it["spec"]["replicas"] == 2, what="is scaled back"
        )

    try:
        found = await wait_for_rules(
            namespace,
            {
                "armed": "pvc-terminating",
                "held": "term-finalizer",
                "gone": "create-pvc-terminating",
                "taken": "create-pod-name-collision",
                "moved": "sts-ordinals-moved",
                "fought": "sts-hpa-conflict",
                "courted": "sts-hpa-ambiguous",
            },
        )
        assert "sts-hpa-inactive" not in {each["rule"] for each in found["courted"]}
    finally:
        for kind, name in (("Pod", "held-1"), ("PersistentVolumeClaim", "data-gone-1")):
            await namespace.patch(kind, name, {"metadata": {"finalizers": None}})
    assert found["armed"][0]["subject"]["name"] == "data-armed-1"
    assert "reclaim policy: " in str(found["armed"][0]["evidence"])
    assert "example.com/hold" in str(found["gone"][0]["evidence"])
    assert "example.com/hold" in found["held"][0]["title"]


async def test_a_claim_that_is_to_go_is_replaced_by_one_with_the_same_volume(
    namespace: Namespace,
) -> None:
    manifest = statefulset("armed", replicas=2, claims=("data",))
    await namespace.apply(headless_service("armed"), manifest)
    await namespace.wait_ready("armed-0", "armed-1")
    before = await namespace.get(CLAIM, "data-armed-1")
    assert before is not None
    volume = before["spec"]["volumeName"]
    await namespace.delete(CLAIM, "data-armed-1")
    found = await wait_for_rules(namespace, {"armed": "pvc-terminating"})
    steps = [each["command"] for each in found["armed"][0]["fix"] if each["command"]]
    verbs = [each.split()[3] for each in steps]
    assert verbs == ["patch", "delete", "delete", "patch"]
    for step in steps:
        await run_for_good(step, cluster=namespace.cluster)
        if "delete pod" in step:
            await gone(namespace, "data-armed-1")
    await namespace.apply(manifest)
    await namespace.wait_ready("armed-0", "armed-1")
    after = await namespace.get(CLAIM, "data-armed-1")
    assert after is not None
    assert after["metadata"]["uid"] != before["metadata"]["uid"]
    assert (after["spec"]["volumeName"], after["status"]["phase"]) == (volume, "Bound")


async def gone(namespace: Namespace, claim: str) -> None:
    async def is_gone() -> bool:
        return await namespace.get(CLAIM, claim) is None

    await wait_for(is_gone, what=f"claim {claim} is gone")


async def test_two_sick_pods_that_wait_for_each_other(namespace: Namespace) -> None:
    await make(namespace, "well", replicas=2)
    await namespace.apply(client_service("well-read", app="well"))
    await make(namespace, "web", replicas=4)
    await ready(namespace, "web", 4)
    for name in ("web-2", "web-3"):
        await namespace.annotate_pod(name, unready="true")
    await ready(namespace, "web", 2)
    await namespace.scale("web", 2)
    found = await wait_for_rules(namespace, {"web": "sts-scale-down-two-unhealthy"}, seconds=150.0)
    assert "web-3" in found["web"][0]["title"]
    assert "well" not in found, "old enough for every wait of a minute, and fine"
    await namespace.delete("Pod", "web-3")
    await namespace.wait_ready("web-0", "web-1", "well-0", "well-1")
