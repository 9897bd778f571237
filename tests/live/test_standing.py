"""One word for all scopes: nothing that is wrong with one hides what is wrong with others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ststui.cluster.change import Alive, Arrived, Complete, Listing, Lost
from ststui.cluster.trouble import Trouble
from ststui.live.health import Health, Scope
from ststui.live.intake import Intake
from ststui.live.standing import Standing, standing
from ststui.live.store import Store
from ststui.ui.widgets.state_line import Facts, right
from tests.live import objects as of

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
DENIED = Trouble(kind="denied", text="no permission")
LIVE = Health().completed()


def failed(kind: str, *, before: Health = LIVE) -> Health:
    trouble = Trouble(kind=kind, text=kind)  # type: ignore[arg-type]
    return before.lost(trouble, now=NOW, retry_at=None)


STALE = failed("unreachable")
NO_RIGHT = failed("denied", before=Health())


def stands(**scopes: Health) -> Standing:
    """Of scopes like ``pods`` and ``pods_in_a``."""
    store = Store("here")
    for name, health in scopes.items():
        resource, _, namespace = name.partition("_in_")
        store.set_health(Scope(resource, namespace or None), health)
    return standing(store, now=LATER)


def told(found: Standing) -> str:
    facts = Facts(context="here", where="ns a, b", standing=found)
    return "".join(cell.text for cell in right(facts, now=LATER, width=100)).strip()


def test_one_denied_namespace_does_not_hide_that_another_is_old() -> None:
    found = stands(statefulsets_in_a=STALE, statefulsets_in_b=NO_RIGHT)
    assert (found.state, found.since) == ("stale", NOW)
    assert told(found) == "denied: statefulsets in b  ○ stale 2h: unreachable"


def test_one_denied_namespace_beside_one_that_is_well() -> None:
    found = stands(statefulsets_in_a=LIVE, statefulsets_in_b=NO_RIGHT)
    assert told(found) == "denied: statefulsets in b  ● live"


def test_what_is_denied_everywhere_is_named_once() -> None:
    found = stands(
        statefulsets_in_a=LIVE, statefulsets_in_b=LIVE, pods_in_a=NO_RIGHT, pods_in_b=NO_RIGHT
    )
    assert told(found) == "denied: pods  ● live"


def test_all_sets_are_denied_and_the_rest_is_old() -> None:
    found = stands(statefulsets_in_a=NO_RIGHT, statefulsets_in_b=NO_RIGHT, pods_in_a=STALE)
    assert found.state == "denied"
    assert told(found).endswith("○ StatefulSets may not be read, the rest is stale 2h: unreachable")


def test_a_right_that_is_taken_away_leaves_rows_that_are_old() -> None:
    store = Store("here")
    intakes = {each: Intake(store, Scope("statefulsets", each)) for each in ("a", "b")}
    for space, intake in intakes.items():
        items = (of.stateful_set("db", namespace=space),)
        for change in (Listing(NOW), Arrived(items, (), 0), Complete(NOW), Alive(NOW)):
            intake.apply(change, now=NOW)
    at = NOW + timedelta(hours=1)
    intakes["b"].apply(Lost(DENIED, at), now=at)
    one = standing(store, now=LATER)
    assert told(one) == "denied: statefulsets in b, shown as 2h ago  ● live"
    intakes["a"].apply(Lost(DENIED, at), now=at)
    assert told(standing(store, now=LATER)).endswith(
        "○ StatefulSets may not be read, shown as 2h ago"
    )


ABSENT = failed("notFound", before=Health())


def test_an_api_that_is_absent_is_named_and_nothing_is_down() -> None:
    found = stands(statefulsets=LIVE, pods=LIVE, horizontalpodautoscalers=ABSENT)
    assert (found.state, found.lacking) == ("live", (("horizontalpodautoscalers", "notFound"),))
    assert told(found) == "unread: horizontalpodautoscalers (notFound)  ● live"
    found = stands(statefulsets=STALE, horizontalpodautoscalers=ABSENT, pods=NO_RIGHT)
    assert told(found).startswith("unread: horizontalpodautoscalers (notFound)  denied: pods  ○ st")


def test_without_the_sets_it_is_down_and_the_rest_need_not_be_named() -> None:
    found = stands(statefulsets=failed("unreachable", before=Health()), pods=ABSENT)
    assert (found.state, found.lacking) == ("down", ())
    assert told(found) == "○ down: unreachable"
