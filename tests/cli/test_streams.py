"""Where the output goes: other encodings, full disks, closed streams."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ststui.cli.output import write_document
from ststui.demo import start_in_process
from ststui.report import UnreadableReport
from tests.cli.program import COMMAND, environment, ststui

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo

ODD = "caf\u00e9 \U0001f600 \x1b[31m \x9b31m \u202e \x7f"
"""A letter of Latin 1, one beyond the first plane, and what a terminal would obey."""


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with start_in_process("guide") as found:
        yield found


async def test_where_symbols_cannot_be_written_there_are_others(demo: Demo) -> None:
    env = {"PYTHONIOENCODING": "latin-1"}
    ended = await ststui("tree", "-A", kubeconfig=demo.kubeconfig_path, env=env)
    assert (ended.code, ended.err) == (0, "")
    assert "v database" in ended.out
    assert ended.out.isascii()


async def test_a_message_is_spelled_where_it_cannot_be_written(demo: Demo) -> None:
    env = {"PYTHONIOENCODING": "ascii"}
    ended = await ststui("tree", "-A", "caf\u00e9", kubeconfig=demo.kubeconfig_path, env=env)
    assert ended.code == 2
    assert "caf\\xe9" in ended.err


@pytest.mark.parametrize(("form", "read"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_no_document_brings_a_terminal_what_it_obeys(
    form: str, read: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    write_document(UnreadableReport("c", resource="pods", namespace=None, why=ODD), form)
    written = capsys.readouterr().out
    assert set(written) <= {"\n", *map(chr, range(0x20, 0x7F))}
    assert read(written)["why"] == ODD


async def _sent_to(target: str, *arguments: str) -> tuple[int, str]:
    line = f'exec "$@" {target}'
    running = await asyncio.create_subprocess_exec(
        "sh", "-c", line, "sh", *COMMAND, *arguments, env=environment(), stderr=-1
    )
    _, err = await running.communicate()
    assert running.returncode is not None
    return running.returncode, err.decode()


@pytest.mark.parametrize(
    ("target", "code", "words"),
    [
        (">/dev/full", 74, "the output cannot be written: [Errno 28] No space left on device"),
        (">&-", 2, "stdout is closed"),
    ],
)
async def test_where_nothing_can_be_written_one_line_says_so(
    target: str, code: int, words: str
) -> None:
    ended, err = await _sent_to(target, "explain")
    (line,) = err.splitlines()
    assert (ended, words in line) == (code, True), err


async def test_a_closed_stderr_loses_messages_alone() -> None:
    ended, _ = await _sent_to("2>&- >/dev/null", "explain")
    assert ended == 0
