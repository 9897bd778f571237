"""What stands in place of an empty tree, by what is known of the sets of each namespace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.trouble import Trouble
from ststui.live.health import Health, Scope
from ststui.live.standing import standing
from ststui.live.store import Store
from ststui.ui.link import Link
from ststui.ui.message import message
from tests.live import objects as of

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EMPTY = Health().completed()
DENIED = Health().lost(
    Trouble(kind="denied", text="no permission: list statefulsets"), now=NOW, retry_at=None
)
DOWN = Health().lost(Trouble(kind="unreachable", text="no answer"), now=NOW, retry_at=None)


def said(**namespaces: Health) -> str:
    """With several namespaces in view, and no sets."""
    store = Store("here")
    for name, health in namespaces.items():
        store.set_health(Scope("statefulsets", name), health)
    link = Link(ConnectionFlags(), state="open", store=store, several=tuple(namespaces))
    return message(link, standing(store, now=NOW), sets=0, filtered=False)


def test_several_that_are_empty() -> None:
    assert said(a=EMPTY, b=EMPTY).startswith("No StatefulSets in namespaces a, b.")


def test_several_that_are_all_denied() -> None:
    assert said(a=DENIED, b=DENIED).startswith(
        "StatefulSets in namespaces a, b may not be read: no permission: list statefulsets\n"
    )


def test_one_that_is_empty_and_one_that_is_denied() -> None:
    assert said(a=EMPTY, b=DENIED).startswith(
        "No StatefulSets in namespace a; in namespace b they may not be read."
    )


def test_rows_that_stay_after_a_right_was_taken_away_are_old() -> None:
    store = Store("here")
    store.put("statefulsets", of.stateful_set("db"))
    before = datetime.now(tz=UTC) - timedelta(hours=3)
    trouble = Trouble(kind="denied", text="no permission")
    health = Health().completed().lost(trouble, now=NOW, retry_at=None, true_at=before)
    store.set_health(Scope("statefulsets", None), health)
    link = Link(ConnectionFlags(), state="open", store=store)
    found = message(link, standing(store, now=NOW), sets=1, filtered=False)
    assert found.splitlines()[:2] == [
        "StatefulSets in any namespace may not be read: no permission",
        "The rows are as they were 3h ago.",
    ]


@pytest.mark.parametrize("other", [EMPTY, DENIED, DOWN])
def test_one_that_is_still_to_come(other: Health) -> None:
    assert said(a=other, b=Health()) == "Loading StatefulSets in namespaces a, b …"


@pytest.mark.parametrize("other", [EMPTY, DENIED])
def test_one_that_cannot_be_read_now(other: Health) -> None:
    assert said(a=other, b=DOWN) == "StatefulSets in namespace b could not be read yet: no answer"
