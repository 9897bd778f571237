"""What changes while a dialog is open: said, planned anew, refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ststui.demo import kinds
from ststui.demo.scenarios import sets
from ststui.ui.screens.plan import PlanScreen
from tests.ui.dialogs import NS, change, open_dialogs, stored
from tests.ui.opened import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo


async def test_a_change_while_the_dialog_is_open_is_told_and_planned_anew(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("s", "now 3")
        await dialog.press("6")
        await dialog.sees("--current-replicas=3")
        change(dialog, "database", "spec.replicas", 4)
        await dialog.sees(
            "changed meanwhile: replicas was 3 and is 4 by now", "now 4", "--current-replicas=4"
        )
        await dialog.hears()
        await dialog.press("enter")
        await dialog.sees("Rollout")
        assert stored(dialog, "database")["spec"]["replicas"] == 6


async def test_a_number_that_nobody_typed_follows_the_set(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("s", "database has 3 already")
        change(dialog, "database", "spec.replicas", 5)
        await dialog.sees("replicas was 3 and is 5 by now", "database has 5 already")
        await dialog.hears()
        await dialog.press("enter")
        assert dialog.open
        await dialog.press("escape")
        await dialog.closes()
        assert stored(dialog, "database")["spec"]["replicas"] == 5
        assert dialog.audit == []


async def test_a_partition_that_nobody_chose_follows_the_set(tmp_path: Path) -> None:
    async with open_dialogs("canary", tmp_path, after=30) as dialog:
        await dialog.opens("P", "now 4", "the partition is 4 already", on="▾ api-cache")
        path = "spec.updateStrategy.rollingUpdate.partition"
        change(dialog, "api-cache", path, 3)
        await dialog.sees("the partition was 4 and is 3 by now", "the partition is 3 already")
        await dialog.hears()
        await dialog.press("enter")
        assert dialog.open
        await dialog.press("escape")
        await dialog.closes()
        spec = stored(dialog, "api-cache")["spec"]
        assert spec["updateStrategy"]["rollingUpdate"]["partition"] == 3
        assert dialog.audit == []


async def test_an_image_that_nobody_typed_follows_the_set(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("i", "already")
        assert dialog.screen.demo is not None
        cluster = dialog.screen.demo.cluster
        sets.set_image(cluster, "database", namespace=NS, image="postgres:99")
        await dialog.sees("is postgres:99 by now", "is postgres:99 already", gone="enter do it")
        await dialog.hears()
        await dialog.press("enter")
        assert dialog.open
        assert dialog.audit == []


async def test_a_second_change_counts_as_the_first_did(tmp_path: Path) -> None:
    async with open_dialogs("quorum", tmp_path, after=30) as dialog:
        await dialog.on("▾ ")
        row = dialog.screen.view.outline.selected
        assert row is not None
        await dialog.press("s")
        await dialog.sees("Scale")
        await dialog.hears()
        await dialog.press("0")
        await dialog.sees("enter type the name")
        replicas = stored(dialog, row.key.set)["spec"]["replicas"]
        change(dialog, row.key.set, "spec.replicas", replicas + 1)
        await dialog.sees(f"changed meanwhile: replicas was {replicas}", "enter type the name")
        await dialog.hears()
        kept = {"argocd.argoproj.io/tracking-id": "shop"}
        change(dialog, row.key.set, "metadata.annotations", kept)
        await dialog.sees(f"changed meanwhile: replicas was {replicas}", "its owner changed")
        await dialog.hears()
        await dialog.sees("enter type the name")
        await dialog.press("enter", *row.key.set)
        await dialog.sees("enter do it", gone="changed meanwhile")
        change(dialog, row.key.set, "metadata.annotations", {"note": "nobody keeps it"})
        await dialog.sees("its owner changed", "enter type the name", gone="to do it")
        assert dialog.audit == []


async def test_an_object_made_anew_is_refused(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("database-1")
        await dialog.press("ctrl+d")
        await dialog.sees("Delete  Pod production/database-1", "enter do it")
        assert dialog.screen.demo is not None
        dialog.screen.demo.registry.delete(kinds.PODS, NS, "database-1")
        await dialog.screen.later(40)
        await dialog.sees(
            "database-1 was deleted and made anew since, with another uid", "kubectl delete pod"
        )
        await dialog.hears()
        await dialog.press("enter")
        assert dialog.open
        assert dialog.audit == []


async def test_an_object_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("now 3")
        assert dialog.screen.demo is not None
        dialog.screen.demo.registry.delete(kinds.STATEFUL_SETS, NS, "database")
        await dialog.screen.later(10)
        await dialog.sees("database does not exist")


async def test_a_set_that_was_seen_gone_and_was_made_anew_since_is_said_to_be_another(
    tmp_path: Path,
) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        before = stored(dialog, "database")
        await dialog.opens("s", "now 3")
        await dialog.press("5")
        await dialog.sees("enter do it")
        demo = dialog.screen.demo
        assert demo is not None
        demo.registry.delete(kinds.STATEFUL_SETS, NS, "database")
        await dialog.sees("database does not exist")
        kept = {"name": "database", "namespace": NS}
        demo.cluster.create(kinds.STATEFUL_SETS, {"metadata": kept, "spec": dict(before["spec"])})
        await dialog.sees(
            "database was deleted and made anew since, with another uid: this plan is void",
            "✗ refused",
            gone="does not exist",
        )
        await dialog.hears()
        await dialog.press("enter")
        assert stored(dialog, "database")["spec"]["replicas"] == 3
        assert dialog.audit == []


async def test_what_comes_after_the_dialog_was_left_does_nothing(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("database has 3 already")
        left = dialog.screen.app.screen
        assert isinstance(left, PlanScreen)
        await dialog.press("escape")
        await dialog.closes()
        while left.children:
            await dialog.screen.pilot.pause()
        left.on_resize()


async def test_what_happens_while_the_grounds_are_read_is_caught_up_with(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("now 3")
        top = dialog.screen.app.screen
        assert isinstance(top, PlanScreen)
        following = top._following
        read = await following.read()
        change(dialog, "database", "metadata.annotations", {"note": "written meanwhile"})
        version = stored(dialog, "database")["metadata"]["resourceVersion"]
        for _ in range(PATIENCE):
            store = following.link.store
            found = store.sets.get(NS, "database") if store is not None else None
            if found is not None and found.metadata.resource_version == version:
                break
            await asyncio.sleep(0.05)
        else:
            pytest.fail("the change did not arrive")
        following.take(read)
        assert following.moved(), "what was read is older than what is watched"
