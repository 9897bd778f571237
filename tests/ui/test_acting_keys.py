"""Keys that act: where they cannot, why; and what an earlier run left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.settings import Settings
from ststui.settings.settings import Protected
from tests.ui.dialogs import NS, change, open_dialogs

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo


async def test_read_only_says_why_and_opens_nothing(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path, read_only=True) as dialog:
        await dialog.screen.sees("read-only")
        await dialog.on("▾ database ")
        for key, word in (("s", "scale"), ("r", "restart"), ("ctrl+d", "delete set")):
            await dialog.press(key)
            await dialog.noted(f"{word}: read-only")
            assert not dialog.open


async def test_a_protected_context_is_unlocked_and_every_write_typed(tmp_path: Path) -> None:
    settings = Settings(protected=Protected(contexts=("demo",)))
    async with open_dialogs("guide", tmp_path, settings=settings) as dialog:
        await dialog.screen.sees("read-only (protected)")
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.noted("this context is protected", ":rw unlocks for 15 minutes")
        await dialog.press("colon", *"rw", "enter")
        await dialog.screen.sees("read-write 15m")
        await dialog.press("s")
        await dialog.sees("protected: every write is typed")
        await dialog.hears()
        await dialog.press("plus")
        await dialog.sees("enter type the name")
        await dialog.press("enter", *"database")
        await dialog.sees("enter do it")
        await dialog.press("enter")
        await dialog.sees("Rollout")
        await dialog.press("escape", "colon", *"ro", "enter")
        await dialog.screen.sees("read-only (protected)")


async def test_a_context_that_is_locked_again_under_a_dialog_takes_nothing(tmp_path: Path) -> None:
    settings = Settings(protected=Protected(contexts=("demo",)))
    async with open_dialogs("guide", tmp_path, settings=settings) as dialog:
        await dialog.screen.sees("read-only (protected)")
        await dialog.press("colon", *"rw", "enter")
        await dialog.screen.sees("read-write 15m")
        await dialog.opens("s", "database has 3 already")
        await dialog.press("plus")
        await dialog.sees("enter type the name")
        access, link = dialog.screen.app.access, dialog.screen.app.link
        assert link is not None
        assert link.session is not None
        access.lock(link.session)  # as after 15 minutes
        await dialog.sees("nothing is written any more: read-only", gone="enter")
        await dialog.press("enter", *"database", "enter")
        assert dialog.open
        assert dialog.audit == []


async def test_a_key_on_the_wrong_kind_of_row_says_why(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("ctrl+k")
        await dialog.noted("kill: only on a pod")
        await dialog.press("U")
        await dialog.noted("no write of ststui on database that can be reversed")
        change(dialog, "database", "spec.updateStrategy", {"type": "OnDelete"})
        await dialog.screen.sees("OnDelete")
        await dialog.press("P")
        await dialog.noted("partition: OnDelete has no partition")
        await dialog.press("question_mark")
        await dialog.sees_help("not here: OnDelete has no partition", "not here: only on a pod")


async def test_a_right_that_is_granted_meanwhile_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ststui.ui.plans.rights.STANDS", 0.0)
    async with open_dialogs("guide", tmp_path) as dialog:
        assert dialog.screen.demo is not None
        rights = dialog.screen.demo.cluster.rights
        rights.deny("patch", "statefulsets.apps")
        rights.deny("patch", "statefulsets.apps/scale")
        await dialog.on("▾ database ")
        await dialog.press("question_mark")
        await dialog.sees_help("not here: no permission: patch statefulsets in production")
        await dialog.press("q")
        await dialog.closes()
        rights.restore()
        await dialog.press("question_mark")
        await dialog.sees_help("Scale the set")
        await dialog.sees_help(gone="no permission")
        await dialog.press("q")
        await dialog.closes()
        await dialog.opens("s", "database has 3 already")


async def test_keys_of_a_set_on_a_row_of_its_pod(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ststui.ui.stray_keys.MEANT_ELSEWHERE", 600.0)
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("database-1")
        await dialog.press("s", "5")
        await dialog.noted("scale: only on a set: ← goes to database", "5: not taken")
        assert not dialog.open
        await dialog.screen.sees("database-1")
        for key, title in (("P", "Set partition"), ("i", "Set image")):
            await dialog.on("database-1")
            await dialog.press(key)
            await dialog.sees(f"{title}  StatefulSet production/database")
            await dialog.press("escape")
            await dialog.closes()


async def test_a_word_that_is_no_command(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.press("colon", *"scal", "enter")
        await dialog.noted("no command 'scal'; :scale is one; ? lists all")
        await dialog.press("colon", *"foo", "enter")
        await dialog.noted("no command 'foo'; ? lists all")


async def test_a_write_of_an_earlier_run_that_was_left_open_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "ststui" / "audit.jsonl"
    path.parent.mkdir()
    line = {
        "phase": "before",
        "id": "1",
        "at": "2026-03-01T11:00:00.000Z",
        "pid": 1,
        "host": "elsewhere",
        "title": "scale database from 3 to 5",
        "kind": "StatefulSet",
        "namespace": NS,
        "name": "database",
        "context": "demo",
    }
    path.write_bytes(msgspec.json.encode(line) + b"\n")
    async with open_dialogs("guide", tmp_path, after=1) as dialog:
        await dialog.noted("scale database from 3 to 5")
    async with open_dialogs("guide", tmp_path, after=1) as dialog:
        assert dialog.audit[-1]["phase"] == "told"
        await dialog.screen.sees("database-0")
        assert "scale database" not in dialog.notes
