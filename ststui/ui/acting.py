"""The words of actions: each opens its dialog. What they need is loaded with the first one."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ststui.ui.doing import Chosen
    from ststui.ui.screens.main import MainScreen


LEFT_OPEN_SECONDS = 30
"""How long it stands on the screen that a write was left open."""


def _act(word: str, screen: MainScreen, chosen: Chosen) -> None:
    from ststui.ui.plans.open import act  # noqa: PLC0415 - the first frame does not wait

    act(word, screen, chosen)


def _delete(screen: MainScreen, chosen: Chosen) -> None:
    from ststui.ui.plans.open import delete  # noqa: PLC0415 - likewise

    delete(screen, chosen)


def _restart(screen: MainScreen, chosen: Chosen) -> None:
    from ststui.ui.plans.open import restart  # noqa: PLC0415 - likewise

    restart(screen, chosen)


def _reverse(screen: MainScreen, chosen: Chosen) -> None:
    from ststui.ui.plans.open import reverse  # noqa: PLC0415 - likewise

    reverse(screen, chosen)


def _watch(screen: MainScreen, chosen: Chosen) -> None:
    from ststui.ui.plans.watch import watch  # noqa: PLC0415 - likewise

    watch(screen, chosen)


async def tell_left_open(screen: MainScreen) -> None:
    """Say which writes of earlier runs were begun and whose end nobody noted."""
    from ststui.writing.left_open import left_open, tell  # noqa: PLC0415 - likewise

    audit = screen.program.access.audit
    found = await asyncio.to_thread(left_open, audit)
    for each in found:
        screen.notify(each.text, severity="warning", markup=False, timeout=LEFT_OPEN_SECONDS)
    if found:
        await asyncio.to_thread(tell, audit, found)


ACTING: Mapping[str, Callable[[MainScreen, Chosen], None]] = {
    "scale": partial(_act, "scale"),
    "partition": partial(_act, "partition"),
    "restart": _restart,
    "rollback": partial(_act, "rollback"),
    "image": partial(_act, "image"),
    "delete": _delete,
    "kill": partial(_act, "kill"),
    "cleanup": partial(_act, "cleanup"),
    "expand": partial(_act, "expand"),
    "reverse": _reverse,
    "watch": _watch,
}
"""By the word that is typed after a colon."""
