"""Families of odd objects that no API server would keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

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
from tests.controller.scene import NEW, NOW, OLD, SET

if TYPE_CHECKING:
    from ststui.model.family import Family

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
