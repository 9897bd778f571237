"""Families in plain words: ``Scene(replicas=3).ready(0, 1).pod(2, ready=False).family()``.

The set is called web; its revisions are OLD and NEW, its uid is ``set``, that of pod web-0 is
``pod-0``. Nothing here is computed by the code under test.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from ststui.model.claim import ClaimMetadata, PersistentVolumeClaim
from ststui.model.family import Family, join
from ststui.model.metadata import Condition, Metadata, MetadataWithWriters, OwnerReference
from ststui.model.pod import ClaimSource, Pod, PodSpec, PodStatus, PodVolume
from ststui.model.readable import NOT_READ, Part, Readable
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ststui.model.event import Event

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
OLD, NEW = "web-old", "web-new"
DEFAULTED = RollingUpdate(partition=0)
"""What the API server fills in when updateStrategy is left out."""
SET = OwnerReference(
    kind="StatefulSet",
    name="web",
    uid="set",
    api_version="apps/v1",
    controller=True,
    block_owner_deletion=True,
)


def pod_reference(ordinal: int, *, uid: str | None = None) -> OwnerReference:
    """A controller reference to a pod, by default to the one that lives."""
    return OwnerReference(
        kind="Pod",
        name=f"web-{ordinal}",
        uid=uid or f"pod-{ordinal}",
        api_version="v1",
        controller=True,
        block_owner_deletion=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A set and what exists of it."""

    replicas: int | None = 3
    parallel: bool = False
    strategy: str = "RollingUpdate"
    rolling: RollingUpdate | None = DEFAULTED
    start: int | None = None
    min_ready_seconds: int = 0
    templates: tuple[str, ...] = ()
    retention: ClaimRetention | None = None
    current: str = OLD
    update: str = OLD
    """The newest ControllerRevision."""
    status_update: str | None = None
    """status.updateRevision where it is not that one."""
    current_replicas: int = 0
    generation: int = 1
    observed: int = 1
    deleting: bool = False
    pods: Mapping[str, Pod] = field(default_factory=dict)
    claims: Mapping[str, PersistentVolumeClaim] = field(default_factory=dict)
    events: Part[Mapping[str, tuple[Event, ...]]] = NOT_READ
    claims_readable: bool = True
    pods_readable: bool = True
    revisions_readable: bool = True

    def pod(
        self,
        ordinal: int,
        *,
        ready: bool = True,
        since: float = 3600,
        phase: str = "Running",
        revision: str | None = None,
        ends_in: float | None = None,
        owner: OwnerReference | None = SET,
        labels: Mapping[str, str] | None = None,
        volumes: Mapping[str, str] | None = None,
        name: str | None = None,
        node: str = "",
    ) -> Self:
        """Add a pod; Ready for an hour, as the templates want it, unless said otherwise."""
        name = name or f"web-{ordinal}"
        all_labels = {
            "app": "web",
            "statefulset.kubernetes.io/pod-name": name,
            "controller-revision-hash": self.current if revision is None else revision,
            **(labels or {}),
        }
        mounted = {each: f"{each}-web-{ordinal}" for each in self.templates}
        made = Pod(
            metadata=Metadata(
                name=name,
                namespace="shop",
                uid=f"pod-{ordinal}",
                labels=all_labels,
                owner_references=(owner,) if owner else (),
                deletion_timestamp=None if ends_in is None else NOW + timedelta(seconds=ends_in),
            ),
            spec=PodSpec(
                node_name=node,
                volumes=tuple(
                    PodVolume(name=volume, persistent_volume_claim=ClaimSource(claim_name=claim))
                    for volume, claim in (mounted if volumes is None else volumes).items()
                ),
            ),
            status=PodStatus(
                phase=phase,
                conditions=(
                    Condition(
                        type="Ready",
                        status="True" if ready and phase == "Running" else "False",
                        last_transition_time=NOW - timedelta(seconds=since),
                    ),
                ),
            ),
        )
        return replace(self, pods={**self.pods, name: made})

    def ready(self, *ordinals: int, revision: str | None = None) -> Self:
        """Add Ready pods with their claims."""
        scene = self
        for ordinal in ordinals:
            scene = scene.pod(ordinal, revision=revision)
            owned = self.retention is not None and self.retention.when_deleted == "Delete"
            for template in self.templates:
                name = f"{template}-web-{ordinal}"
                if name not in scene.claims:
                    scene = scene.claim(name, owners=(SET,) if owned else ())
        return scene

    def claim(
        self, name: str, *, owners: tuple[OwnerReference, ...] = (), terminating: bool = False
    ) -> Self:
        """Add a claim."""
        made = PersistentVolumeClaim(
            metadata=ClaimMetadata(
                name=name,
                namespace="shop",
                owner_references=owners,
                deletion_timestamp=NOW if terminating else None,
            )
        )
        return replace(self, claims={**self.claims, name: made})

    def without(self, *ordinals: int) -> Self:
        """Take pods away."""
        gone = {f"web-{each}" for each in ordinals}
        return replace(self, pods={n: p for n, p in self.pods.items() if n not in gone})

    def stateful_set(self) -> StatefulSet:
        """The set."""
        return StatefulSet(
            metadata=MetadataWithWriters(
                name="web",
                namespace="shop",
                uid="set",
                generation=self.generation,
                deletion_timestamp=NOW if self.deleting else None,
            ),
            spec=StatefulSetSpec(
                replicas=self.replicas,
                service_name="web",
                selector=Selector(match_labels={"app": "web"}),
                pod_management_policy="Parallel" if self.parallel else "OrderedReady",
                update_strategy=UpdateStrategy(type=self.strategy, rolling_update=self.rolling),
                ordinals=None if self.start is None else Ordinals(start=self.start),
                min_ready_seconds=self.min_ready_seconds,
                volume_claim_templates=tuple(
                    ClaimTemplate(metadata=Metadata(name=each)) for each in self.templates
                ),
                persistent_volume_claim_retention_policy=self.retention,
            ),
            status=StatefulSetStatus(
                observed_generation=self.observed,
                current_revision=self.current,
                update_revision=self.update if self.status_update is None else self.status_update,
                current_replicas=self.current_replicas,
            ),
        )

    def family(self) -> Family:
        """The family, joined as the store does it."""
        names = dict.fromkeys((self.current, self.update))
        revisions = tuple(
            ControllerRevision(
                metadata=Metadata(name=name, owner_references=(SET,)), revision=number
            )
            for number, name in enumerate(names, start=1)
        )
        return join(
            self.stateful_set(),
            context="test",
            pods=Readable(tuple(self.pods.values())) if self.pods_readable else NOT_READ,
            claims=Readable(tuple(self.claims.values())) if self.claims_readable else NOT_READ,
            revisions=Readable(revisions) if self.revisions_readable else NOT_READ,
            events=self.events
            if not isinstance(self.events, Readable)
            else Readable(MappingProxyType(dict(self.events.value))),
        )
