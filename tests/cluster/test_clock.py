"""The server's clock, told by Date headers of whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.cluster.clock import Offset, ServerClock

pytestmark = pytest.mark.pure

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_clocks_that_agree_as_far_as_one_can_tell_are_equal() -> None:
    known = Offset().narrowed(NOON, sent=NOON + seconds(0.4), received=NOON + seconds(0.5))
    assert known.seconds == 0.0


def test_a_server_that_is_late_or_early() -> None:
    late = Offset().narrowed(NOON - seconds(60), sent=NOON, received=NOON)
    assert late.seconds == -59.0
    early = Offset().narrowed(NOON + seconds(60), sent=NOON, received=NOON)
    assert early.seconds == 60.0


def test_answers_narrow_each_other() -> None:
    known = Offset().narrowed(NOON + seconds(10), sent=NOON, received=NOON)
    known = known.narrowed(
        NOON + seconds(10), sent=NOON - seconds(0.5), received=NOON - seconds(0.5)
    )
    assert (known.low, known.high) == (10.5, 11.0)


def test_a_clock_that_was_set_starts_anew() -> None:
    known = Offset().narrowed(NOON + seconds(10), sent=NOON, received=NOON)
    known = known.narrowed(NOON - seconds(300), sent=NOON, received=NOON)
    assert (known.low, known.high) == (-300.0, -299.0)


@given(
    offset=st.floats(-1e6, 1e6),
    answers=st.lists(
        st.tuples(st.floats(0, 1e5), st.floats(0, 5), st.floats(0, 5)), min_size=1, max_size=20
    ),
)
def test_the_true_offset_is_never_excluded(
    offset: float, answers: list[tuple[float, float, float]]
) -> None:
    known = Offset()
    for sent, there, back in answers:
        server = sent + there + offset
        known = known.narrowed(
            NOON + seconds(floor(server)),
            sent=NOON + seconds(sent),
            received=NOON + seconds(sent + there + back),
        )
    # Times have microseconds.
    assert known.low - 1e-5 <= offset <= known.high + 1e-5


FAR = ("Fri, 02 Jan 99999999999999999999 12:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT")


def test_the_clock_hears_headers_and_ignores_nonsense() -> None:
    clock = ServerClock(local=lambda: NOON)
    for nonsense in (None, "", "yesterday", "Fri, 99 Foo 2026 99:99:99 GMT", "1767355200", *FAR):
        clock.hear(nonsense, sent=NOON)
    assert clock.now() == NOON
    clock.hear(format_datetime(NOON + seconds(90), usegmt=True), sent=NOON)
    assert clock.now() == NOON + seconds(90)
