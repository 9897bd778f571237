"""To another context: its exec plugin gets the terminal for its questions, and gives it back."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.demo import start_in_process
from tests.real.screen import LEAVES_ALTERNATE_SCREEN, Screen
from tests.ui.opened import open_app

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo

PLUGIN = """#!/bin/sh
printf 'the word? ' >&2
read word
[ "$word" = sesame ] || exit 1
echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
  "status": {"token": "t"}}'
"""


@pytest.mark.parametrize(
    ("word", "seen"), [("sesame", ("api-cache-4", "live")), ("wrong", ("exec plugin",))]
)
async def test_a_plugin_that_asks_after_the_start(
    word: str, seen: tuple[str, ...], tmp_path: Path
) -> None:
    plugin = tmp_path / "plugin"
    plugin.write_text(PLUGIN)
    plugin.chmod(0o700)
    home = tmp_path / "home"
    home.mkdir()
    asks = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": str(plugin),
        "interactiveMode": "Always",
    }
    async with start_in_process("canary") as demo:
        known = json.loads(demo.kubeconfig_path.read_text())
        known["users"].append({"name": "asked", "user": {"exec": asks}})
        context = {**known["contexts"][0]["context"], "user": "asked"}
        known["contexts"].append({"name": "asking", "context": context})
        file = tmp_path / "config"
        file.write_text(json.dumps(known))
        with Screen(home=home, kubeconfig=str(file)) as screen:
            await asyncio.to_thread(screen.wait_for, "demo", "api-cache-4", "live")
            screen.press(":ctx asking", "enter")
            await asyncio.to_thread(screen.wait_for, "the word?")
            screen.press(f"{word}\n")
            await asyncio.to_thread(screen.wait_for, "asking", *seen)
            screen.press("q")
            assert await asyncio.to_thread(screen.wait_exit) == 0
            left = screen.raw.count(LEAVES_ALTERNATE_SCREEN)
            assert left == len(("for the plugin", "at the end"))


async def test_whom_one_acts_as_holds_in_every_context_and_a_token_in_its_own(
    tmp_path: Path,
) -> None:
    given = ConnectionFlags(
        kubeconfig=str(tmp_path / "none"), as_user="viewer", as_groups=("few",), token="t"
    )
    async with open_app(None, flags=given) as screen:
        screen.app.connect("other")
        assert screen.app.link is not None
        flags = screen.app.link.flags
    assert (flags.context, flags.as_user, flags.as_groups) == ("other", "viewer", ("few",))
    assert flags.token is None
