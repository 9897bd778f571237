"""The set itself, its revision and its budget."""

from __future__ import annotations

from ststui.diagnosis.example.names import (
    BORN,
    CLAIM,
    LABELS,
    NAME,
    NAMESPACE,
    REVISION,
    SET_OWNER,
    metadata,
)
from ststui.diagnosis.example.pods import CONTAINER
from ststui.diagnosis.example.storage import claim_spec
from ststui.model import ControllerRevision, PodDisruptionBudget, StatefulSet
from ststui.model.budget import BudgetSpec, BudgetStatus
from ststui.model.metadata import Metadata, MetadataWithWriters
from ststui.model.pod import Affinity, AffinityTerm, PodAffinity, PodSpec
from ststui.model.stateful_set import (
    ClaimTemplate,
    PodTemplate,
    RollingUpdate,
    Selector,
    StatefulSetSpec,
    StatefulSetStatus,
    TemplateMetadata,
    UpdateStrategy,
)


def stateful_set() -> StatefulSet:
    """Three replicas, OrderedReady, one claim each, no two pods on a node."""
    spread = PodAffinity(
        required_during_scheduling_ignored_during_execution=(
            AffinityTerm(topology_key="kubernetes.io/hostname"),
        )
    )
    return StatefulSet(
        metadata=MetadataWithWriters(
            name=NAME,
            namespace=NAMESPACE,
            uid=SET_OWNER.uid,
            generation=3,
            creation_timestamp=BORN,
        ),
        spec=StatefulSetSpec(
            replicas=3,
            service_name=NAME,
            selector=Selector(match_labels=dict(LABELS)),
            template=PodTemplate(
                metadata=TemplateMetadata(labels=dict(LABELS)),
                spec=PodSpec(
                    containers=(CONTAINER,),
                    affinity=Affinity(pod_anti_affinity=spread),
                    termination_grace_period_seconds=30,
                    dns_policy="ClusterFirst",
                ),
            ),
            volume_claim_templates=(
                ClaimTemplate(metadata=Metadata(name=CLAIM), spec=claim_spec()),
            ),
            update_strategy=UpdateStrategy(rolling_update=RollingUpdate(partition=0)),
        ),
        status=StatefulSetStatus(
            observed_generation=3,
            replicas=3,
            ready_replicas=3,
            available_replicas=3,
            current_replicas=3,
            updated_replicas=3,
            current_revision=REVISION,
            update_revision=REVISION,
        ),
    )


def revision() -> ControllerRevision:
    """Its only one."""
    return ControllerRevision(
        metadata=metadata(REVISION, owner_references=(SET_OWNER,)), revision=2
    )


def budget() -> PodDisruptionBudget:
    """One pod may be away."""
    return PodDisruptionBudget(
        metadata=metadata("web", generation=1),
        spec=BudgetSpec(max_unavailable=1, selector=Selector(match_labels=dict(LABELS))),
        status=BudgetStatus(
            disruptions_allowed=1,
            current_healthy=3,
            desired_healthy=2,
            expected_pods=3,
            observed_generation=1,
        ),
    )
