"""Waits grow, vary, end at a limit, and honour what the server asks."""

from __future__ import annotations

from random import Random

import pytest

from ststui.cluster.pace import Backoff, Pace

pytestmark = pytest.mark.pure


class Chance(Random):
    """Always the same."""

    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def random(self) -> float:
        return self.value


def waits(count: int, *, chance: float, now: float = 0.0) -> list[float]:
    backoff = Backoff(Pace(random=Chance(chance), stopwatch=lambda: now))
    return [round(backoff.wait(), 3) for _ in range(count)]


def test_waits_double_up_to_the_limit() -> None:
    assert waits(8, chance=0.0) == [0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30.0, 30.0]


def test_up_to_as_much_again_comes_by_chance() -> None:
    assert waits(3, chance=0.5) == [1.2, 2.4, 4.8]


def test_health_starts_anew() -> None:
    backoff = Backoff(Pace(random=Chance(0.0), stopwatch=lambda: 0.0))
    backoff.wait()
    backoff.wait()
    backoff.healthy()
    assert backoff.wait() == 0.8


def test_a_long_quiet_time_starts_anew() -> None:
    times = iter([0.0, 1.0, 500.0])
    backoff = Backoff(Pace(random=Chance(0.0), stopwatch=lambda: next(times)))
    assert [backoff.wait(), backoff.wait(), backoff.wait()] == [0.8, 1.6, 0.8]


@pytest.mark.parametrize(("asked", "wait"), [(0.0, 0.8), (5.0, 5.0), (86_400.0, 300.0)])
def test_the_server_s_wish_is_honoured_within_reason(asked: float, wait: float) -> None:
    backoff = Backoff(Pace(random=Chance(0.0), stopwatch=lambda: 0.0))
    assert backoff.wait(retry_after=asked) == wait
