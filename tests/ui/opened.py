"""The app on an embedded cluster whose clock stands until a test moves it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cli.options import Options
from ststui.cluster.flags import ConnectionFlags
from ststui.demo import start_in_process
from ststui.demo.clock import Clock
from ststui.ui.app import StstuiApp
from ststui.ui.widgets.detail import Detail
from ststui.ui.widgets.line import Line
from ststui.ui.widgets.tree.paint import paint
from ststui.ui.widgets.tree.view import TreeView

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from ststui.demo.running import Demo

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PATIENCE = 200
"""Looks, of 50 ms each, before a text is given up."""


class Screen:
    """What a user sees, and the keys they have."""

    def __init__(self, app: StstuiApp, pilot: Pilot[int], demo: Demo | None) -> None:
        self.app, self.pilot, self.demo = app, pilot, demo

    @property
    def view(self) -> TreeView:
        return self.app.screen_stack[0].query_one(TreeView)

    @property
    def tree(self) -> str:
        """The tree, line by line."""
        rows = self.view.outline.rows
        lines = [
            "".join(c.text for c in paint(row, self.view.layout_now, ascii_only=False)).rstrip()
            for row in rows
        ]
        return "\n".join(lines) or "\n".join(self.view.message)

    @property
    def state(self) -> str:
        """The line on top."""
        return self.app.screen_stack[0].query_one("#state", Line).text

    @property
    def pane(self) -> str:
        """The detail pane."""
        return self.app.screen_stack[0].query_one(Detail).text

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def sees(self, *texts: str, gone: str = "") -> None:
        """Wait until the screen shows all these texts."""
        for _ in range(PATIENCE):
            whole = f"{self.state}\n{self.tree}\n{self.pane}"
            if all(text in whole for text in texts) and not (gone and gone in whole):
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"never seen: {texts}, gone {gone!r}\n{self.state}\n{self.tree}\n{self.pane}")

    async def later(self, seconds: float, *, step: float = 1.0) -> None:
        """Let the demo's time pass."""
        assert self.demo is not None
        done = 0.0
        while done < seconds:
            await self.demo.clock.step(step)
            done += step


@asynccontextmanager
async def open_app(
    scenario: str | None = "guide",
    *,
    size: tuple[int, int] = (140, 40),
    flags: ConnectionFlags | None = None,
    all_namespaces: bool = True,
    **more: Any,
) -> AsyncIterator[Screen]:
    """Open the app on a scenario, or with flags of the test's own; both end with the block.

    Not a fixture: Textual's context variables must be set and reset in one task.
    """
    async with AsyncExitStack() as stack:
        demo = None
        if scenario is not None:
            running = start_in_process(scenario, clock=Clock(start=START, speed=0))
            demo = await stack.enter_async_context(running)
            flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))
        wanted = Options(flags=flags or ConnectionFlags(), all_namespaces=all_namespaces, **more)
        app = StstuiApp(wanted)
        pilot = await stack.enter_async_context(app.run_test(size=size))
        yield Screen(app, pilot, demo)
