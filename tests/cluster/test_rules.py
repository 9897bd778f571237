"""RBAC rules, decided as the API server decides."""

from __future__ import annotations

import pytest

from ststui.cluster.rules import Ask, ResourceRule, allowed

pytestmark = pytest.mark.pure


def rule(verbs: str, groups: str, resources: str, names: str = "") -> ResourceRule:
    return ResourceRule(
        verbs=tuple(verbs.split()),
        api_groups=tuple(groups.replace("core", "").split(" ")),
        resources=tuple(resources.split()),
        resource_names=tuple(names.split()),
    )


LIST_SETS = Ask(verb="list", resource="statefulsets", group="apps")
SCALE = Ask(verb="patch", resource="statefulsets", group="apps", subresource="scale", name="db")


@pytest.mark.parametrize(
    ("given", "ask", "expected"),
    [
        (rule("list watch", "apps", "statefulsets"), LIST_SETS, True),
        (rule("get", "apps", "statefulsets"), LIST_SETS, False),
        (rule("list", "core", "statefulsets"), LIST_SETS, False),
        (rule("*", "*", "*"), LIST_SETS, True),
        (rule("*", "*", "*"), SCALE, True),
        (rule("patch", "apps", "statefulsets"), SCALE, False),
        (rule("patch", "apps", "statefulsets/scale"), SCALE, True),
        (rule("patch", "apps", "*/scale"), SCALE, True),
        (rule("patch", "apps", "statefulsets/*"), SCALE, False),
        (rule("patch", "apps", "statefulsets/scale", "db other"), SCALE, True),
        (rule("patch", "apps", "statefulsets/scale", "other"), SCALE, False),
        (rule("list", "apps", "statefulsets", "db"), LIST_SETS, False),
        (ResourceRule(), LIST_SETS, False),
    ],
)
def test_a_rule(given: ResourceRule, ask: Ask, *, expected: bool) -> None:
    assert allowed((given,), ask) is expected


def test_rules_add_up() -> None:
    rules = (rule("get", "apps", "statefulsets"), rule("list", "apps core", "pods statefulsets"))
    assert allowed(rules, LIST_SETS)
    assert allowed(rules, Ask(verb="list", resource="pods"))
    assert not allowed((), LIST_SETS)
