"""PodDisruptionBudget (policy/v1) and HorizontalPodAutoscaler (autoscaling/v2)."""

from __future__ import annotations

from ststui.model.metadata import Condition, Metadata
from ststui.model.stateful_set import Selector
from ststui.model.value import Value


class BudgetSpec(Value, frozen=True):
    """Which pods, and how many may be missing."""

    min_available: int | str | None = None
    max_unavailable: int | str | None = None
    selector: Selector | None = None
    unhealthy_pod_eviction_policy: str = ""


class BudgetStatus(Value, frozen=True):
    """What the disruption controller counted."""

    disruptions_allowed: int = 0
    current_healthy: int = 0
    desired_healthy: int = 0
    expected_pods: int = 0
    observed_generation: int = 0
    conditions: tuple[Condition, ...] = ()


class PodDisruptionBudget(Value, frozen=True):
    """A limit for evictions; rollouts and scale-downs do not ask it."""

    metadata: Metadata
    spec: BudgetSpec = BudgetSpec()
    status: BudgetStatus = BudgetStatus()

    @property
    def keys(self) -> tuple[str, ...]:
        """Labels that its selector looks at."""
        selector = self.spec.selector
        if selector is None:
            return ()
        return (*selector.match_labels, *(each.key for each in selector.match_expressions))

    def selects(self, labels: dict[str, str]) -> bool:
        """Whether it counts pods with these labels; without a selector it counts none."""
        return self.spec.selector is not None and self.spec.selector.matches(labels)


class ScaleTarget(Value, frozen=True):
    """What an autoscaler scales."""

    kind: str = ""
    name: str = ""
    api_version: str = ""

    def is_set(self, name: str) -> bool:
        """Whether it is the StatefulSet of that name, and not a kind of another API group."""
        group = self.api_version.partition("/")[0]
        return (self.kind, self.name) == ("StatefulSet", name) and group in {"apps", ""}


class AutoscalerSpec(Value, frozen=True):
    """Target and bounds."""

    scale_target_ref: ScaleTarget = ScaleTarget()
    min_replicas: int | None = None
    max_replicas: int = 0


class AutoscalerStatus(Value, frozen=True):
    """What it wants now."""

    current_replicas: int = 0
    desired_replicas: int = 0
    conditions: tuple[Condition, ...] = ()


class HorizontalPodAutoscaler(Value, frozen=True):
    """An autoscaler: it owns the replica count of its target."""

    metadata: Metadata
    spec: AutoscalerSpec = AutoscalerSpec()
    status: AutoscalerStatus = AutoscalerStatus()
