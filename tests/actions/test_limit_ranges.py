"""What LimitRanges refuse of the pods and claims that a plan makes, and what they give to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_scale
from ststui.actions.risks.given import with_defaults
from ststui.actions.risks.pod_usage import usage
from ststui.model import Readable, Unreadable
from ststui.model.limit_range import LimitRange
from ststui.model.metadata import Annotations
from ststui.model.pod import PodSpec
from ststui.model.surroundings import Surroundings
from tests.actions.test_quotas import asks, ground
from tests.actions.test_refusals import refused
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan

pytestmark = pytest.mark.pure

ROOMY = {"count/pods": "99"}


def limits(*found: dict[str, Any]) -> LimitRange:
    return msgspec.convert({"metadata": {"name": "l"}, "spec": {"limits": found}}, LimitRange)


def limited(found: Grounds, *ranges: LimitRange) -> Grounds:
    around = replace(found.surroundings, limit_ranges=Readable(ranges))
    return replace(found, surroundings=around)


def one(requests: dict[str, str] | None = None, **more: str) -> dict[str, Any]:
    """A pod of one container with those requests and limits."""
    named = {"requests": requests or {}, "limits": more}
    return {"containers": [{"name": "main", "resources": named}]}


def told(plan: Plan) -> list[tuple[bool, str]]:
    start = 'LimitRange "l" refuses '
    found = [each for each in plan.warnings if each.text.startswith(start)]
    return [(each.dangerous, each.text.removeprefix(start)) for each in found]


CONTAINER, POD = {"type": "Container"}, {"type": "Pod"}
RATIO = {"maxLimitRequestRatio": {"cpu": "2"}}

REFUSED = {
    "enough": (one(memory="1Gi"), {**CONTAINER, "max": {"memory": "1Gi"}}, ""),
    "a limit": (
        one(memory="2Gi"),
        {**CONTAINER, "max": {"memory": "1Gi"}},
        "main has a limit of memory above 1Gi",
    ),
    "a request": (
        one({"memory": "2Gi"}),
        {**CONTAINER, "max": {"memory": "1Gi"}, "default": {"memory": "1Gi"}},
        "main asks for more memory than 1Gi",
    ),
    "no limit": (
        one(),
        {**POD, "max": {"memory": "1Gi"}},
        "the pod has no limit of memory, and may have 1Gi at most",
    ),
    "given": (one(), {**CONTAINER, "max": {"cpu": "1"}, "default": {"cpu": "1"}}, ""),
    "too little": (
        one({"cpu": "100m"}),
        {**CONTAINER, "min": {"cpu": "200m"}},
        "main asks for less cpu than 200m",
    ),
    "nothing": (
        one(),
        {**CONTAINER, "min": {"cpu": "200m"}},
        "main asks for no cpu, and has to for 200m or more",
    ),
    # A request that is not named is the limit.
    "ratio": (one(cpu="4"), {**CONTAINER, **RATIO}, ""),
    "too wide": (
        one({"cpu": "1"}, cpu="3"),
        {**CONTAINER, **RATIO},
        "main has a limit of cpu above 2 times what it asks for",
    ),
    "a ratio of nothing": (
        one({"cpu": "1"}),
        {**POD, **RATIO},
        "the pod has to name cpu that it asks for, and a limit of 2 times what it asks for at most",
    ),
    "an init container": (
        {**one(), "initContainers": [{"name": "i", "resources": {"limits": {"cpu": "9"}}}]},
        {**CONTAINER, "max": {"cpu": "2"}, "default": {"cpu": "1"}},
        "i has a limit of cpu above 2",
    ),
    "together": (
        {"containers": [*one(cpu="1")["containers"], *one(cpu="1")["containers"]]},
        {**POD, "max": {"cpu": "1"}},
        "the pod has a limit of cpu above 1",
    ),
    "devices": (
        one(None, **{"nvidia.com/gpu": "2"}),
        {**CONTAINER, "max": {"nvidia.com/gpu": "1"}, "default": {"nvidia.com/gpu": "1"}},
        "main has a limit of nvidia.com/gpu above 1",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_pod_out_of_range_is_not_made(case: str) -> None:
    template, limit, why = REFUSED[case]
    found = limited(ground(Scene(replicas=1), hard=ROOMY, template=template), limits(limit))
    assert told(plan_scale(found, replicas=2)) == ([(True, f"web-0, web-1: {why}")] if why else [])


def test_a_limit_range_that_is_younger_than_a_pod_refuses_it_when_it_comes_back() -> None:
    found = ground(Scene(replicas=2).ready(0, 1), hard=ROOMY, template=asks("2Gi"))
    found = limited(found, limits({**CONTAINER, "max": {"memory": "1Gi"}}))
    why = "main has no limit of memory, and may have 1Gi at most"
    assert told(plan_restart(found)) == [(True, f"web-1, web-0: {why}")]
    pod = found.known.pods_by_ordinal[1]
    assert told(plan_pod_deletion(replace(found, pod=pod))) == [(True, f"web-1: {why}")]
    assert told(plan_scale(found, replicas=1)) == []


@pytest.mark.parametrize(
    ("size", "limit", "why"),
    [
        ("1Gi", {"max": {"storage": "1Gi"}}, ""),
        ("2Gi", {"max": {"storage": "1Gi"}}, "asks for 2Gi storage, 1Gi at most"),
        ("1Gi", {"min": {"storage": "2Gi"}}, "asks for 1Gi storage, less than 2Gi"),
    ],
)
def test_a_claim_out_of_range_is_not_made(size: str, limit: dict[str, Any], why: str) -> None:
    scene = Scene(replicas=1, templates=("data",)).ready(0)
    claim = {"resources": {"requests": {"storage": size}}}
    found = ground(scene, hard=ROOMY, claim=claim)
    found = limited(found, limits({"type": "PersistentVolumeClaim", **limit}))
    wanted = [(True, f"data-web-1: {why}")] if why else []
    assert told(plan_scale(found, replicas=2)) == wanted
    assert told(plan_restart(found)) == []


GIVES = {**CONTAINER, "default": {"memory": "2Gi"}, "defaultRequest": {"memory": "1Gi"}}


def test_what_a_limit_range_gives_counts_for_quotas() -> None:
    scene = Scene(replicas=0)
    found = limited(
        ground(scene, hard={"requests.memory": "1Gi"}, used={"requests.memory": "0"}),
        limits(GIVES),
    )
    plan = plan_scale(found, replicas=2)
    said = 'quota "q" has no room for what is made: requests.memory 0 of 1Gi used, 2Gi more wanted'
    assert [e.text for e in plan.warnings if e.dangerous] == [said]
    assert not plan_scale(found, replicas=1).dangerous


@pytest.mark.parametrize("given", [False, True])
def test_what_a_limit_range_gave_that_is_gone_is_not_given_again(*, given: bool) -> None:
    """What nothing of the cluster gave, a webhook did, and does again."""
    scene = Scene(replicas=1).ready(0)
    found = limited(
        ground(
            scene,
            hard={"requests.memory": "9Gi"},
            used={"requests.memory": "0"},
            pods={0: asks("1")},
        )
    )
    pod = found.known.pods_by_ordinal[0]
    marks = Annotations(limits_given="LimitRanger plugin set: memory request for container main")
    if given:
        metadata = msgspec.structs.replace(pod.metadata, annotations=marks)
        pod = msgspec.structs.replace(pod, metadata=metadata)
    found = replace(found, family=replace(found.known, pods_by_ordinal={0: pod}))
    said = (
        'quota "q" wants requests.memory for main, which neither the template nor a LimitRange '
        "names: web-1 cannot be made"
    )
    dangers = [each.text for each in plan_scale(found, replicas=2).warnings if each.dangerous]
    assert dangers == ([said] if given else [])


def test_what_could_not_be_read_is_told() -> None:
    found = ground(Scene(replicas=1).ready(0), hard=ROOMY)
    around = replace(found.surroundings, limit_ranges=Unreadable("forbidden"))
    found = replace(found, surroundings=around)
    said = "LimitRanges could not be read (forbidden): whether they let 2 pods be made is not known"
    texts = [each.text for each in plan_scale(found, replicas=3).warnings]
    assert said in texts
    assert not any("LimitRanges" in each.text for each in plan_restart(found).warnings)
    nothing = replace(found, surroundings=Surroundings())
    assert any("LimitRanges" in each.text for each in plan_scale(nothing, replicas=3).warnings)


@pytest.mark.parametrize("known", [False, True])
def test_the_last_refusal_by_a_limit_range_is_believed_where_they_cannot_be_read(
    *, known: bool
) -> None:
    words = 'pods "web-1" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi'
    scene = replace(
        Scene(replicas=2).ready(0), events=Readable({"set": (refused("web-1", words),)})
    )
    found = ground(scene, hard=ROOMY)
    plan = plan_scale(limited(found) if known else found, replicas=3)
    assert any("maximum memory usage" in each.text for each in plan.warnings) == (not known)
    assert plan.consequences.creates == (("web-1", "web-2") if known else ())


CLAIM_TOO_LARGE = (
    'persistentvolumeclaims "data-web-2" is forbidden: maximum storage usage per '
    "PersistentVolumeClaim is 1Gi, but request is 2Gi"
)


def test_what_is_not_known_of_pods_that_come_once_none_is_refused_any_more_is_told() -> None:
    scene = Scene(replicas=3, templates=("data",)).ready(0, 1)
    event = msgspec.structs.replace(
        refused("web-2", CLAIM_TOO_LARGE),
        message="create Claim data-web-2 for Pod web-2 in StatefulSet web failed error: "
        + CLAIM_TOO_LARGE,
    )
    scene = replace(scene, events=Readable({"set": (event,)}))
    found = ground(scene, hard=ROOMY, claim={"resources": {"requests": {"storage": "2Gi"}}})
    small = limits({"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}})
    plan = plan_scale(limited(found, small), replicas=4)
    assert told(plan) == [(True, "data-web-2, data-web-3: asks for 2Gi storage, 1Gi at most")]
    blind = replace(found.surroundings, limit_ranges=Unreadable("forbidden"))
    plan = plan_scale(replace(found, surroundings=blind), replicas=4)
    assert plan.consequences.creates == ()
    said = "LimitRanges could not be read (forbidden): whether they let 2 pods be made is not known"
    assert said in [each.text for each in plan.warnings if each.code == "rights"]


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ({}, {"requests.memory": "1", "limits.memory": "2"}),
        ({"limits": {"memory": "5"}}, {"requests.memory": "5", "limits.memory": "5"}),
        ({"requests": {"memory": "0"}}, {"limits.memory": "2"}),
    ],
)
def test_defaults_complete_what_a_container_names(
    container: dict[str, Any], expected: dict[str, str]
) -> None:
    spec = msgspec.convert({"containers": [{"name": "a", "resources": container}]}, PodSpec)
    gives = limits({**CONTAINER, "default": {"memory": "2"}, "defaultRequest": {"memory": "1"}})
    found = usage(with_defaults(spec, (gives,)))
    assert {k: f"{v:f}" for k, v in found.items() if k[-6:] == "memory" and "." in k} == expected


def test_who_names_limits_of_the_whole_pod_asks_for_them_before_containers_get_defaults() -> None:
    whole = {"limits": {"memory": "8"}}
    spec = msgspec.convert({"containers": [{"name": "a"}], "resources": whole}, PodSpec)
    gives = limits({**CONTAINER, "default": {"memory": "2"}, "defaultRequest": {"memory": "1"}})
    found = usage(with_defaults(spec, (gives,)))
    assert (f"{found['requests.memory']:f}", f"{found['limits.memory']:f}") == ("8", "8")
