"""What holds for every set: hypothesis looks for one for which it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ststui.controller import forecast, if_it_died, next_step
from ststui.model.claim import PersistentVolumeClaim
from ststui.model.event import Event
from ststui.model.family import join
from ststui.model.metadata import Condition, Metadata, MetadataWithWriters, OwnerReference
from ststui.model.pod import ClaimSource, Pod, PodSpec, PodStatus, PodVolume
from ststui.model.readable import NOT_READ, Readable
from ststui.model.revision import ControllerRevision
from ststui.model.stateful_set import (
    ClaimRetention,
    ClaimTemplate,
    Ordinals,
    RollingUpdate,
    Selector,
    StatefulSet,
    StatefulSetSpec,
    StatefulSetStatus,
    UpdateStrategy,
)
from tests.controller.scene import DEFAULTED, NEW, NOW, OLD, SET, Scene
from tests.controller.world import World, ordinal_of

if TYPE_CHECKING:
    from ststui.model.family import Family

pytestmark = pytest.mark.pure

VERSIONS = st.sampled_from(["v1.34.2", "v1.35.1", "v1.36.3", "v1.37.2"])
SMALL = st.integers(0, 5)
NAMES = st.sampled_from(
    ["web-0", "web-1", "web-2", "web-02", "web-7", "other-1", "web", "", "x-99"]
)
UIDS = st.sampled_from(["set", "pod-0", "pod-1", "other", ""])
REVISIONS = st.sampled_from([OLD, NEW, "", "web-third"])
MOMENTS = st.one_of(
    st.none(), st.just(NOW), st.datetimes().map(lambda it: it.replace(tzinfo=NOW.tzinfo))
)
POLICY = st.sampled_from(["Retain", "Delete", "Other"])
OWNERS = st.lists(
    st.builds(
        OwnerReference,
        kind=st.sampled_from(["StatefulSet", "Pod", "Other"]),
        name=NAMES,
        uid=UIDS,
        api_version=st.sampled_from(["apps/v1", "v1", ""]),
        controller=st.booleans(),
    ),
    max_size=2,
).map(tuple)
LABELS = st.fixed_dictionaries(
    {},
    optional={
        "app": st.sampled_from(["web", "else"]),
        "controller-revision-hash": REVISIONS,
        "statefulset.kubernetes.io/pod-name": NAMES,
    },
)


def metadata(*, mine: bool) -> st.SearchStrategy[Metadata]:
    return st.builds(
        Metadata,
        name=NAMES,
        uid=UIDS,
        labels=LABELS,
        owner_references=st.one_of(OWNERS, st.just((SET,))) if mine else OWNERS,
        deletion_timestamp=MOMENTS,
    )


PODS = st.builds(
    Pod,
    metadata=metadata(mine=True),
    spec=st.builds(
        PodSpec,
        volumes=st.lists(
            st.builds(
                PodVolume,
                name=st.sampled_from(["data", "x"]),
                persistent_volume_claim=st.one_of(
                    st.none(), st.builds(ClaimSource, claim_name=st.just("data-web-0"))
                ),
            ),
            max_size=2,
        ).map(tuple),
    ),
    status=st.builds(
        PodStatus,
        phase=st.sampled_from(["", "Pending", "Running", "Failed", "Succeeded", "Unknown"]),
        conditions=st.lists(
            st.builds(
                Condition,
                type=st.sampled_from(["Ready", "Other"]),
                status=st.sampled_from(["True", "False"]),
                last_transition_time=MOMENTS,
            ),
            max_size=2,
        ).map(tuple),
    ),
)
CLAIMS = st.builds(
    PersistentVolumeClaim,
    metadata=st.builds(
        Metadata,
        name=st.sampled_from(["data-web-0", "data-web-1", "data-web-9", "x"]),
        owner_references=OWNERS,
        deletion_timestamp=MOMENTS,
    ),
)
SETS = st.builds(
    StatefulSet,
    metadata=st.builds(
        MetadataWithWriters,
        name=st.just("web"),
        uid=st.just("set"),
        generation=SMALL,
        deletion_timestamp=MOMENTS,
    ),
    spec=st.builds(
        StatefulSetSpec,
        replicas=st.one_of(st.none(), st.integers(-1, 5)),
        selector=st.just(Selector(match_labels={"app": "web"})),
        volume_claim_templates=st.sampled_from(
            [(), (ClaimTemplate(metadata=Metadata(name="data")),)]
        ),
        pod_management_policy=st.sampled_from(["OrderedReady", "Parallel", ""]),
        update_strategy=st.builds(
            UpdateStrategy,
            type=st.sampled_from(["RollingUpdate", "OnDelete", "Recreate", "Other"]),
            rolling_update=st.one_of(
                st.none(),
                st.builds(
                    RollingUpdate,
                    partition=st.one_of(st.none(), st.integers(-1, 9)),
                    max_unavailable=st.sampled_from([None, 0, 1, 3, -2, "30%", "x", "", "²%"]),
                ),
            ),
        ),
        min_ready_seconds=st.integers(0, 100),
        ordinals=st.one_of(st.none(), st.builds(Ordinals, start=SMALL)),
        persistent_volume_claim_retention_policy=st.one_of(
            st.none(), st.builds(ClaimRetention, when_deleted=POLICY, when_scaled=POLICY)
        ),
    ),
    status=st.builds(
        StatefulSetStatus,
        observed_generation=SMALL,
        current_revision=REVISIONS,
        update_revision=REVISIONS,
        current_replicas=SMALL,
    ),
)


@st.composite
def any_family(draw: st.DrawFn) -> Family:
    """A family of odd objects that no API server would keep."""
    pods = st.lists(PODS, max_size=5).map(tuple)
    claims = st.lists(CLAIMS, max_size=3).map(tuple)
    names = draw(st.lists(REVISIONS, max_size=3))
    event = Event(
        metadata=Metadata(), reason="FailedCreate", message="create Pod web-0 in StatefulSet"
    )
    return join(
        draw(SETS),
        context="test",
        pods=draw(st.one_of(st.just(NOT_READ), st.builds(Readable, pods))),
        claims=draw(st.one_of(st.just(NOT_READ), st.builds(Readable, claims))),
        revisions=Readable(
            [
                ControllerRevision(
                    metadata=Metadata(name=name, owner_references=(SET,)), revision=number
                )
                for number, name in enumerate(names)
            ]
        ),
        events=Readable({"set": (event,)}) if draw(st.booleans()) else NOT_READ,
    )


@settings(max_examples=300, deadline=None)
@given(family=any_family(), version=VERSIONS)
def test_total(family: Family, version: str) -> None:
    step = next_step(family, now=NOW, server_version=version)
    assert (step is None) == (family.pods is NOT_READ)
    seen = forecast(family, now=NOW, server_version=version)
    assert (seen is None) == (step is None)
    for ordinal in range(-1, 7):
        again = if_it_died(family, ordinal, now=NOW, server_version=version)
        assert again is None or again.ordinal == ordinal


@st.composite
def clean_scene(draw: st.DrawFn) -> Scene:
    """A set that was at rest and then got a new spec: pods Ready, some missing."""
    replicas = draw(st.integers(0, 5))
    before = draw(st.integers(0, 6))
    start = draw(st.sampled_from([None, 0, 2]))
    rolling = st.builds(
        RollingUpdate,
        partition=st.integers(0, 6),
        max_unavailable=st.sampled_from([None, 1, 2, "50%"]),
    )
    scene = Scene(
        replicas=replicas,
        start=start,
        parallel=draw(st.booleans()),
        strategy=draw(st.sampled_from(["RollingUpdate", "RollingUpdate", "OnDelete"])),
        templates=draw(st.sampled_from([(), ("data",), ("data", "logs")])),
        retention=draw(
            st.sampled_from(
                [
                    None,
                    ClaimRetention(when_deleted="Delete", when_scaled="Delete"),
                    ClaimRetention(when_deleted="Retain", when_scaled="Delete"),
                    ClaimRetention(when_deleted="Delete", when_scaled="Retain"),
                ]
            )
        ),
        current=OLD,
        update=draw(st.sampled_from([OLD, NEW])),
        generation=2,
        observed=draw(st.integers(0, 2)),
        status_update=draw(st.sampled_from([None, OLD])),
        current_replicas=before,
    )
    on_delete = scene.strategy == "OnDelete"
    scene = replace(
        scene, rolling=None if on_delete else draw(st.one_of(st.just(DEFAULTED), rolling))
    )
    missing = draw(st.sets(st.integers(0, 5), max_size=2))
    return scene.ready(*(o for o in range(before) if o not in missing))


@settings(max_examples=150, deadline=None)
@given(scene=clean_scene(), version=VERSIONS)
def test_it_comes_to_rest_at_the_spec(scene: Scene, version: str) -> None:
    world = World(scene, version)
    last = world.run()
    assert last.verb == "none"
    end = world.scene
    assert {ordinal_of(name) for name in end.pods} == set(scene.stateful_set().ordinals)
    if scene.strategy == "RollingUpdate" and scene.rolling is not None:
        boundary = (scene.start or 0) + (scene.rolling.partition or 0)
        for name, pod in end.pods.items():
            if ordinal_of(name) >= boundary:
                assert pod.revision == scene.update
    for template in scene.templates:
        for name in end.pods:
            if name not in scene.pods:
                assert f"{template}-{name}" in end.claims


@settings(max_examples=150, deadline=None)
@given(scene=clean_scene(), version=VERSIONS)
def test_no_pod_is_deleted_for_an_update_below_the_partition(scene: Scene, version: str) -> None:
    world = World(scene, version)
    boundary = (scene.start or 0) + ((scene.rolling.partition or 0) if scene.rolling else 0)
    for _ in range(200):
        step = world.next()
        for each in (step, *step.allowed):
            if each.code == "outdated" and each.verb == "delete":
                assert ordinal_of(each.pod) >= boundary
            if each.acts:
                world.do(each)
        if not world.settle() and not step.acts:
            return


@settings(max_examples=150, deadline=None)
@given(scene=clean_scene(), version=VERSIONS, data=st.data())
def test_ordered_ready_has_one_pod_in_flight(
    scene: Scene, version: str, data: st.DataObject
) -> None:
    several = version in {"v1.37.2", "v1.35.1"}
    scene = replace(scene, parallel=False)
    if several and scene.rolling is not None:
        scene = replace(scene, rolling=replace_budget(scene.rolling))
    world = World(scene, version)
    for _ in range(200):
        step = world.next()
        pods = [
            each for each in (step, *step.allowed) if each.pod and each.verb in {"create", "delete"}
        ]
        assert len(pods) <= 1
        if step.acts:
            for each in (step, *step.allowed):
                world.do(each)
            moving = [
                p for p in world.scene.pods.values() if p.terminating or not p.running_and_ready
            ]
            assert len(moving) <= 1
            if data.draw(st.booleans()):
                continue
        if not world.settle() and not step.acts:
            return


def replace_budget(rolling: RollingUpdate) -> RollingUpdate:
    return RollingUpdate(partition=rolling.partition, max_unavailable=1)


@settings(max_examples=150, deadline=None)
@given(scene=clean_scene(), version=VERSIONS)
def test_the_forecast_is_what_happens(scene: Scene, version: str) -> None:
    scene = replace(scene, observed=scene.generation)
    foreseen = forecast(scene.family(), now=NOW, server_version=version)
    assert foreseen is not None
    world = World(scene, version)
    last = world.run()
    expected = [
        (step.verb, step.pod)
        for step in foreseen.steps
        if step.pod is not None and step.verb in {"create", "delete"}
    ]
    assert world.done == expected
    assert foreseen.rest.verb == last.verb == "none"
