"""The dialog of each action by keys, on the embedded cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.demo import kinds
from ststui.demo.scenarios import sets
from tests.ui.dialogs import NS, change, open_dialogs, stored

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo


async def test_scaling_is_shown_first_and_done_by_enter(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("s", "Scale  StatefulSet production/database", "context demo", "now 3")
        await dialog.press("5")
        await dialog.sees("created 1   new claim", "created 2", "--replicas=5", "enter do it")
        assert stored(dialog, "database")["spec"]["replicas"] == 3
        await dialog.press("enter")
        await dialog.sees("Rollout", "scale database from 3 to 5", "create 1", "create 2")
        assert stored(dialog, "database")["spec"]["replicas"] == 5
        await dialog.screen.later(60)
        await dialog.sees("2 of 2", "done: all as foreseen")
        await dialog.press("escape")
        await dialog.closes()
        assert [each["phase"] for each in dialog.audit] == ["before", "after"]


async def test_a_canary_by_keys(tmp_path: Path) -> None:
    async with open_dialogs("canary", tmp_path, after=30) as dialog:
        await dialog.opens("P", "now 4", "the partition is 4 already", on="▾ api-cache")
        await dialog.press("plus")
        await dialog.sees("2 pods get the new revision, from ordinal 3 up", "replaced 1", "later")
        await dialog.press("tab")
        await dialog.sees("pods to update")
        await dialog.press("3")
        await dialog.sees("partition 2, now 4", "replaced 2")
        await dialog.press("tab", "1")
        await dialog.sees("from ordinal", "partition 1, now 4")
        await dialog.press("f")
        await dialog.sees("no pod gets the new revision")
        await dialog.press("r")
        await dialog.sees("every pod gets the new revision", "replaced 4")
        await dialog.press("enter")
        await dialog.sees("Rollout", "replace 4")
        spec = stored(dialog, "api-cache")["spec"]
        assert spec["updateStrategy"]["rollingUpdate"]["partition"] == 0


async def test_an_image_is_typed_and_taken_back_by_reversing(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        before = stored(dialog, "database")["spec"]["template"]["spec"]["containers"][0]["image"]
        await dialog.press("i")
        await dialog.sees(before)
        await dialog.hears()
        await dialog.press(*"-new")
        await dialog.sees(f"{before} → {before}-new", "replaced 3")
        await dialog.press("enter")
        await dialog.sees("Rollout")
        await dialog.press("escape")
        await dialog.screen.later(120)
        await dialog.opens("U", "Reverse", f"{before}-new → {before}")
        await dialog.press("enter")
        await dialog.sees("Rollout")
        now = stored(dialog, "database")["spec"]["template"]["spec"]["containers"][0]["image"]
        assert now == before


async def test_an_earlier_revision_is_chosen_with_its_difference(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        assert dialog.screen.demo is not None
        cluster = dialog.screen.demo.cluster
        sets.set_image(cluster, "database", namespace=NS, image="postgres:99")
        await dialog.screen.later(120)
        await dialog.opens("b", "revision 1", "choose one")
        await dialog.press("down")
        await dialog.sees("postgres:99 → ", "rollout undo", "--to-revision=1", "replaced 3")
        # Neither cut off nor with what stands in environment variables.
        await dialog.sees('"path":"/spec/template","value":"(not shown)"}', gone="…")
        revision = next(each for each in dialog.text.splitlines() if "replaced 3" in each)
        first = next(each for each in dialog.text.splitlines() if "revision 1 (" in each)
        assert f"→ {first.partition('(')[2].partition(')')[0]} " in revision
        await dialog.press("enter")
        await dialog.sees("Rollout")
        await dialog.press("escape")
        await dialog.screen.later(120)
        await dialog.on("▾ database ")
        await dialog.press("U")
        await dialog.noted(
            "the last write of ststui on database was rollback, which has no way back"
        )


async def test_ghosts_are_ticked_one_by_one(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        change(dialog, "database", "spec.replicas", 1)
        await dialog.screen.later(60)
        await dialog.opens(
            "ctrl+d",
            "[ ] data-database-1",
            "[ ] data-database-2",
            "tick the claims",
            on="claim without pod",
        )
        await dialog.press("enter")
        assert dialog.open
        await dialog.press("down", "space")
        await dialog.sees("[x] data-database-2", "[ ] data-database-1", "its data is lost")
        await dialog.press("enter")
        await dialog.sees("type database to do it")
        await dialog.press(*"database")
        await dialog.press("enter")
        await dialog.closes()
        await dialog.screen.later(5)
        assert stored(dialog, "data-database-2", kind=kinds.CLAIMS) is None
        assert stored(dialog, "data-database-1", kind=kinds.CLAIMS) is not None


async def test_a_claim_in_use_is_refused_with_the_command(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("database-0")
        await dialog.press("enter")
        await dialog.opens(
            "ctrl+d",
            "ststui does not do this: data-database-0 is in use by database-0",
            "kubectl delete persistentvolumeclaim data-database-0",
            gone="enter",
            on="claim data-database-0",
        )
        await dialog.press("enter")
        assert dialog.open
        assert dialog.audit == []


async def test_deleting_a_set_asks_how(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("ctrl+d", "with its pods", "the set alone", "choose one")
        await dialog.press("enter")
        assert dialog.open
        await dialog.press("2")
        await dialog.sees("--cascade=orphan", "claims kept")
        await dialog.press("1")
        await dialog.sees("all at once and in no order", gone="--cascade=orphan")


async def test_what_goes_at_once_has_no_order(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("ctrl+d", "choose one")
        await dialog.press("1")
        await dialog.sees("deleted   claim kept", gone="deleted 1")
        await dialog.press("escape")
        await dialog.closes()


async def test_force_on_a_ready_node_is_refused(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.opens("ctrl+k", "kill", "force", "choose one", on="database-2")
        await dialog.press("2")
        await dialog.sees("ststui does not do this", "--grace-period=0 --force", gone="enter do")


async def test_expanding_the_claims(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("colon", *"expand", "enter")
        await dialog.sees("Expand claims  StatefulSet production/database")
        await dialog.sees("all claims of data ask for 50Gi")
        await dialog.hears()
        await dialog.press("ctrl+u", *"20Gi")
        await dialog.sees("data-database-0 is larger already: storage cannot shrink", gone="enter")
        await dialog.press("ctrl+u", *"plenty")
        await dialog.sees("plenty is no size; write it as 50Gi")
        await dialog.press("ctrl+u", *"80Gi")
        await dialog.sees(
            "data-database-2: 50Gi → 80Gi",
            "claims of new ordinals get the old size",
            "way back: none; storage cannot shrink again",
            "kubectl patch persistentvolumeclaim data-database-0",
            "enter do it",
        )
        await dialog.press("enter")
        await dialog.closes()
        for ordinal in range(3):
            claim = stored(dialog, f"data-database-{ordinal}", kind=kinds.CLAIMS)
            assert claim["spec"]["resources"]["requests"]["storage"] == "80Gi"
        assert [each["phase"] for each in dialog.audit] == ["before", "after"] * 3
