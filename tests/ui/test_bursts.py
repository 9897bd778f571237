"""Keys typed in one burst, through a terminal: each acts as if it had been typed slowly."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import yaml

from ststui.demo import start_in_process
from tests.cli.program import COMMAND
from tests.demo.conftest import standing_clock
from tests.faults.fault_proxy import fault_proxy
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.faults.fault_proxy import FaultProxy

pytestmark = pytest.mark.demo

FILTERED = "  /data "
"""The filter on the line of state."""


@asynccontextmanager
async def opened(
    home: Path, *, stalled: bool = False
) -> AsyncIterator[tuple[Terminal, FaultProxy]]:
    """The program on the demo cluster, which may not answer yet."""
    async with start_in_process("guide", clock=standing_clock()) as demo:
        (cluster,) = yaml.safe_load(demo.kubeconfig_path.read_text())["clusters"]
        async with fault_proxy(cluster["cluster"]["server"]) as proxy:
            if stalled:
                proxy.stall()
            env = {
                "KUBECONFIG": str(demo.kubeconfig_path),
                "HOME": str(home),
                "XDG_STATE_HOME": str(home),
            }
            with Terminal([*COMMAND, "-A", "--server", proxy.url], env=env) as terminal:
                yield terminal, proxy
                proxy.flow()
                await asyncio.to_thread(leave, terminal)


def leave(terminal: Terminal) -> None:
    """End it, so that no connection is left open."""
    terminal.press("ctrl-c")
    terminal.wait_exit()


def type_and_see(terminal: Terminal, burst: str, *wanted: str, after: str = "") -> str:
    if after:
        terminal.wait_for(after)
    terminal.press(burst)
    return terminal.wait_for(*wanted)


async def test_before_the_first_answer(tmp_path: Path) -> None:
    async with opened(tmp_path, stalled=True) as (terminal, proxy):
        wanted = (FILTERED, "nothing is selected")
        await asyncio.to_thread(
            type_and_see, terminal, "/data\rgP", *wanted, after="Loading StatefulSets"
        )
        proxy.flow()
        await asyncio.to_thread(terminal.wait_for, "▾ database", FILTERED)


async def test_before_the_terminal_is_the_programs(tmp_path: Path) -> None:
    """The terminal still turns enter into a line feed."""
    async with opened(tmp_path) as (terminal, _):
        await asyncio.to_thread(type_and_see, terminal, "/data\rj", FILTERED, "▾ database")
        await asyncio.to_thread(terminal.wait_for, FILTERED, gone="/dataj")


async def test_after_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as (terminal, _):
        await asyncio.to_thread(
            type_and_see, terminal, "/data\rgP", FILTERED, "Set partition", after="● live"
        )


async def test_a_namespace_that_is_chosen_before_the_first_answer(tmp_path: Path) -> None:
    async with opened(tmp_path, stalled=True) as (terminal, proxy):
        burst = ":ns production\r/data\r"
        await asyncio.to_thread(
            type_and_see, terminal, burst, "ns production", FILTERED, after="Loading StatefulSets"
        )
        proxy.flow()
        await asyncio.to_thread(terminal.wait_for, "▾ database", "ns production", FILTERED)


async def test_what_is_typed_behind_the_key_of_a_screen_is_for_that_screen(tmp_path: Path) -> None:
    async with opened(tmp_path) as (terminal, _):
        await asyncio.to_thread(
            type_and_see, terminal, "?q/data\r", FILTERED, "▾ database", after="● live"
        )


async def test_a_click_between_keys_has_its_turn(tmp_path: Path) -> None:
    async with opened(tmp_path) as (terminal, _):
        text = await asyncio.to_thread(terminal.wait_for, "● live", "▾ database")
        first = next(line for line in text.splitlines() if "▾" in line)
        name = first.partition("▾")[2].split()[0]
        click = "\x1b[<0;9;3M\x1b[<0;9;3m"  # on the first row
        burst = "G" + "j" * 40 + click + "P"
        await asyncio.to_thread(type_and_see, terminal, burst, f"StatefulSet shop/{name} ")


async def test_a_line_feed_is_an_enter_only_before_the_terminal_is_the_programs(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (terminal, _):
        await asyncio.to_thread(
            type_and_see, terminal, ":zzz\na\r", "no command 'zzza'", after="● live"
        )


async def test_a_number_for_a_dialog_that_cannot_open_yet_is_no_namespace(tmp_path: Path) -> None:
    async with opened(tmp_path, stalled=True) as (terminal, _):
        text = await asyncio.to_thread(
            type_and_see, terminal, "s5\r", "5: not taken", after="Loading StatefulSets"
        )
        assert "no namespace 5" not in text


async def test_what_is_typed_while_a_dialog_reads_is_said_to_be_not_taken(tmp_path: Path) -> None:
    async with opened(tmp_path) as (terminal, proxy):
        await asyncio.to_thread(type_and_see, terminal, "/data\rg", FILTERED, after="● live")
        proxy.stall()
        await asyncio.to_thread(type_and_see, terminal, "P", "Set partition", "reading …")
        await asyncio.to_thread(terminal.wait_for, "esc leave", gone="one moment")
        await asyncio.to_thread(type_and_see, terminal, "2", "typed too early and not taken: 2")
