"""The selection stays on its object while a hundred pod events a second re-order everything."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import random
import re
from typing import TYPE_CHECKING

import pytest

from tests.real.screen import Screen, open_screen
from tests.terminal import PATIENCE
from tests.testbed.manifests import statefulset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

SETS = 6
ROUNDS = 8
EVENTS_PER_SECOND = 100
PAINTS = 4
"""Changed screens to look at after each round of keys."""
UNTIL_MOVED = -1
"""Look until rows have re-ordered, which waits for five seconds without a key."""
COPY = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)")


@contextlib.asynccontextmanager
async def churn(namespace: Namespace) -> AsyncIterator[None]:
    """Pods become Ready and not, by their status, until the block is left."""

    async def forever() -> None:
        chance = random.Random(2)
        while True:
            pod = f"set-{chance.randrange(SETS)}-{chance.randrange(3)}"
            state = chance.choice(["True", "False"])
            changed = {"status": {"conditions": [{"type": "Ready", "status": state}]}}
            with contextlib.suppress(Exception):  # a conflict or a pod that is being replaced
                await namespace.api.patch(
                    "Pod", pod, changed, namespace=namespace.name, subresource="status"
                )
            await asyncio.sleep(1 / EVENTS_PER_SECOND)

    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def copied(screen: Screen) -> str:
    """The name that the next copy puts on the clipboard (OSC 52): what is selected."""
    at = len(screen.raw)
    screen.press("c")
    while not (found := COPY.search(screen.raw, at)):
        assert screen.read(PATIENCE), screen.text
    return base64.b64decode(found[1]).decode()


def all_keys_done(screen: Screen) -> None:
    """Open the help and leave it: every key before has had its effect then."""
    screen.press("?")
    screen.wait_for("Moving", "Finding")
    screen.press("q")
    screen.wait_for("live", gone="Finding")


def next_paint(screen: Screen) -> None:
    before = screen.received
    while screen.received == before:
        assert screen.read(PATIENCE), screen.text
    screen.settle(0.05)  # a frame comes in pieces


def follow(screen: Screen, *, paints: int) -> None:
    """The cursor, the pane and a copy name one object while the screen changes around it."""
    name = copied(screen)
    first = order(screen)
    while paints > 0 or (paints == UNTIL_MOVED and order(screen) == first):
        next_paint(screen)
        row = screen.cursor_row
        assert not row or re.search(rf"\b{re.escape(name)}\b", row), screen.text
        assert f"│ {name} " in screen.screen.display[1], screen.text
        paints -= paints != UNTIL_MOVED
    assert copied(screen) == name


def order(screen: Screen) -> list[str]:
    """Names of the sets from top to bottom."""
    return re.findall(r"^[▾▸] (\S+)", "\n".join(screen.tree), re.MULTILINE)


def on_an_object(screen: Screen) -> bool:
    """Whether the cursor is on a set or an ordinal, not on a line of a set."""
    return re.search(r"^(▾|│ +\d) +set-\d", screen.cursor_row.strip()) is not None


async def test_the_cursor_follows_its_object(namespace: Namespace, tmp_path: Path) -> None:
    sets = [statefulset(f"set-{each}", replicas=3, parallel=True) for each in range(SETS)]
    await namespace.apply(*sets)
    await namespace.wait_ready(*(f"set-{a}-{b}" for a in range(SETS) for b in range(3)))
    chance = random.Random(1)
    with open_screen(namespace, tmp_path, columns=140, lines=60) as screen:
        await asyncio.to_thread(screen.wait_for, "set-5-2", "live")
        async with churn(namespace):
            for paints in [*(PAINTS for _ in range(ROUNDS)), UNTIL_MOVED]:
                screen.press(*chance.choices("jkjkjjjGg", k=chance.randrange(1, 9)))
                await asyncio.to_thread(all_keys_done, screen)
                while not on_an_object(screen):
                    screen.press("k")
                    await asyncio.to_thread(all_keys_done, screen)
                await asyncio.to_thread(follow, screen, paints=paints)
        screen.press("q")
        assert await asyncio.to_thread(screen.wait_exit) == 0
