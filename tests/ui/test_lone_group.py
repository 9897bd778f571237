"""The last group, "no set", under a filter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ststui.live.health import Health, Scope
from ststui.live.store import Store
from ststui.ui.forest import LONE, Forest, Wish
from ststui.ui.widgets.tree.filter import parse_filter
from tests.live import objects as of

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ALL = ["no set", "data-lost-1", "data-queue-0"]


def shown(typed: str, *, height: int = 40) -> list[str]:
    """Names of the group's rows while a filter is typed."""
    store = Store("here")
    for each in ("statefulsets", "pods", "persistentvolumeclaims"):
        store.set_health(Scope(each, None), Health().completed())
    store.put("statefulsets", of.stateful_set("web"))
    for name in ("data-queue-0", "data-lost-1"):
        store.put("persistentvolumeclaims", of.claim(name))
    forest = Forest(store)
    forest.wish = Wish(filter=parse_filter(typed), height=height)
    forest.update(now=NOW)
    blocks = dict(forest.blocks())
    return [each.cells["NAME"].text.removeprefix("claim ") for each in blocks.get(LONE, ())]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ALL),
        ("no set", ALL),
        ("-f nset", ALL),
        ("without a set", ALL),
        ("queue", ["no set", "data-queue-0"]),
        ("nothing-of-the-kind", []),
        ("!queue", ["no set", "data-lost-1"]),
        ("!no set", []),
        ("!data", []),
    ],
)
def test_what_is_shown(typed: str, names: list[str]) -> None:
    assert shown(typed) == names


@pytest.mark.parametrize(
    ("typed", "names"), [("", ALL[:1]), ("no set", ALL), ("queue", ["no set", "data-queue-0"])]
)
def test_a_group_that_is_folded_opens_for_who_searches(typed: str, names: list[str]) -> None:
    assert shown(typed, height=1) == names
