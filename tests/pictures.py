"""Makes screenshots/: the real app on the demo cluster, SVG to PNG."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import resvg_py

from ststui.cli.options import Options
from ststui.cluster.flags import ConnectionFlags
from ststui.demo import start_in_process
from ststui.demo.clock import Clock
from ststui.ui.app import StstuiApp
from ststui.ui.widgets.line import Line

if TYPE_CHECKING:
    from textual.pilot import Pilot

FOLDER = Path(__file__).parent.parent / "screenshots"
FONTS = "/usr/share/fonts"
FONT = "DejaVu Sans Mono"


def png(svg: str) -> bytes:
    """The picture as PNG, drawn with an installed monospace font."""
    named = re.sub(r"Fira Code", FONT, svg)
    named = re.sub(r"font-family: *arial", f"font-family: {FONT}", named)
    named = named.replace("<svg ", '<svg xml:space="preserve" ', 1)
    drawn = resvg_py.svg_to_bytes(
        svg_string=named, font_dirs=[FONTS], monospace_family=FONT, font_family=FONT
    )
    return bytes(drawn)


async def wait_for(pilot: Pilot[int], text: str) -> None:
    """Wait until the tree shows a text."""
    for _ in range(300):
        rows = pilot.app.screen.query_one("#tree").outline.rows  # type: ignore[attr-defined]
        shown = " ".join(cell.text for row in rows for cell in row.cells.values())
        if text in shown:
            await pilot.pause()
            return
        await asyncio.sleep(0.05)
    message = f"the tree never showed {text!r}"
    raise RuntimeError(message)


@dataclass(frozen=True, slots=True)
class Picture:
    """What to show."""

    scenario: str
    until: str
    """Text that the tree must show."""
    seconds: float
    """Of the demo's time before that."""
    keys: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ((140, 40), (80, 24))
    dialog: tuple[str, ...] = ()
    """Keys in the dialog that the keys before opened, once it listens."""
    later: float = 0
    """Of the demo's time after all keys."""


PICTURES = {
    "tree": Picture("guide", "database", 90, ("j",)),
    "controller-wait": Picture("scale-up", "waits for", 20, ("j", "j"), ((140, 40),)),
    "controller-canary": Picture("canary", "partition", 30, (), ((140, 40),)),
    "controller-deadlock": Picture("deadlock", "or deleted", 30, ("j",), ((140, 40),)),
    "findings": Picture("pending", "no-class", 60, ("j",)),
    "diagnosis-claim": Picture(
        "pending", "no-class", 60, ("slash", *"no-class", "enter", "g", "x")
    ),
    "diagnosis-terminating": Picture(
        "dead-node", "kafka", 60, ("slash", *"kafka", "enter", "g", "x")
    ),
    "diagnosis-dns": Picture("dns", "no-service", 60, ("slash", *"no-service", "enter", "g", "x")),
    "diagnosis-init": Picture("primary", "ledger-replica", 60, ("j", "x")),
    "dialog-scale": Picture("quorum", "etcd", 30, ("s",), dialog=("1", "enter", "e", "t")),
    "dialog-partition": Picture("canary", "Held", 60, ("P",), dialog=("plus",)),
    "dialog-rollback": Picture("canary", "Held", 60, ("b",), dialog=("down",)),
    "dialog-refused": Picture("quorum", "etcd", 30, ("j", "ctrl+k"), dialog=("2",)),
    "dialog-force": Picture(
        "dead-node",
        "kafka",
        60,
        ("slash", *"kafka", "enter", "g", "j", "j", "ctrl+k"),
        dialog=("2",),
    ),
    "dialog-delete": Picture("quorum", "etcd", 30, ("ctrl+d",), dialog=("1",)),
    "dialog-cleanup": Picture(
        "retained", "claim without pod", 60, ("j", "j", "j", "j", "C"), dialog=("space",)
    ),
    "rollout": Picture("canary", "Held", 60, ("P",), ((140, 40),), ("r", "enter"), 6),
    "rollout-small": Picture("canary", "Held", 60, ("P",), ((80, 24),), ("r", "enter"), 6),
}


async def listens(pilot: Pilot[int]) -> None:
    """Wait until the dialog on top takes keys, and has said what there is to say."""
    for _ in range(100):
        await asyncio.sleep(0.1)
        lines = [each.text for each in pilot.app.screen.query(Line)]
        if not any("one moment" in each for each in lines):
            break
    await asyncio.sleep(0.5)


async def take(name: str, picture: Picture) -> None:
    """Take one picture in each of its sizes; the demo's clock stands while it is taken."""
    async with start_in_process(picture.scenario, clock=Clock(speed=0)) as demo:
        await demo.clock.step(picture.seconds)
        for columns, lines in picture.sizes:
            wanted = Options(
                flags=ConnectionFlags(kubeconfig=str(demo.kubeconfig_path)), all_namespaces=True
            )
            app = StstuiApp(wanted)
            async with app.run_test(size=(columns, lines)) as pilot:
                await wait_for(pilot, picture.until)
                await pilot.press(*picture.keys)
                if picture.dialog:
                    await listens(pilot)
                for key in picture.dialog:
                    await pilot.press(key)
                    await asyncio.sleep(0.7)
                if picture.later:
                    await demo.clock.step(picture.later)
                await asyncio.sleep(3)
                svg = app.export_screenshot(title="ststui")
            path = FOLDER / f"{name}-{columns}x{lines}.png"
            path.write_bytes(png(svg))
            print(path.relative_to(FOLDER.parent))


def main() -> int:
    """Take all pictures, or those named."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state
        for name in sys.argv[1:] or PICTURES:
            asyncio.run(take(name, PICTURES[name]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
