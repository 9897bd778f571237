"""What quotas count of the pods and claims that a plan makes, and of the pods that go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_rollback, plan_scale
from ststui.actions.risks.pod_usage import usage
from ststui.model import Readable, StorageClass
from ststui.model.pod import PodSpec
from ststui.model.quota import ResourceQuota
from ststui.model.stateful_set import ClaimTemplate, RollingUpdate
from tests.actions.ground import around, grounds, node
from tests.controller.scene import NEW, NOW, OLD, Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan

pytestmark = pytest.mark.pure


def asks(memory: str = "", **more: str) -> dict[str, Any]:
    """The spec of a pod that asks for so much."""
    requests = {**({"memory": memory} if memory else {}), **more}
    return {"containers": [{"name": "main", "resources": {"requests": requests}}]}


def ground(
    scene: Scene,
    *,
    hard: dict[str, str],
    used: dict[str, str] | None = None,
    template: dict[str, Any] | None = None,
    pods: dict[int, dict[str, Any]] | None = None,
    claim: dict[str, Any] | None = None,
    **more: Any,
) -> Grounds:
    """A set in a namespace with a quota.

    Args:
        scene: the set.
        hard: what the quota limits.
        used: what is used of it; None: all.
        template: the spec of the set's pods; None: one that asks for nothing.
        pods: that of the pods that are there, by ordinal, where it is another.
        claim: that of its claim template.
        **more: of the grounds.
    """
    status = {"hard": hard, "used": used or hard}
    quota = msgspec.convert({"metadata": {"name": "q"}, "status": status}, ResourceQuota)
    surroundings = replace(around(nodes=(node("b"),)), quotas=Readable((quota,)))
    found = grounds(scene, surroundings=surroundings, **more)
    asked = msgspec.convert(template or asks(), PodSpec)
    family, spec = found.known, found.known.set.spec
    changed = msgspec.structs.replace(
        spec,
        template=msgspec.structs.replace(spec.template, spec=asked),
        volume_claim_templates=tuple(
            msgspec.convert({"metadata": {"name": each}, "spec": claim or {}}, ClaimTemplate)
            for each in scene.templates
        ),
    )
    there = {}
    for ordinal, pod in family.pods_by_ordinal.items():
        own = msgspec.convert((pods or {}).get(ordinal, template or asks()), PodSpec)
        own = msgspec.structs.replace(own, volumes=pod.spec.volumes, node_name=pod.spec.node_name)
        there[ordinal] = msgspec.structs.replace(pod, spec=own)
    family = replace(
        family, set=msgspec.structs.replace(family.set, spec=changed), pods_by_ordinal=there
    )
    return replace(found, family=family)


def told(plan: Plan) -> list[tuple[bool, str]]:
    texts = [each for each in plan.warnings if 'quota "q"' in each.text]
    return [(each.dangerous, each.text.removeprefix('quota "q" ')) for each in texts]


SHORT = "has no room for what is made: "


def test_a_pod_that_comes_back_takes_what_its_new_template_asks_for() -> None:
    found = ground(
        Scene(replicas=2, update=NEW).ready(0, 1),
        hard={"requests.memory": "3Gi"},
        used={"requests.memory": "2Gi"},
        template=asks("2Gi"),
        pods={0: asks("1Gi"), 1: asks("1Gi")},
    )
    more = f"{SHORT}requests.memory 2Gi of 3Gi used, 2Gi more wanted"
    assert told(plan_restart(found)) == [(True, more)]


def test_a_pod_that_comes_back_smaller_makes_room() -> None:
    found = ground(
        Scene(replicas=2, update=NEW).ready(0, 1),
        hard={"requests.memory": "4Gi"},
        template=asks("1Gi"),
        pods={0: asks("2Gi"), 1: asks("2Gi")},
    )
    assert told(plan_restart(found)) == []


@pytest.mark.parametrize(
    ("memory", "more"),
    [("2Gi", [(True, f"{SHORT}requests.memory 2Gi of 2Gi used, 2Gi more wanted")]), ("1Gi", [])],
)
def test_a_rollback_counts_the_template_of_the_revision_it_goes_to(
    memory: str, more: list[tuple[bool, str]]
) -> None:
    templates = Readable({OLD: {"spec": asks(memory)}, NEW: {"spec": asks("1Gi")}})
    back = ground(
        Scene(replicas=2, current=OLD, update=NEW).ready(0, 1, revision=NEW),
        hard={"requests.memory": "2Gi"},
        template=asks("1Gi"),
        templates=templates,
    )
    assert told(plan_rollback(back, revision=OLD)) == more


def test_pods_below_the_partition_are_made_from_the_old_template() -> None:
    templates = Readable({OLD: {"spec": asks("1Gi")}, NEW: {"spec": asks("9Gi")}})
    found = ground(
        Scene(replicas=2, update=NEW, rolling=RollingUpdate(partition=2)).pod(0),
        hard={"requests.memory": "2Gi"},
        used={"requests.memory": "1Gi"},
        template=asks("9Gi"),
        pods={0: asks("1Gi")},
        templates=templates,
    )
    assert told(plan_pod_deletion(replace(found, pod=found.known.pods_by_ordinal[0]))) == []


UNLESS = ", unless a LimitRange of the namespace names it"
UNNAMED = (
    "wants requests.memory for main, which the template does not name: web-2 cannot be made"
    + UNLESS
)


@pytest.mark.parametrize(
    ("template", "made", "said"),
    [
        (asks(), None, [(True, UNNAMED)]),
        (asks("0"), None, []),
        # A LimitRange gave it to the pods that are there.
        (asks(), asks("1Gi"), []),
        ({**asks(), "resources": {"requests": {"cpu": "1"}}}, None, []),
        (
            {"containers": [{"name": "main", "resources": {"limits": {"memory": "1Gi"}}}]},
            None,
            [],
        ),
        (
            {**asks("1Gi"), "initContainers": [{"name": "init"}]},
            None,
            [(True, UNNAMED.replace("main", "init"))],
        ),
    ],
)
def test_a_quota_on_memory_wants_each_container_to_name_it(
    template: dict[str, Any], made: dict[str, Any] | None, said: list[tuple[bool, str]]
) -> None:
    found = ground(
        Scene(replicas=2).ready(0, 1),
        hard={"requests.memory": "9Gi"},
        used={"requests.memory": "0"},
        template=template,
        pods=dict.fromkeys((0, 1), made) if made else None,
    )
    assert told(plan_scale(found, replicas=3)) == said


def test_the_youngest_pod_shows_what_a_limit_range_gives() -> None:
    scene = Scene(replicas=2).ready(0, 1)
    found = ground(
        scene,
        hard={"requests.memory": "9Gi"},
        used={"requests.memory": "1Gi"},
        pods={0: asks("1Gi"), 1: asks()},
    )
    pods = {}
    for ordinal, pod in found.known.pods_by_ordinal.items():
        born = NOW - timedelta(minutes=1 + ordinal)
        metadata = msgspec.structs.replace(pod.metadata, creation_timestamp=born)
        pods[ordinal] = msgspec.structs.replace(pod, metadata=metadata)
    found = replace(found, family=replace(found.known, pods_by_ordinal=pods))
    assert told(plan_scale(found, replicas=3)) == []


@pytest.mark.parametrize("there", [False, True])
def test_pods_of_two_revisions_that_name_too_little_are_all_named(*, there: bool) -> None:
    """Web-0 comes from the old revision, the others from the new one, of which there is a pod."""
    scene = Scene(replicas=0, rolling=RollingUpdate(partition=1), current=OLD, update=NEW)
    if there:
        scene = scene.pod(5, ends_in=5, revision=NEW)
    found = ground(scene, hard={"limits.memory": "9Gi"}, used={"limits.memory": "0"})
    ((dangerous, text),) = told(plan_scale(found, replicas=3))
    assert dangerous == there
    assert text == (
        "wants limits.memory for main, which the template does not name: web-0, web-1, web-2 "
        f"cannot be made{UNLESS}"
    )


def test_where_no_pod_is_there_a_limit_range_may_name_it() -> None:
    found = ground(Scene(replicas=0), hard={"limits.cpu": "1"}, used={"limits.cpu": "0"})
    ((dangerous, text),) = told(plan_scale(found, replicas=1))
    assert not dangerous
    assert text.startswith("wants limits.cpu for main, which the template does not name: web-0")
    assert text.endswith("unless a LimitRange of the namespace names it")


@pytest.mark.parametrize(
    ("resource", "room"), [("pods", False), ("count/pods", True), ("requests.memory", False)]
)
def test_a_pod_that_ended_holds_its_place_among_all_but_no_other(
    resource: str, *, room: bool
) -> None:
    ended = Scene(replicas=2).ready(0).pod(1, phase="Failed", ready=False)
    found = ground(ended, hard={resource: "2"}, template=asks("1"))
    plan = plan_scale(found, replicas=3)
    assert plan.consequences.replaces == ("web-1",)
    wanted = {
        # Of those that have not ended web-1 is none: it frees no place there.
        "pods": "has room for 0 more pods, 2 are wanted",
        "count/pods": (
            "has room for 0 more pods, 1 is wanted: web-2 may take the place that web-1 frees"
        ),
        "requests.memory": f"{SHORT}requests.memory 2 of 2 used, 2 more wanted",
    }
    assert told(plan) == [(True, wanted[resource])]
    alone = plan_restart(found)
    assert (told(alone) == []) == room


@pytest.mark.parametrize("finalizers", [(), ("example.com/hold",)])
@pytest.mark.parametrize("replicas", [3, 4])
def test_a_pod_that_ends_for_good_frees_its_place_unless_it_is_held(
    replicas: int, finalizers: tuple[str, ...]
) -> None:
    scene = Scene(replicas=2).ready(0, 1).pod(4, ends_in=5)
    pod = scene.pods["web-4"]
    metadata = msgspec.structs.replace(pod.metadata, finalizers=finalizers)
    held = msgspec.structs.replace(pod, metadata=metadata)
    scene = replace(scene, pods={**scene.pods, "web-4": held})
    plan = plan_scale(ground(scene, hard={"pods": "3"}), replicas=replicas)
    assert plan.consequences.creates == ("web-2", "web-3")[: replicas - 2]
    wanted = replicas - 2 if finalizers else replicas - 3
    full = f"has room for 0 more pods, {wanted} {'is' if wanted == 1 else 'are'} wanted"
    assert told(plan) == ([(True, full)] if wanted else [])


def test_what_ends_makes_a_quota_that_is_exceeded_no_wider_than_it_is() -> None:
    scene = Scene(replicas=2).ready(0, 1).pod(3, ends_in=5)
    found = ground(
        scene,
        hard={"pods": "1", "requests.memory": "1Gi"},
        used={"pods": "3", "requests.memory": "3Gi"},
        template=asks("1Gi"),
    )
    assert told(plan_scale(found, replicas=3)) == [
        (True, "has room for 0 more pods and is exceeded: web-2 may not be made"),
        (True, f"{SHORT}requests.memory 3Gi of 1Gi used: web-2 may not be made"),
    ]


def test_on_a_node_that_does_not_answer_it_frees_none() -> None:
    scene = Scene(replicas=2).ready(0, 1).pod(3, ends_in=5, node="silent")
    found = ground(scene, hard={"pods": "3"})
    nodes = around(nodes=(node("silent", ready=False),)).nodes
    found = replace(found, surroundings=replace(found.surroundings, nodes=nodes))
    assert told(plan_scale(found, replicas=3)) == [(True, "has room for 0 more pods, 1 is wanted")]


@pytest.mark.parametrize(("ended", "room"), [(29, True), (31, False)])
def test_a_pod_whose_grace_period_is_over_twice_is_not_counted_any_more(
    ended: int, *, room: bool
) -> None:
    scene = Scene(replicas=2).ready(0).pod(1, ends_in=-ended)
    pod = scene.pods["web-1"]
    metadata = msgspec.structs.replace(pod.metadata, deletion_grace_period_seconds=30)
    scene = replace(
        scene, pods={**scene.pods, "web-1": msgspec.structs.replace(pod, metadata=metadata)}
    )
    plan = plan_restart(ground(scene, hard={"pods": "2"}))
    assert (told(plan) == []) == room


def test_the_whole_of_a_pod_is_counted() -> None:
    spec = msgspec.convert(
        {
            "containers": [
                {
                    "name": "a",
                    "resources": {
                        "requests": {"cpu": "1", "ephemeral-storage": "2Gi"},
                        "limits": {
                            "memory": "1Gi",
                            "hugepages-2Mi": "4Mi",
                            "nvidia.com/gpu": 2,
                            "example.kubernetes.io/x": "3",
                        },
                    },
                }
            ],
            "overhead": {"cpu": "250m", "memory": "64Mi"},
        },
        PodSpec,
    )
    found = {resource: f"{amount:f}" for resource, amount in usage(spec).items()}
    assert found == {
        "pods": "1",
        "count/pods": "1",
        "cpu": "1.250",
        "requests.cpu": "1.250",
        "memory": "1140850688",
        "requests.memory": "1140850688",
        "limits.memory": "1140850688",
        "ephemeral-storage": "2147483648",
        "requests.ephemeral-storage": "2147483648",
        "hugepages-2Mi": "4194304",
        "requests.hugepages-2Mi": "4194304",
        # As validation has it: of extended resources only what is asked for.
        "requests.nvidia.com/gpu": "2",
    }


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        ({"requests": {"memory": "3"}}, {"requests.memory": "3", "limits.memory": "2"}),
        # What containers ask for is that of the pod; else it asks for all that it may use.
        ({"limits": {"memory": "4", "cpu": "5"}}, {"requests.memory": "1", "requests.cpu": "5"}),
    ],
)
def test_what_the_pod_itself_names_counts_before_its_containers(
    whole: dict[str, Any], expected: dict[str, str]
) -> None:
    container = {"requests": {"memory": "1"}, "limits": {"memory": "2"}}
    spec = {"containers": [{"name": "a", "resources": container}], "resources": whole}
    found = usage(msgspec.convert(spec, PodSpec))
    assert {each: f"{found[each]:f}" for each in expected} == expected


def storage_class(name: str, *, default: bool, age: int = 0) -> StorageClass:
    key = "storageclass.kubernetes.io/is-default-class"
    metadata = {
        "name": name,
        "annotations": {key: "true" if default else "false"},
        "creationTimestamp": (NOW - timedelta(days=age)).isoformat(),
    }
    return msgspec.convert({"metadata": metadata}, StorageClass)


@pytest.mark.parametrize(
    ("claim", "of_class", "short"),
    [
        ({}, "new", True),
        ({}, "old", False),
        ({"storageClassName": "old"}, "old", True),
        ({"storageClassName": ""}, "new", False),
    ],
)
def test_claims_without_a_class_count_for_the_newest_default(
    claim: dict[str, Any], of_class: str, *, short: bool
) -> None:
    found = ground(
        Scene(replicas=1, templates=("data",)).ready(0),
        hard={f"{of_class}.storageclass.storage.k8s.io/persistentvolumeclaims": "1"},
        claim=claim,
    )
    classes = (
        storage_class("old", default=True, age=9),
        storage_class("new", default=True, age=1),
        storage_class("newest", default=False),
    )
    by_name = {each.metadata.name: each for each in classes}
    surroundings = replace(found.surroundings, storage_classes=Readable(by_name))
    assert bool(told(plan_scale(replace(found, surroundings=surroundings), replicas=2))) == short
