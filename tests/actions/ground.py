"""Grounds in plain words, on top of tests.controller.scene: shop/web with whatever is around."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from ststui.actions import Grounds
from ststui.model import (
    HorizontalPodAutoscaler,
    Node,
    PersistentVolume,
    PodDisruptionBudget,
    Readable,
)
from ststui.model.pod import Container
from ststui.model.surroundings import Surroundings
from tests.controller.scene import NOW

if TYPE_CHECKING:
    from ststui.actions import Plan
    from ststui.model.family import Family
    from tests.controller.scene import Scene

V136 = "v1.36.3"


def grounds(scene: Scene, **more: Any) -> Grounds:
    """The grounds of a scene on 1.36.3."""
    family = with_image(scene.family(), "main", "app:1")
    return Grounds(
        context="test",
        namespace="shop",
        now=NOW,
        family=replace(
            family,
            budgets=Readable(()),
            autoscalers=Readable(()),
        ),
        server_version=V136,
        **more,
    )


def with_image(family: Family, container: str, image: str) -> Family:
    """The family with one container in its template."""
    made = Container(name=container, image=image)
    pod = msgspec.structs.replace(family.set.spec.template.spec, containers=(made,))
    template = msgspec.structs.replace(family.set.spec.template, spec=pod)
    spec = msgspec.structs.replace(family.set.spec, template=template)
    return replace(family, set=msgspec.structs.replace(family.set, spec=spec))


def budget(name: str, *, allowed: int, **spec: Any) -> PodDisruptionBudget:
    """A budget of the set, of all its pods if its spec does not say."""
    return msgspec.convert(
        {
            "metadata": {"name": name},
            "spec": {"selector": {}, **spec},
            "status": {"disruptionsAllowed": allowed},
        },
        PodDisruptionBudget,
    )


def autoscaler(name: str, *, least: int, most: int, wants: int) -> HorizontalPodAutoscaler:
    """An autoscaler of the set."""
    return msgspec.convert(
        {
            "metadata": {"name": name},
            "spec": {"minReplicas": least, "maxReplicas": most},
            "status": {"desiredReplicas": wants},
        },
        HorizontalPodAutoscaler,
    )


def node(name: str, *, ready: bool = True, cordoned: bool = False, zone: str = "a") -> Node:
    """A node of a zone."""
    return msgspec.convert(
        {
            "metadata": {"name": name, "labels": {"topology.kubernetes.io/zone": zone}},
            "spec": {"unschedulable": cordoned},
            "status": {"conditions": [{"type": "Ready", "status": "True" if ready else "Unknown"}]},
        },
        Node,
    )


def volume(name: str, *, policy: str = "Retain", zone: str = "") -> PersistentVolume:
    """A volume, tied to a zone or not."""
    term = {"key": "topology.kubernetes.io/zone", "operator": "In", "values": [zone]}
    tied = {"required": {"nodeSelectorTerms": [{"matchExpressions": [term]}]}}
    return msgspec.convert(
        {
            "metadata": {"name": name},
            "spec": {
                "persistentVolumeReclaimPolicy": policy,
                **({"nodeAffinity": tied} if zone else {}),
            },
        },
        PersistentVolume,
    )


def around(
    *, nodes: tuple[Node, ...] | None = None, volumes: tuple[PersistentVolume, ...] | None = None
) -> Surroundings:
    """Surroundings with these nodes and volumes; what is left out was not read."""
    found = Surroundings()
    if nodes is not None:
        found = replace(found, nodes=Readable({each.metadata.name: each for each in nodes}))
    if volumes is not None:
        found = replace(found, volumes=Readable({each.metadata.name: each for each in volumes}))
    return found


def bound(scene: Scene, **volumes: str) -> Scene:
    """The scene with its claims bound: `bound(scene, data_web_0="pv-0")`."""
    claims = dict(scene.claims)
    for key, volume_name in volumes.items():
        name = key.replace("_", "-")
        claim = claims[name]
        spec = msgspec.structs.replace(claim.spec, volume_name=volume_name)
        claims[name] = msgspec.structs.replace(claim, spec=spec)
    return replace(scene, claims=claims)


def codes(plan: Plan) -> set[str]:
    """Codes of its warnings."""
    return {each.code for each in plan.warnings}


def dangers(plan: Plan) -> set[str]:
    """Codes of its dangerous warnings."""
    return {each.code for each in plan.warnings if each.dangerous}
