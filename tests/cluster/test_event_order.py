"""Repeated and late events change nothing; versions that went back are noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.cluster.event_order import EventOrder

pytestmark = pytest.mark.pure


def test_an_event_is_news_once() -> None:
    order = EventOrder("10")
    assert order.is_news("a", version="11")
    assert not order.is_news("a", version="11")
    assert not order.is_news("a", version="9")
    assert not order.is_news("b", version="10")
    assert order.version == "11"


def test_a_late_event_of_another_object_is_news() -> None:
    order = EventOrder("10")
    assert order.is_news("a", version="15")
    assert order.is_news("b", version="12")
    assert not order.is_news("b", version="11")
    assert order.version == "15"


@pytest.mark.parametrize("version", ["", "abc", "0123", "-5", "1.5", "٣"])
def test_what_is_no_number_is_applied_as_it_comes(version: str) -> None:
    order = EventOrder("10")
    assert order.is_news("a", version="11")
    assert order.is_news("a", version=version)


def test_a_list_without_a_number_compares_nothing() -> None:
    order = EventOrder("opaque-2")
    assert order.is_news("a", version="5")
    assert order.is_news("a", version="4")
    assert order.version == "4"
    assert order.bookmark("3")
    assert order.version == "3"


def test_bookmarks_move_the_version_and_tell_when_it_went_back() -> None:
    order = EventOrder("10")
    assert order.bookmark("20")
    assert order.version == "20"
    assert not order.is_news("a", version="20")
    assert order.bookmark("20")
    assert not order.bookmark("19")


@given(
    bound=st.integers(1, 5),
    events=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 40)), max_size=60),
)
def test_no_state_older_than_a_seen_one_ever_passes(
    bound: int, events: list[tuple[str, int]]
) -> None:
    """Also with hardly any memory: what passes grows per object, and the newest always passes."""
    held: dict[str, int] = {}
    order = EventOrder("10", remember=bound)
    for uid, version in events:
        if order.is_news(uid, version=str(version)):
            assert version > held.get(uid, 10)
            held[uid] = version
    newest = max((v for _, v in events), default=0)
    if newest > 10:
        assert newest in held.values()
