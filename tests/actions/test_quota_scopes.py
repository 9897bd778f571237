"""A quota whose scopes do not hold of a set's pods or claims has no say in its plans."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import plan_scale
from ststui.model import Readable
from ststui.model.pod import PodSpec
from ststui.model.quota import ResourceQuota
from ststui.model.stateful_set import ClaimTemplate
from tests.actions.ground import around, grounds, node
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds

pytestmark = pytest.mark.pure

THREE = Scene(templates=("data",)).ready(0, 1, 2)
NONE = Scene(replicas=0, templates=("data",))
"""No pod is there that tells what admission adds."""
NAMES_PODS = {"pods": "3"}
ASKS = {"resources": {"requests": {"memory": "1Gi"}}}
DEFAULTED = "a LimitRange may give them requests"


def ground(
    scene: Scene,
    scope: dict[str, Any],
    *,
    template: dict[str, Any] | None = None,
    made: dict[str, Any] | None = None,
    claim: dict[str, Any] | None = None,
    hard: dict[str, str] | None = None,
) -> Grounds:
    """A set in a namespace with a full quota.

    Args:
        scene: the set.
        scope: the quota's spec.
        template: the set's pods as they are asked for.
        made: as they are, after admission; None: as asked for.
        claim: the spec of its claim template.
        hard: what the quota limits, all of it used.
    """
    hard = hard or NAMES_PODS
    quota = {"metadata": {"name": "q"}, "spec": scope, "status": {"hard": hard, "used": hard}}
    full = msgspec.convert(quota, ResourceQuota)
    found = grounds(
        scene, surroundings=replace(around(nodes=(node("b"),)), quotas=Readable((full,)))
    )
    asked = msgspec.convert({"containers": [{"name": "main"}], **(template or {})}, PodSpec)
    taken = msgspec.convert(made, PodSpec) if made is not None else asked
    family, spec = found.known, found.known.set.spec
    changed = msgspec.structs.replace(
        spec,
        template=msgspec.structs.replace(spec.template, spec=asked),
        volume_claim_templates=(
            msgspec.convert({"metadata": {"name": "data"}, "spec": claim or {}}, ClaimTemplate),
        ),
    )
    pods = {
        ordinal: msgspec.structs.replace(
            pod, spec=msgspec.structs.replace(taken, volumes=pod.spec.volumes)
        )
        for ordinal, pod in family.pods_by_ordinal.items()
    }
    family = replace(
        family, set=msgspec.structs.replace(family.set, spec=changed), pods_by_ordinal=pods
    )
    return replace(found, family=family)


def told(found: Grounds) -> tuple[list[str], list[str]]:
    """What stands in the way, and what may."""
    plan = plan_scale(found, replicas=found.known.set.replicas + 1)
    texts = [each for each in plan.warnings if 'quota "q"' in each.text]
    return [e.text for e in texts if e.dangerous], [e.text for e in texts if not e.dangerous]


def scope(name: str, operator: str = "Exists", *values: str) -> dict[str, Any]:
    one = {"scopeName": name, "operator": operator, "values": list(values)}
    return {"scopeSelector": {"matchExpressions": [one]}}


@pytest.mark.parametrize(
    ("spec", "pods", "counts"),
    [
        ({}, {}, True),
        ({"scopes": ["BestEffort"]}, {}, True),
        ({"scopes": ["BestEffort"]}, {"containers": [{"name": "main", **ASKS}]}, False),
        ({"scopes": ["BestEffort"]}, {"initContainers": [{"name": "init", **ASKS}]}, False),
        ({"scopes": ["BestEffort"]}, ASKS, False),
        ({"scopes": ["NotBestEffort"]}, {}, False),
        ({"scopes": ["NotBestEffort"]}, {"containers": [{"name": "main", **ASKS}]}, True),
        ({"scopes": ["Terminating"]}, {}, False),
        ({"scopes": ["NotTerminating"]}, {}, True),
        ({"scopes": ["NotTerminating", "NotBestEffort"]}, {}, False),
        ({"scopes": ["PriorityClass"]}, {}, False),
        ({"scopes": ["PriorityClass"]}, {"priorityClassName": "gold"}, True),
        (scope("PriorityClass", "In", "gold"), {"priorityClassName": "gold"}, True),
        (scope("PriorityClass", "In", "gold"), {"priorityClassName": "tin"}, False),
        (scope("PriorityClass", "In", "gold"), {}, False),
        (scope("PriorityClass", "NotIn", "gold"), {"priorityClassName": "gold"}, False),
        (scope("PriorityClass", "NotIn", "gold"), {}, True),
        (scope("PriorityClass", "DoesNotExist"), {}, True),
        (scope("PriorityClass", "DoesNotExist"), {"priorityClassName": "gold"}, False),
        (scope("CrossNamespacePodAffinity"), {}, False),
        (scope("VolumeAttributesClass", "In", "fast"), {}, False),
    ],
)
def test_a_quota_counts_the_pods_for_which_all_its_scopes_hold(
    spec: dict[str, Any], pods: dict[str, Any], *, counts: bool
) -> None:
    wanted = ['quota "q" has room for 0 more pods, 1 is wanted'] if counts else []
    assert told(ground(THREE, spec, template=pods)) == (wanted, [])


def test_what_admission_adds_is_seen_in_the_pods_that_are_there() -> None:
    ranged = {"containers": [{"name": "main", **ASKS}]}
    assert told(ground(THREE, {"scopes": ["BestEffort"]}, made=ranged)) == ([], [])
    assert told(ground(THREE, {"scopes": ["NotBestEffort"]}, made=ranged))[0]
    default = {"priorityClassName": "gold"}
    assert told(ground(THREE, scope("PriorityClass", "In", "gold"), made=default))[0]


@pytest.mark.parametrize(
    ("spec", "pods", "why"),
    [
        ({"scopes": ["BestEffort"]}, {}, DEFAULTED),
        ({"scopes": ["NotBestEffort"]}, {}, DEFAULTED),
        (
            scope("PriorityClass", "In", "gold"),
            {},
            "the cluster may have a default PriorityClass",
        ),
        (
            scope("CrossNamespacePodAffinity"),
            {
                "affinity": {
                    "podAntiAffinity": {
                        "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "zone"}]
                    }
                }
            },
            "their affinity may be to pods of other namespaces",
        ),
    ],
)
def test_what_cannot_be_told_is_said_and_asks_for_no_name(
    spec: dict[str, Any], pods: dict[str, Any], why: str
) -> None:
    unsure = (
        'quota "q" has room for 0 more pods, 1 is wanted; whether it counts these pods at all is '
        f"not known: {why}"
    )
    assert told(ground(NONE, spec, template=pods)) == ([], [unsure])


@pytest.mark.parametrize(
    ("spec", "claim", "counts"),
    [
        ({}, {}, True),
        (scope("VolumeAttributesClass"), {}, False),
        (scope("VolumeAttributesClass"), {"volumeAttributesClassName": "fast"}, True),
        (
            scope("VolumeAttributesClass", "In", "fast"),
            {"volumeAttributesClassName": "slow"},
            False,
        ),
        (scope("VolumeAttributesClass", "In", "fast"), {"volumeAttributesClassName": "fast"}, True),
        (scope("VolumeAttributesClass", "NotIn", "fast"), {}, True),
        ({"scopes": ["NotTerminating"]}, {}, False),
    ],
)
def test_a_quota_counts_the_claims_of_its_classes(
    spec: dict[str, Any], claim: dict[str, Any], *, counts: bool
) -> None:
    found = told(ground(THREE, spec, claim=claim, hard={"persistentvolumeclaims": "3"}))
    wanted = (
        'quota "q" has no room for what is made: persistentvolumeclaims 3 of 3 used, 1 more wanted'
    )
    assert found == ([wanted] if counts else [], [])


def test_the_requests_of_the_whole_pod_count_before_those_of_its_containers() -> None:
    pods = {"containers": [{"name": "main", **ASKS}], "resources": {"requests": {"memory": "3Gi"}}}
    found = told(ground(THREE, {}, template=pods, hard={"requests.memory": "8Gi"}))
    assert found[0][0].endswith("requests.memory 8Gi of 8Gi used, 3Gi more wanted")


def test_a_pod_that_ends_frees_its_place() -> None:
    ends = Scene(replicas=2, templates=("data",)).ready(0, 1).pod(2, ends_in=20)
    assert told(ground(ends.claim("data-web-2"), {})) == ([], [])


def test_a_pod_that_ended_has_none_to_free() -> None:
    ended = Scene(replicas=2, templates=("data",)).ready(0, 1).pod(2, phase="Failed", ends_in=20)
    assert told(ground(ended.claim("data-web-2"), {}))[0] == [
        'quota "q" has room for 0 more pods, 1 is wanted'
    ]
