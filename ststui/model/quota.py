"""ResourceQuota (v1)."""

from __future__ import annotations

from ststui.model.metadata import Metadata
from ststui.model.node_selector import NodeSelectorRequirement
from ststui.model.value import Value


class ScopeRequirement(Value, frozen=True):
    """What has to hold of an object for a quota to count it."""

    scope_name: str = ""
    operator: str = "Exists"
    values: tuple[str, ...] = ()

    def holds(self, value: str | None) -> bool:
        """Whether an object with that class is meant; None: it has none."""
        return NodeSelectorRequirement(operator=self.operator, values=self.values).holds(value)


class ScopeSelector(Value, frozen=True):
    """Scopes with values."""

    match_expressions: tuple[ScopeRequirement, ...] = ()


class QuotaSpec(Value, frozen=True):
    """Which objects are counted; the limits in force stand in the status."""

    scopes: tuple[str, ...] = ()
    scope_selector: ScopeSelector = ScopeSelector()

    @property
    def requirements(self) -> tuple[ScopeRequirement, ...]:
        """All that has to hold: getScopeSelectorsFromQuota (apiserver v0.36, pkg/quota/v1)."""
        named = tuple(ScopeRequirement(scope_name=each) for each in self.scopes)
        return (*named, *self.scope_selector.match_expressions)


class QuotaStatus(Value, frozen=True):
    """Limits in force and what is used of them, by resource name."""

    hard: dict[str, str] = {}
    used: dict[str, str] = {}


class ResourceQuota(Value, frozen=True):
    """A limit for a whole namespace, or for the objects of some scopes in it."""

    metadata: Metadata
    status: QuotaStatus = QuotaStatus()
    spec: QuotaSpec = QuotaSpec()
