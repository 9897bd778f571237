"""Pulling images that cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.behaviour import Behaviour
    from ststui.demo.controllers.container_life import Life
    from ststui.demo.controllers.surroundings import Surroundings

_FIRST, _MOST = 10.0, 300.0
"""Seconds between attempts, doubling (kubelet 1.36)."""


def fail_pull(life: Life, now: datetime, behaviour: Behaviour, around: Surroundings) -> None:
    """An attempt at an image that cannot be pulled: the error, then the back-off, in turns."""
    error = behaviour.pull_error
    if life.reason == "ErrImagePull":
        text = f'Back-off pulling image "{life.image}"'
        delay = min(_FIRST * 2 ** (life.pull_failures - 1), _MOST)
        life.wait(now, "ImagePullBackOff", f"{text}: ErrImagePull: {error}", delay)
        around.say("Normal", "BackOff", text)
        around.say("Warning", "Failed", "Error: ImagePullBackOff")
        return
    around.say("Normal", "Pulling", f'Pulling image "{life.image}"')
    around.say("Warning", "Failed", f'Failed to pull image "{life.image}": {error}')
    around.say("Warning", "Failed", "Error: ErrImagePull")
    life.pull_failures += 1
    life.wait(now, "ErrImagePull", error, 2.0)
