"""Which lists are read next, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.live.freshness import MOST_NAMESPACES, OTHERS, READ_EVERY, Freshness

if TYPE_CHECKING:
    from ststui.diagnosis import Need

pytestmark = pytest.mark.pure

EVENTS = READ_EVERY["events"]


@pytest.mark.parametrize(
    ("need", "later", "due"),
    [
        ("events", EVENTS - 1, False),
        ("events", EVENTS, True),
        ("storageclasses", EVENTS, False),
        ("storageclasses", OTHERS - 1, False),
        ("storageclasses", OTHERS, True),
        ("usage", OTHERS, False),
    ],
)
def test_what_was_read_is_fresh_for_a_while(need: Need, later: float, *, due: bool) -> None:
    fresh = Freshness()
    assert fresh.due("shop", {need}, now=100.0) == (need,)
    fresh.note("shop", [need], now=100.0)
    assert fresh.due("shop", {need}, now=100.0 + later) == ((need,) if due else ())
    assert fresh.due("other", {need}, now=100.0) == (need,)


def test_what_is_outdated_is_due_at_once() -> None:
    fresh = Freshness()
    fresh.note("shop", ["events", "storageclasses"], now=5.0)
    fresh.outdate("events", "shop")
    assert fresh.due("shop", {"events", "storageclasses"}, now=5.0) == ("events",)
    fresh.outdate("events", "never-read")
    assert fresh.read_for("never-read") == set()


def test_what_is_open_comes_first_then_who_waited_longest() -> None:
    fresh = Freshness()
    for moment, space in enumerate(("b", "c", "a")):
        fresh.note(space, ["events"], now=float(moment))
    wanted: dict[str, set[Need]] = {each: {"events"} for each in ("a", "b", "c", "new")}
    order = [each for each, _ in fresh.first(wanted, opened={"c"}, now=100.0)]
    assert order == ["c", "new", "b", "a"]
    fresh.note("new", ["events"], now=100.0)
    assert "new" not in [each for each, _ in fresh.first(wanted, opened=set(), now=100.0)]


def test_one_pass_reads_for_a_few() -> None:
    wanted: dict[str, set[Need]] = {f"team-{n}": {"events"} for n in range(MOST_NAMESPACES + 3)}
    assert len(Freshness().first(wanted, opened=set(), now=0.0)) == MOST_NAMESPACES


def test_a_namespace_that_is_left_is_forgotten() -> None:
    fresh = Freshness()
    fresh.note("shop", ["events"], now=1.0)
    fresh.leave("shop")
    assert fresh.read_for("shop") == set()
    fresh.leave("shop")
