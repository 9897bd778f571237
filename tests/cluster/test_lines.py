"""Lines come out whole, however the network cuts them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.cluster.lines import Lines

pytestmark = pytest.mark.pure


@given(lines=st.lists(st.text(alphabet='ab{}"é', min_size=1)), cuts=st.lists(st.integers(0, 200)))
def test_any_cutting_gives_the_same_lines(lines: list[str], cuts: list[int]) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    places = sorted({min(c, len(text)) for c in cuts} | {0, len(text)})
    reader = Lines()
    found = [line for start, end in pairwise(places) for line in reader.feed(text[start:end])]
    assert found == [line.encode() for line in lines]


def test_a_line_without_an_end_waits() -> None:
    reader = Lines()
    assert reader.feed(b"abc") == []
    assert reader.feed(b"def\n\r\n\nghi") == [b"abcdef"]
    assert reader.feed(b"\n") == [b"ghi"]
