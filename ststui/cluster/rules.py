"""What RBAC rules allow, decided as the API server does.

kubernetes v1.36.3, pkg/apis/rbac/v1/evaluation_helpers.go.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing one would like to do."""

    verb: str
    """E.g. `list` or `patch`."""

    resource: str
    """The plural name, e.g. `statefulsets`."""

    group: str = ""
    """The API group; empty for the core group."""

    subresource: str = ""
    """E.g. `scale`."""

    name: str = ""
    """One object only; any if empty."""

    @property
    def full_resource(self) -> str:
        """The resource as rules name it, e.g. `statefulsets/scale`."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


class ResourceRule(msgspec.Struct, frozen=True, rename="camel"):
    """One rule of a SelfSubjectRulesReview."""

    verbs: tuple[str, ...] | None = None
    api_groups: tuple[str, ...] | None = None
    resources: tuple[str, ...] | None = None
    resource_names: tuple[str, ...] | None = None

    def allows(self, ask: Ask) -> bool:
        """Say whether this rule alone allows it.

        Args:
            ask: What one would like to do.

        Returns:
            Whether verb, group, resource and name all match.
        """
        names = self.resource_names or ()
        return (
            _matches(self.verbs, ask.verb)
            and _matches(self.api_groups, ask.group)
            and self._has_resource(ask)
            and (not names or (bool(ask.name) and ask.name in names))
        )

    def _has_resource(self, ask: Ask) -> bool:
        if _matches(self.resources, ask.full_resource):
            return True
        return bool(ask.subresource) and f"*/{ask.subresource}" in (self.resources or ())


def allowed(rules: Iterable[ResourceRule], ask: Ask) -> bool:
    """Say whether any rule allows it.

    Args:
        rules: The rules.
        ask: What one would like to do.

    Returns:
        Whether it is allowed; rules never forbid.
    """
    return any(rule.allows(ask) for rule in rules)


def _matches(listed: tuple[str, ...] | None, wanted: str) -> bool:
    return listed is not None and ("*" in listed or wanted in listed)
