"""The view of a rollout: forecast beside reality, on the embedded cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.dialogs import change, open_dialogs

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo


async def test_w_watches_a_set_that_moves_by_itself(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path, after=1) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("w")
        await dialog.sees("Rollout", "FORECAST", "waits for database-0 to be Ready")
        await dialog.screen.later(90)
        await dialog.sees("done: all as foreseen\n", "2 of 2", gone="nothing to do")


async def test_a_rollout_shows_ordinals_that_left_nothing_behind(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        change(
            dialog,
            "database",
            "spec.persistentVolumeClaimRetentionPolicy",
            {"whenScaled": "Delete", "whenDeleted": "Retain"},
        )
        await dialog.screen.later(5)
        await dialog.opens("s", "database has 3 already")
        await dialog.press("1")
        await dialog.sees("claim deleted", "enter type the name")
        await dialog.press("enter", *"database", "enter")
        await dialog.sees("Rollout")
        await dialog.screen.later(60)
        await dialog.sees("done: all as foreseen", "2 of 2")
        lines = [each for each in dialog.text.splitlines() if "gone, done after" in each]
        assert [each.split()[:4] for each in lines] == [
            ["1", "database-1", "delete", "2"],
            ["2", "database-2", "delete", "1"],
        ]


async def test_a_rollout_that_is_stuck_says_on_what(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("i", "already")
        await dialog.press("ctrl+u", *"postgres:17-typo")
        await dialog.sees("→ postgres:17-typo", "enter do it")
        await dialog.press("enter")
        await dialog.sees("Rollout")
        await dialog.screen.later(400)
        await dialog.sees(
            "0 of 3",
            "stuck on database-2: waits for database-2 to be Ready",
            "Running, not replaced yet",
            "ImagePullBackOff",
        )


async def test_another_goal_is_told_with_its_value_and_followed(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("s", "database has 3 already")
        await dialog.press("4")
        await dialog.sees("enter do it")
        await dialog.press("enter")
        await dialog.sees("Rollout", "database-3", "create 1")
        change(dialog, "database", "spec.replicas", 5)
        await dialog.sees("changed meanwhile: replicas was 4 and is 5 by now", "database-4")
        await dialog.screen.later(120)
        await dialog.sees("done: as it is wanted by now", gone="all as foreseen")
