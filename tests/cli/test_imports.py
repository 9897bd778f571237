"""What is imported when: a start pays for nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.pure

ENDS = "import sys\ntry: main({arguments!r})\nexcept SystemExit: pass\nprint(*sys.modules)"


def modules(code: str) -> set[str]:
    """Modules that a fresh interpreter holds at the end of a program; its output is not looked at.

    A name of a package stands for everything in it.
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = done.stdout.splitlines()[-1].split()
    return {name.rpartition(".")[0] or name for name in names} | set(names)


@pytest.mark.parametrize("arguments", [["--help"], ["tree", "--help"], ["explain"]])
def test_a_command_without_a_terminal_needs_neither_textual_nor_the_client(
    arguments: list[str],
) -> None:
    found = modules("from ststui.cli import main\n" + ENDS.format(arguments=arguments))
    assert "ststui.cli.parser" in found
    assert not found & {"textual", "kubernetes_asyncio", "ststui.ui.app"}


def test_the_first_frame_needs_no_cluster_no_rule_and_no_plan() -> None:
    code = (
        "import sys, ststui.cli.command, ststui.cli.tui, ststui.ui.app\n"
        "from ststui.cli.commands import COMMANDS\n"
        "from ststui.cli.options import options\n"
        "from ststui.cli.parser import build_parser\n"
        "options(build_parser(COMMANDS).parse_args([]))\n"
        "print(*sys.modules)"
    )
    found = modules(code)
    assert {"textual.app", "ststui.ui.screens.main"} <= found
    heavy = {"kubernetes_asyncio", "aiohttp", "yaml", "dns"}
    rooms = {"actions", "controller", "diagnosis", "live", "model", "report", "writing"}
    assert not found & (heavy | {f"ststui.{each}" for each in rooms})


def test_the_first_page_needs_no_rule_no_plan_and_no_resolver() -> None:
    code = (
        "import sys, ststui.ui.app, ststui.ui.link, ststui.ui.watching, ststui.ui.access\n"
        "from ststui.cluster.kubernetes_client import kubernetes_client\n"
        "kubernetes_client()\n"
        "print(*sys.modules)"
    )
    found = modules(code)
    assert {"aiohttp", "ststui.report", "ststui.controller"} <= found
    rooms = {"actions", "diagnosis.rules", "writing", "live.checking"}
    assert not found & ({"dns", "urllib3"} | {f"ststui.{each}" for each in rooms})
