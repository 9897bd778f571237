"""A dialog is for the object that was selected at its key, whatever moves around it."""

from __future__ import annotations

import asyncio
import base64
import os
import random
import re
from typing import TYPE_CHECKING

import pytest

from tests.real.screen import open_screen
from tests.real.test_screen_selection import COPY, churn, next_paint, order
from tests.terminal import PATIENCE
from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from pathlib import Path

    from tests.real.screen import Screen
    from tests.testbed.namespace import Namespace

SETS = 6
ROUNDS = int(os.environ.get("STSTUI_SELECTION_ROUNDS", "50"))
"""1,000 with `make long`."""
pytestmark = [pytest.mark.real, pytest.mark.timeout(600 + 6 * ROUNDS)]
SEED = int(os.environ.get("STSTUI_SELECTION_SEED", "7"))
MOVES_EVERY = 10
"""Every so many rounds, rows are waited for to re-order, which takes five seconds without a key."""
MOST_PAINTS = 60
"""So many changed screens are waited for; the chance may leave the order as it is."""
TITLE = re.compile(r"Delete  (StatefulSet|Pod) [^/\s]+/(\S+)")


def copied_since(screen: Screen, at: int) -> str:
    """The name that was put on the clipboard (OSC 52)."""
    while not (found := COPY.search(screen.raw, at)):
        assert screen.read(PATIENCE), screen.text
    return base64.b64decode(found[1]).decode()


def one_round(screen: Screen, chance: random.Random, *, moved: bool) -> str:
    """Keys, a copy and a dialog in one go; gives what differs, or nothing."""
    first = order(screen)
    for _ in range(MOST_PAINTS if moved else 0):
        if order(screen) != first:
            break
        next_paint(screen)
    at = len(screen.raw)
    keys = chance.choices("jkjkjjjGg", k=chance.randrange(1, 9))
    screen.press("".join(keys) + "c\x04")  # ctrl-d, typed without a pause
    name = copied_since(screen, at)
    screen.wait_for("Delete  ", "esc leave", gone="one moment")
    found = TITLE.search(screen.settle(0.05))  # a frame comes in pieces
    assert found is not None, screen.text
    screen.press("esc")
    screen.wait_for("live", gone="esc leave")
    return "" if found[2] == name else f"{name} was selected, the dialog is for {found[2]}"


async def test_a_dialog_is_for_what_was_selected(namespace: Namespace, tmp_path: Path) -> None:
    sets = [statefulset(f"set-{each}", replicas=3, parallel=True) for each in range(SETS)]
    await namespace.apply(*(headless_service(f"set-{each}") for each in range(SETS)), *sets)
    await namespace.wait_ready(*(f"set-{a}-{b}" for a in range(SETS) for b in range(3)))
    chance = random.Random(SEED)
    log = str(tmp_path.parent / "ststui.log")  # says why, should the program end
    with open_screen(namespace, tmp_path, "--log-file", log, columns=140, lines=60) as screen:
        screen.patience = PATIENCE * 6
        await asyncio.to_thread(screen.wait_for, "set-5-2", "live")
        async with churn(namespace):
            for number in range(ROUNDS):
                moved = number % MOVES_EVERY == MOVES_EVERY - 1
                wrong = await asyncio.to_thread(one_round, screen, chance, moved=moved)
                assert not wrong, f"round {number} of seed {SEED}: {wrong}"
    assert not (tmp_path / "state" / "ststui" / "audit.jsonl").exists()
