"""Since when nothing of a set has changed: as far as it was looked on."""

from __future__ import annotations

import pytest

from ststui.live.index import Name
from ststui.live.looked_on import LookedOn

pytestmark = pytest.mark.pure

WEB = Name("shop", "web")
NOTICED = 20.0


def looked_on(*, since: float = 100.0) -> LookedOn:
    looked = LookedOn()
    looked.begin(now=since)
    return looked


def unchanged(looked: LookedOn, *, now: float) -> float | None:
    return looked.unchanged_for(WEB, looked_for=NOTICED, now=now)


def test_a_single_look_tells_nothing() -> None:
    assert unchanged(LookedOn(), now=1_000.0) is None
    assert unchanged(looked_on(), now=119.0) is None


def test_who_looked_on_long_enough_knows() -> None:
    assert unchanged(looked_on(), now=121.0) == 21.0


def test_a_change_is_known_at_once() -> None:
    looked = looked_on()
    looked.touch([WEB], now=110.0)
    assert unchanged(looked, now=112.0) == 2.0
    assert looked.changed_at(WEB) == 110.0
    assert looked.changed_at(Name("shop", "other")) < 0


def test_what_could_not_be_done_while_the_server_was_away_is_not_overdue() -> None:
    looked = looked_on()
    looked.blind(now=200.0)
    assert unchanged(looked, now=203.0) is None
    looked.touch([WEB], now=150.0)
    assert unchanged(looked, now=203.0) == 3.0


def test_a_set_that_is_made_anew_begins_anew() -> None:
    looked = looked_on()
    looked.touch([WEB], now=110.0)
    looked.forget(WEB)
    assert unchanged(looked, now=119.0) is None
