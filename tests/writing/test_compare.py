"""What somebody who saw a plan is told before it is carried out, where the danger was there."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

import ststui
from ststui.actions import (
    QuorumHints,
    plan_expansion,
    plan_image,
    plan_pod_deletion,
    plan_restart,
    plan_scale,
)
from ststui.model import PersistentVolumeClaim, Readable
from ststui.model.claim import ClaimMetadata, ClaimResources, ClaimSpec, ClaimStatus
from ststui.model.stateful_set import ClaimRetention
from ststui.writing.compare import changes
from tests.actions.ground import around, bound, budget, grounds, volume, with_image
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.actions import Plan

pytestmark = pytest.mark.pure


def to_one(*, a: str, b: str) -> Plan:
    """A scale-down that deletes the claims of web-2 and web-1 by the policies of their volumes."""
    retention = ClaimRetention(when_scaled="Delete")
    scene = Scene(replicas=3, templates=("data",), retention=retention).ready(0, 1, 2)
    scene = bound(scene, data_web_1="a", data_web_2="b")
    volumes = (volume("b", policy=b), *((volume("a", policy=a),) if a else ()))
    return plan_scale(grounds(scene, surroundings=around(volumes=volumes)), replicas=1)


def test_data_that_would_be_lost_too_is_told() -> None:
    shown, now = to_one(a="Retain", b="Delete"), to_one(a="Delete", b="Delete")
    assert changes(shown, now) == ("the data of claim data-web-1 (volume a) would be lost too",)
    assert changes(now, shown) == ()
    assert changes(now, now) == ()


def test_data_of_which_nothing_is_known_any_more_is_told() -> None:
    shown, now = to_one(a="Retain", b="Delete"), to_one(a="", b="Delete")
    assert changes(shown, now) == ("whether the data of claim data-web-1 stays is not known",)


def test_another_volume_under_a_claim_is_told() -> None:
    retention = ClaimRetention(when_scaled="Delete")
    scene = Scene(replicas=2, templates=("data",), retention=retention).ready(0, 1)
    volumes = around(volumes=(volume("a"), volume("b")))
    shown, now = (
        plan_scale(grounds(bound(scene, data_web_1=each), surroundings=volumes), replicas=1)
        for each in ("a", "b")
    )
    assert changes(shown, now) == ("claim data-web-1 has volume b by now",)


def held(*ordinals: int) -> Plan:
    """A restart of three pods, some of which have finalizers."""
    scene = Scene(replicas=3).ready(0, 1, 2)
    pods = dict(scene.pods)
    for each in ordinals:
        pod = pods[f"web-{each}"]
        metadata = msgspec.structs.replace(pod.metadata, finalizers=("example.com/hold",))
        pods[f"web-{each}"] = msgspec.structs.replace(pod, metadata=metadata)
    return plan_restart(grounds(replace(scene, pods=pods)))


def test_the_same_danger_of_another_pod_is_told() -> None:
    (told,) = changes(held(2), held(1, 2))
    assert told.startswith("web-1 has finalizers (example.com/hold)")
    assert changes(held(1, 2), held(2)) == ()


def test_every_danger_says_what_it_is_about() -> None:
    # Plans are compared by that: without it one that was shown hides all others of its code.
    silent = [
        f"{path.name}:{call.lineno}"
        for path in sorted(Path(ststui.__file__).parent.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "warn"
        and {"dangerous"} == {each.arg for each in call.keywords} & {"dangerous", "about"}
    ]
    assert silent == []


def grown(**sizes: str) -> Plan:
    """An expansion to 2Gi of claims that ask for so much, each of an object with its own uid."""
    scene = Scene(replicas=3, templates=("data",)).ready(0, 1, 2)
    claims = {}
    for key, size in sizes.items():
        name = f"data-web-{key.removeprefix('c')}"
        claims[name] = PersistentVolumeClaim(
            metadata=ClaimMetadata(name=name, namespace="shop", uid=f"uid-{name}"),
            spec=ClaimSpec(
                volume_name=f"pv-{name}",
                storage_class_name="fast",
                resources=ClaimResources(requests={"storage": size}),
            ),
            status=ClaimStatus(phase="Bound", capacity={"storage": size}),
        )
    return plan_expansion(grounds(replace(scene, claims=claims)), template="data", size="2Gi")


def test_requests_are_paired_by_what_they_are_about() -> None:
    shown = grown(c0="1Gi", c1="1Gi", c2="1Gi")
    assert changes(shown, shown) == ()
    assert changes(shown, grown(c0="2Gi", c1="1Gi", c2="1Gi")) == (
        "2 requests are needed by now instead of 3",
    )
    assert changes(shown, grown(c0="2Gi", c1="1.5Gi", c2="1Gi")) == (
        "2 requests are needed by now instead of 3",
        "data-web-1: the size asked for was 1Gi and is 1.5Gi by now",
    )


def test_one_that_is_deleted_in_another_way_is_not_another_object() -> None:
    scene = Scene().ready(0, 1, 2)
    pod = scene.pods["web-0"]
    hasty = msgspec.structs.replace(
        pod, spec=msgspec.structs.replace(pod.spec, termination_grace_period_seconds=0)
    )
    other = msgspec.structs.replace(pod, metadata=msgspec.structs.replace(pod.metadata, uid="new"))
    shown, now, anew = (plan_pod_deletion(grounds(scene, pod=each)) for each in (pod, hasty, other))
    assert changes(shown, now) == ("it would be deleted in another way by now",)
    assert changes(shown, anew) == ("it was deleted and made anew",)


def without_web_0(*unready: int, allowed: int = 9, other: int = 9) -> Plan:
    """The deletion of a pod of five that need three, of which some are not Ready."""
    scene = Scene(replicas=5)
    for ordinal in range(5):
        scene = scene.pod(ordinal, ready=ordinal not in unready)
    found = grounds(scene, quorum=QuorumHints(sets=("*",)))
    budgets = (budget("first", allowed=allowed), budget("second", allowed=other))
    family = replace(found.known, budgets=Readable(budgets))
    return plan_pod_deletion(replace(found, family=family, pod=family.pods_by_ordinal[0]))


def test_a_majority_that_got_smaller_is_told_and_a_larger_one_is_not() -> None:
    shown, now = without_web_0(3, 4), without_web_0(2, 3, 4)
    (told,) = changes(shown, now)
    assert told.startswith("only 1 of 5 pods stays Ready")
    assert changes(now, shown) == ()


def test_a_budget_that_allows_less_is_told_and_one_that_allows_more_is_not() -> None:
    shown, now = without_web_0(allowed=0), without_web_0(allowed=0, other=0)
    (told,) = changes(shown, now)
    assert told.startswith("budget second allows 0 at once")
    assert changes(now, shown) == ()


def test_what_somebody_changed_is_named_whatever_the_plan_changes() -> None:
    """As it is for the field of the plan itself."""
    scene = Scene(replicas=3).ready(0, 1, 2)
    shown = plan_image(grounds(scene), container="main", image="app:2")
    for other, told in (
        (replace(scene, replicas=4), "replicas was 3 and is 4 by now"),
        (
            replace(scene, retention=ClaimRetention(when_scaled="Delete")),
            "whenScaled was Retain and is Delete by now",
        ),
    ):
        newer = grounds(replace(other, generation=2))
        assert changes(shown, plan_image(newer, container="main", image="app:2")) == (told,)
    newer = grounds(replace(scene, generation=2))
    newer = replace(newer, family=with_image(newer.known, "main", "app:3"))
    now = plan_image(newer, container="main", image="app:2")
    assert changes(shown, now) == ("the image of main was app:1 and is app:3 by now",)
