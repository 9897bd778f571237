"""``--wait``: what is said of a controller that does not do what it may do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from ststui.cli.onlooker import Onlooker
from ststui.controller import next_step
from tests.controller.scene import NOW, Scene

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.cluster.session import Session

pytestmark = pytest.mark.pure

GROWS = Scene(replicas=3).ready(0, 1)
"""web-2 can be made."""
CREATES = "the controller creates web-2 on revision old"
WOULD = "the controller would create web-2 on revision old; has not for "


class Night:
    """A server's clock that one turns, and the heartbeat of its controller."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.heard: float | None = None
        """Second of the last heartbeat; None where it may not be read."""
        self.onlooker = Onlooker(cast("Session", self))

        async def heartbeat(_: Session) -> datetime | None:
            return None if self.heard is None else NOW + timedelta(seconds=self.heard)

        monkeypatch.setattr("ststui.cli.onlooker.heartbeat", heartbeat)

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    async def at(self, seconds: float, scene: Scene = GROWS) -> str:
        self.seconds = seconds
        family = scene.family()
        step = next_step(family, now=self.now(), server_version="v1.36.3")
        return await self.onlooker.sentence(family, step)


async def test_what_is_late_is_told_and_told_again_every_two_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    night = Night(monkeypatch)
    said = [await night.at(each) for each in (0, 19, 20, 21, 119, 120, 239, 240)]
    assert said == [CREATES] * 2 + [f"{WOULD}20s"] * 3 + [f"{WOULD}2m"] * 2 + [f"{WOULD}4m"]


async def test_it_is_stuck_once_a_failed_sync_would_have_been_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    night = Night(monkeypatch)
    await night.at(0)
    assert await night.at(1200) == f"{WOULD}20m"
    assert await night.at(1201) == f"stuck: {WOULD}20m"


async def test_it_is_stuck_once_the_controller_is_silent_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    night = Night(monkeypatch)
    night.heard = 0
    await night.at(0)
    silent = ", and kube-controller-manager has been silent for "
    assert await night.at(25) == f"{WOULD}25s"
    assert await night.at(50) == await night.at(60) == f"{WOULD}50s{silent}50s"
    assert await night.at(121) == f"stuck: {WOULD}2m1s{silent}2m1s"


async def test_a_change_begins_the_wait_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    night = Night(monkeypatch)
    await night.at(0)
    assert await night.at(30) == f"{WOULD}30s"
    other = Scene(replicas=3).ready(0).pod(1, name="web-1", node="node-b")
    fewer = "the controller creates web-1 on revision old"
    assert await night.at(31, Scene(replicas=3).ready(0)) == fewer
    assert await night.at(40, other) == CREATES
