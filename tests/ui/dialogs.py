"""The dialog on top of the app, as a user sees it."""

from __future__ import annotations

import asyncio
import html
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from textual import events

from ststui.demo import kinds
from ststui.demo.scenarios import sets
from ststui.ui.screens.help import HelpScreen
from ststui.ui.screens.main import MainScreen
from ststui.ui.widgets.detail import Detail
from ststui.ui.widgets.line import Line
from tests.ui.opened import PATIENCE, Screen, open_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

NS = "production"
"""Where the sets of the scenarios are."""
PIECE = re.compile(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
"""Where a piece of text stands in a picture, and what it says."""
CHARACTER = 12.2
"""Width of a character in a picture."""
AUDIT = ("ststui", "audit.jsonl")


class Dialog:
    """What is on top."""

    def __init__(self, screen: Screen, home: Path) -> None:
        self.screen, self.home = screen, home

    @property
    def open(self) -> bool:
        return not isinstance(self.screen.app.screen, MainScreen)

    @property
    def text(self) -> str:
        found = self.screen.app.screen.walk_children()
        return "\n".join(each.text for each in found if isinstance(each, Line | Detail))

    @property
    def painted(self) -> str:
        """What is on the screen, line by line: as much as fits."""
        lines: dict[float, str] = {}
        for x, y, text in PIECE.findall(self.screen.app.export_screenshot()):
            before = lines.get(float(y), "").ljust(round(float(x) / CHARACTER))
            lines[float(y)] = before + html.unescape(text).replace("\xa0", " ")
        return "\n".join(lines[y] for y in sorted(lines))

    @property
    def notes(self) -> str:
        """What was notified."""
        return "\n".join(str(each.message) for each in self.screen.app._notifications)

    @property
    def audit(self) -> list[dict[str, Any]]:
        """The lines of the audit file."""
        path = self.home.joinpath(*AUDIT)
        lines = path.read_bytes().splitlines() if path.exists() else []
        return [msgspec.json.decode(each) for each in lines]

    async def press(self, *keys: str) -> None:
        await self.screen.press(*keys)

    def burst(self, *keys: str) -> None:
        """Keys faster than anything is made of them."""
        for each in keys:
            character = "\r" if each == "enter" else each
            self.screen.app.screen.post_message(events.Key(each, character))

    def in_one_go(self, *keys: str) -> None:
        """Keys as a terminal gives them that come in one piece."""
        for each in keys:
            character = "\r" if each == "enter" else each
            self.screen.app.post_message(events.Key(each, character))

    async def paste(self, text: str) -> None:
        """Paste as a terminal does."""
        self.screen.app.screen.post_message(events.Paste(text))

    async def sees(self, *texts: str, gone: str = "") -> None:
        await _until(
            lambda: _shows(self.text, texts, gone),
            lambda: f"never seen: {texts}, gone {gone!r}\n{self.text}\n{self.notes}",
        )

    async def paints(self, *texts: str, gone: str = "") -> None:
        """Wait until this is on the screen and not below its edge."""
        await _until(
            lambda: _shows(self.painted, texts, gone),
            lambda: f"never on the screen: {texts}, gone {gone!r}\n{self.painted}",
        )

    async def noted(self, *texts: str) -> None:
        await _until(
            lambda: _shows(self.notes, texts),
            lambda: f"never notified: {texts}\n{self.notes}\n{self.text}",
        )

    async def sees_help(self, *texts: str, gone: str = "") -> None:
        """Wait until the help says this, and does not say what is gone."""

        def shows() -> bool:
            top = self.screen.app.screen
            return isinstance(top, HelpScreen) and _shows(top.text(), texts, gone)

        await _until(shows, lambda: f"not in the help: {texts}, gone {gone!r}")

    async def opens(self, key: str, *texts: str, on: str = "▾ database ", gone: str = "") -> None:
        """Press a key on a row and wait until its dialog says this, and listens."""
        await self.on(on)
        await self.press(key)
        await self.sees(*texts, gone=gone)
        await self.hears()

    async def hears(self) -> None:
        """Wait until keys count."""
        await self.sees("esc", gone="one moment")
        await self.sees(gone="reading …")

    async def on(self, text: str, *, row: int = 0) -> None:
        """Put the cursor on a row below the first that shows a text."""
        outline = self.screen.view.outline

        def found() -> int | None:
            lines = self.screen.tree.splitlines()
            return next((n for n, line in enumerate(lines) if text in line), None)

        await _until(lambda: found() is not None, lambda: f"no row {text!r}\n{self.screen.tree}")
        at = found()
        assert at is not None
        outline.move_to(at + row)

    async def closes(self) -> None:
        await _until(lambda: not self.open, lambda: f"still open\n{self.text}")


def _shows(text: str, wanted: tuple[str, ...], gone: str = "") -> bool:
    return all(each in text for each in wanted) and not (gone and gone in text)


async def _until(holds: Callable[[], bool], failure: Callable[[], str]) -> None:
    """Wait until something holds; else fail with what was there instead."""
    for _ in range(PATIENCE):
        if holds():
            return
        await asyncio.sleep(0.05)
    pytest.fail(failure())


@asynccontextmanager
async def open_dialogs(
    scenario: str, home: Path, *, after: float = 90, **more: Any
) -> AsyncIterator[Dialog]:
    """The app on a scenario that had some time to settle, with a state folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(home))
        async with open_app(scenario, **more) as screen:
            await screen.later(after)
            await screen.sees("● live")
            yield Dialog(screen, home)


def stored(dialog: Dialog, name: str, *, kind: Any = kinds.STATEFUL_SETS) -> Any:
    """An object as the embedded cluster keeps it."""
    assert dialog.screen.demo is not None
    return dialog.screen.demo.store.get(kind, NS, name)


def change(dialog: Dialog, name: str, path: str, value: object) -> None:
    """Change a field of a set past the dialog."""
    assert dialog.screen.demo is not None
    sets.change(dialog.screen.demo.cluster, name, namespace=NS, path=path, value=value)
