"""The filter line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.ui.widgets.tree.filter import parse_filter

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ("", "anything", True),
        ("   ", "anything", True),
        ("db", "shop-DB-0", True),
        ("db", "web", False),
        ("^db", "shop-db", False),
        ("db|web", "web-1", True),
        ("[", "a[b", True),
        ("[", "ab", False),
        ("[[a]", "[", True),  # Python warns of such a set, and a warning is an error here
        ("!db", "db-0", False),
        ("!db", "web-0", True),
        ("!", "web-0", True),
        ("-f dr0", "db-replica-0", True),
        ("-f d.0", "db-0", False),
        ("-f 0rd", "db-replica-0", False),
        ("-l app=db", "anything", True),
    ],
)
def test_what_is_shown(typed: str, text: str, shown: bool) -> None:
    assert parse_filter(typed).shows(text) is shown


@pytest.mark.parametrize(
    ("typed", "shown"), [("-l app=db", True), ("-l app!=db", False), ("db", True)]
)
def test_labels_are_asked_of_sets(typed: str, shown: bool) -> None:
    assert parse_filter(typed).shows_labels({"app": "db"}) is shown


def test_an_invalid_selector_hides_nothing_and_says_why() -> None:
    found = parse_filter("-l a=b=c")
    assert (found.kind, found.shows("web"), found.shows_labels({})) == ("invalid", True, True)
    assert "a=b=c" in found.why


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_a_filter(typed: str, text: str) -> None:
    found = parse_filter(typed)
    assert found.text == typed
    assert found.shows(text) in {True, False}
    assert found.shows_labels({}) in {True, False}
