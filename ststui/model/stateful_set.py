"""StatefulSet (apps/v1)."""

from __future__ import annotations

from ststui.model.claim import ClaimSpec
from ststui.model.metadata import Annotations, Condition, Metadata, MetadataWithWriters
from ststui.model.pod import PodSpec
from ststui.model.value import Value


class Selector(Value, frozen=True):
    """A label selector: all labels and all expressions must match."""

    match_labels: dict[str, str] = {}
    match_expressions: tuple[SelectorExpression, ...] = ()

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether labels satisfy the selector; an unknown operator never matches."""
        if not self.match_labels.items() <= labels.items():
            return False
        # A call of all() costs more than the rest of this, and few selectors have expressions.
        return not self.match_expressions or all(
            each.matches(labels) for each in self.match_expressions
        )


class SelectorExpression(Value, frozen=True):
    """One expression of a label selector."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether labels satisfy the expression."""
        value = labels.get(self.key)
        match self.operator:
            case "In":
                return value is not None and value in self.values
            case "NotIn":
                return value is None or value not in self.values
            case "Exists":
                return value is not None
            case "DoesNotExist":
                return value is None
            case _:
                return False


class RollingUpdate(Value, frozen=True):
    """Parameters of a rolling update."""

    partition: int | None = None
    """An index counted from ordinals.start, not an ordinal."""
    max_unavailable: int | str | None = None


class UpdateStrategy(Value, frozen=True):
    """How pods are replaced when the template changed."""

    type: str = "RollingUpdate"
    rolling_update: RollingUpdate | None = None


class Ordinals(Value, frozen=True):
    """Where the ordinals begin."""

    start: int = 0


class ClaimRetention(Value, frozen=True):
    """What happens to claims; the server's default is Retain for both."""

    when_deleted: str = "Retain"
    when_scaled: str = "Retain"


KEPT = ClaimRetention()
"""The policy where none is written."""


class TemplateMetadata(Value, frozen=True):
    """Metadata of a pod template."""

    labels: dict[str, str] = {}
    annotations: Annotations | None = None


class PodTemplate(Value, frozen=True):
    """What pods are made from."""

    metadata: TemplateMetadata = TemplateMetadata()
    spec: PodSpec = PodSpec()


class ClaimTemplate(Value, frozen=True):
    """What claims are made from."""

    metadata: Metadata = Metadata()
    spec: ClaimSpec = ClaimSpec()


class StatefulSetSpec(Value, frozen=True):
    """What is wanted."""

    replicas: int | None = None
    service_name: str = ""
    selector: Selector = Selector()
    template: PodTemplate = PodTemplate()
    volume_claim_templates: tuple[ClaimTemplate, ...] = ()
    pod_management_policy: str = "OrderedReady"
    update_strategy: UpdateStrategy = UpdateStrategy()
    revision_history_limit: int | None = None
    min_ready_seconds: int = 0
    ordinals: Ordinals | None = None
    persistent_volume_claim_retention_policy: ClaimRetention | None = None


class StatefulSetStatus(Value, frozen=True):
    """What the controller last wrote."""

    observed_generation: int = 0
    replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    current_replicas: int = 0
    updated_replicas: int = 0
    current_revision: str = ""
    update_revision: str = ""
    conditions: tuple[Condition, ...] = ()


MOST_REPLICAS = 10_000
"""More are taken for a mistake: a cluster is tested with 5,000 nodes and 150,000 pods
(kubernetes.io, considerations for large clusters)."""


class StatefulSet(Value, frozen=True):
    """A StatefulSet."""

    metadata: MetadataWithWriters
    spec: StatefulSetSpec = StatefulSetSpec()
    status: StatefulSetStatus = StatefulSetStatus()

    @property
    def replicas(self) -> int:
        """Wanted replicas; absent means 1 (API default)."""
        return 1 if self.spec.replicas is None else self.spec.replicas

    @property
    def start(self) -> int:
        """The first ordinal."""
        return self.spec.ordinals.start if self.spec.ordinals else 0

    @property
    def ordinals(self) -> range:
        """The ordinals that are wanted."""
        return range(self.start, self.start + max(self.replicas, 0))

    @property
    def partition(self) -> int:
        """The partition as an index from ``start``; 0 when there is none."""
        rolling = self.spec.update_strategy.rolling_update
        return (rolling.partition or 0) if rolling else 0

    @property
    def parallel(self) -> bool:
        """Whether ordinals do not wait for one another."""
        return self.spec.pod_management_policy == "Parallel"

    @property
    def retention(self) -> ClaimRetention:
        """The claim retention policy in force."""
        return self.spec.persistent_volume_claim_retention_policy or KEPT

    @property
    def templates(self) -> tuple[str, ...]:
        """Names of the claim templates."""
        return tuple(each.metadata.name for each in self.spec.volume_claim_templates)
