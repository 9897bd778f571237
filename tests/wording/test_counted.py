"""Counts with their nouns."""

from __future__ import annotations

import pytest

from ststui.wording.counted import counted

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 claims"), (1, "1 claim"), (2, "2 claims"), (1200, "1,200 claims")]
)
def test_a_count_and_its_noun_agree(number: int, said: str) -> None:
    assert counted(number, "claim") == said
