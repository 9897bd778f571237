"""Makes screenshots/: the real app on the demo cluster, SVG to PNG."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import resvg_py

from ststui.cli.options import Options
from ststui.cluster.flags import ConnectionFlags
from ststui.demo import start_in_process
from ststui.demo.clock import Clock
from ststui.ui.app import StstuiApp

if TYPE_CHECKING:
    from textual.pilot import Pilot

FOLDER = Path(__file__).parent.parent / "screenshots"
SIZES = ((140, 40), (80, 24))
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


async def take(name: str, *, scenario: str, until: str, seconds: float, keys: list[str]) -> None:
    """Take one picture in each size, after some time of the demo's own clock."""
    async with start_in_process(scenario, clock=Clock(speed=20)) as demo:
        for columns, lines in SIZES:
            wanted = Options(
                flags=ConnectionFlags(kubeconfig=str(demo.kubeconfig_path)), all_namespaces=True
            )
            app = StstuiApp(wanted)
            async with app.run_test(size=(columns, lines)) as pilot:
                await wait_for(pilot, until)
                await asyncio.sleep(seconds)
                await pilot.press(*keys)
                await asyncio.sleep(1.0)
                svg = app.export_screenshot(title="ststui")
            path = FOLDER / f"{name}-{columns}x{lines}.png"
            path.write_bytes(png(svg))
            print(path.relative_to(FOLDER.parent))


PICTURES = {"tree": {"scenario": "guide", "until": "database", "seconds": 3.0, "keys": ["j"]}}


def main() -> int:
    """Take all pictures, or those named."""
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        asyncio.run(take(name, **PICTURES[name]))  # type: ignore[arg-type]
    return 0


if __name__ == "__main__":
    sys.exit(main())
