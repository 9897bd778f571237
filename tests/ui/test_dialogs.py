"""What any dialog does with keys, pastes and names, and on a small terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from textual import events

from ststui.cluster.flags import ConnectionFlags
from ststui.demo import start_in_process
from ststui.ui.widgets.detail import Detail
from tests.demo.conftest import standing_clock
from tests.faults.fault_proxy import Canned, fault_proxy
from tests.ui.dialogs import Dialog, open_dialogs, stored
from tests.ui.opened import open_app

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo


async def test_enter_does_nothing_until_something_changed(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("s", "database has 3 already")
        await dialog.press("enter", "enter")
        assert dialog.open
        await dialog.press("plus")
        await dialog.sees("enter do it")
        await dialog.press("minus")
        await dialog.sees("database has 3 already", gone="enter do it")
        await dialog.press("enter")
        assert dialog.open
        await dialog.press("escape")
        await dialog.closes()
        assert dialog.audit == []


async def test_keys_typed_ahead_do_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer than any machine takes for three keys.
    monkeypatch.setattr("ststui.ui.plans.hearing.DEAF", 3.0)
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s", "9", "enter")
        await dialog.sees("typed too early and not taken: 9 enter")
        await dialog.hears()
        await dialog.sees("database has 3 already")
        await dialog.press("4")
        await dialog.sees("created 1", gone="too early")
        assert stored(dialog, "database")["spec"]["replicas"] == 3
        assert dialog.audit == []


async def test_keys_in_one_piece_with_the_key_of_the_dialog_are_named(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        dialog.in_one_go("s", "9", "enter")
        await dialog.sees("typed too early and not taken: 9 enter")
        await dialog.hears()
        await dialog.sees("database has 3 already")
        assert stored(dialog, "database")["spec"]["replicas"] == 3
        assert dialog.audit == []


async def test_a_text_pasted_on_the_tree_is_said_to_be_not_taken(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        dialog.screen.app.post_message(events.Paste("s9\n"))
        await dialog.noted("a pasted text: not taken")
        assert not dialog.open


async def test_a_dangerous_plan_is_done_only_with_the_name_typed(tmp_path: Path) -> None:
    async with open_dialogs("quorum", tmp_path, after=30) as dialog:
        await dialog.opens("s", "Scale", on="▾ etcd")
        await dialog.press("0")
        await dialog.sees("✗ ", "enter type the name")
        await dialog.press("enter")
        await dialog.sees("type etcd to do it")
        await dialog.press(*"wrong", "enter")
        assert "sending" not in dialog.text
        await dialog.press("ctrl+u", *"etcd")
        await dialog.sees("enter do it")
        await dialog.press("enter")
        await dialog.sees("Rollout")
        assert dialog.audit[0]["name"] == "etcd"
        assert "quorum" in dialog.audit[0]["dangers"]


async def test_enter_before_the_plan_is_there_says_so(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("s", "database has 3 already")
        dialog.burst(*"10000", "enter")
        await dialog.sees("still planning: look, then press enter")
        await dialog.sees("created 9997", gone="still planning")
        assert stored(dialog, "database")["spec"]["replicas"] == 3
        assert dialog.audit == []
        await dialog.press("0")
        await dialog.sees("created 9997", "--replicas=10000")


async def test_a_text_pasted_ahead_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than any machine takes to come so far.
    monkeypatch.setattr("ststui.ui.plans.hearing.DEAF", 3.0)
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("Scale")
        await dialog.paste("7")
        await dialog.sees("typed too early and not taken: (a pasted text)")
        await dialog.hears()
        await dialog.sees("database has 3 already")


async def test_what_is_pasted(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("s", "database has 3 already")
        await dialog.paste(" 07\n")
        await dialog.sees("created 4", "--replicas=7", gone="too early")
        await dialog.paste("rm -rf /")
        await dialog.sees("what was pasted does not fit here", "--replicas=7")
        await dialog.press("escape")
        await dialog.closes()
        await dialog.press("i")
        await dialog.sees("already")
        await dialog.hears()
        await dialog.press("ctrl+u")
        await dialog.paste("registry.example/db:17\n")
        await dialog.sees("→ registry.example/db:17", "replaced 3")
        await dialog.paste("two\nlines")
        await dialog.sees("what was pasted does not fit here", "→ registry.example/db:17")
        assert dialog.audit == []


async def test_a_name_is_not_pasted(tmp_path: Path) -> None:
    async with open_dialogs("quorum", tmp_path, after=30) as dialog:
        await dialog.opens("s", "Scale", on="▾ etcd")
        await dialog.press("0")
        await dialog.sees("enter type the name")
        await dialog.press("enter")
        await dialog.sees("type etcd to do it")
        await dialog.paste("etcd")
        await dialog.sees("a name is typed, not pasted", gone="enter do it")
        await dialog.press("enter")
        assert dialog.audit == []


async def test_more_than_fits_is_counted_and_reached(tmp_path: Path) -> None:
    async with open_dialogs("quorum", tmp_path, after=30, size=(80, 24)) as dialog:
        await dialog.opens("s", "Scale", on="▾ etcd")
        await dialog.press("0")
        await dialog.sees("enter type the name", "server dry run: accepted")
        command = "--namespace production --context demo"
        seen = dialog.painted
        assert "✗ dangerous" in seen
        assert command not in seen
        below = re.search(r"↓ (\d+) more lines  pgdn", seen)
        assert below is not None
        body = dialog.screen.app.screen.query_one("#plan-body", Detail)
        assert int(below[1]) == body.total - body.size.height
        await dialog.press("pagedown")
        await dialog.paints("kubectl scale statefulset/etcd --replicas=0", command, "✗ dangerous")
        await dialog.press("pagedown")
        await dialog.paints("more lines  pgup", '"value":0}', gone="↓")
        await dialog.press("enter")
        await dialog.paints("type etcd to do it", "name")
        await dialog.press(*"etcd")
        await dialog.paints("enter do it")
        assert dialog.audit == []


async def test_what_fits_is_not_counted(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path, size=(80, 24)) as dialog:
        await dialog.opens("s", "database has 3 already", on="3/3   Stable")
        await dialog.paints("database has 3 already", gone="more line")


async def test_a_dialog_on_a_terminal_of_a_few_lines(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path, size=(24, 6)) as dialog:
        await dialog.on("3/3   Stable")
        await dialog.press("s")
        await dialog.sees("database has 3 already")
        body = dialog.screen.app.screen.query_one("#plan-body")
        assert body.region.height == 4
        assert dialog.screen.app.screen.query_one("#plan-keys").region.bottom == 6
        await dialog.press("9")
        await dialog.paints("↓")
        assert re.search(r"↓ \d+ more\s*$", dialog.painted)


async def test_a_dialog_in_seven_bits(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path, ascii_only=True) as dialog:
        await dialog.opens("ctrl+d", "choose one")
        picture = dialog.screen.app.export_screenshot().replace("&#160;", " ")
        assert "^ v" in picture
        assert set("╭╮╰╯↑↓").isdisjoint(picture)


async def test_a_dry_run_without_an_answer_is_said_and_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    down = Canned(500, b"no route to the webhook", {"Content-Type": "text/plain"})
    async with start_in_process("guide", clock=standing_clock()) as demo:
        (cluster,) = yaml.safe_load(demo.kubeconfig_path.read_text())["clusters"]
        async with fault_proxy(cluster["cluster"]["server"]) as proxy:
            proxy.refuse = lambda request: down if request.method == "PATCH" else None
            kubeconfig = str(demo.kubeconfig_path)
            flags = ConnectionFlags(kubeconfig=kubeconfig, server=proxy.url)
            async with open_app(None, flags=flags) as screen:
                dialog = Dialog(screen, tmp_path)
                await screen.sees("● live")
                await dialog.opens("s", "now 3")
                await dialog.press("5")
                await dialog.sees("server dry run: not known: ", gone="accepted")
                proxy.refuse = lambda _: None
                await dialog.sees("server dry run: accepted")
