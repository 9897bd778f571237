"""Label selectors as kubectl reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.model.selector import parse_selector

pytestmark = pytest.mark.pure

LABELS = {"app": "db", "tier": "data", "empty": ""}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("app=db", True),
        ("app==db", True),
        (" app = db ", True),
        ("app=web", False),
        ("app!=web", True),
        ("app!=db", False),
        ("absent!=x", True),
        ("app in (web, db)", True),
        ("app in (web)", False),
        ("app notin (web)", True),
        ("app notin (db,web)", False),
        ("absent notin (x)", True),
        ("app", True),
        ("absent", False),
        ("!absent", True),
        ("!app", False),
        ("empty=", True),
        ("app=", False),
        ("app=db,tier in (data,log),!absent", True),
        ("app=db,tier=log", False),
        ("example.com/app!=x", True),
    ],
)
def test_what_matches(text: str, matches: bool) -> None:
    selector = parse_selector(text)
    assert not isinstance(selector, str)
    assert selector.matches(LABELS) is matches


@pytest.mark.parametrize("text", ["a in b", "=b", "a=b=c", "a,,b", "a in (b", "a b", "a!b", "(a)"])
def test_what_is_no_selector_says_which_part(text: str) -> None:
    found = parse_selector(text)
    assert isinstance(found, str)
    assert found.startswith("not a label selector: ")


@given(st.text())
def test_any_text_gives_a_selector_or_words(text: str) -> None:
    found = parse_selector(text)
    assert isinstance(found, str) or found.matches({}) in {True, False}
