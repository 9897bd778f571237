"""How many pods a rollout has away at once: as the controller counts them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.actions.pace import rollout_at_once
from ststui.model.stateful_set import RollingUpdate
from tests.actions.ground import grounds
from tests.controller.scene import Scene

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("most", "away"),
    [(None, 1), (0, 1), (3, 3), ("50%", 2), ("0%", 1), ("\u00b2%", 1), ("abc", 1), ("", 1)],
)
def test_max_unavailable(most: int | str | None, away: int) -> None:
    scene = Scene(replicas=5, rolling=RollingUpdate(partition=0, max_unavailable=most))
    found = grounds(scene)
    assert rollout_at_once(replace(found, server_version="v1.37.2")) == away
    assert rollout_at_once(replace(found, server_version="v1.33.1")) == 1
