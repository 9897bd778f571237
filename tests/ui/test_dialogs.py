"""The dialogs of actions on the embedded cluster, driven by keys."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.demo import kinds
from ststui.demo.scenarios import sets
from ststui.settings import Settings
from ststui.settings.settings import Protected
from ststui.ui.screens.plan import PlanScreen
from tests.ui.dialogs import open_dialogs
from tests.ui.opened import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.dialogs import Dialog

pytestmark = pytest.mark.demo

NS = "production"


def stored(dialog: Dialog, name: str, *, kind: Any = kinds.STATEFUL_SETS) -> Any:
    assert dialog.screen.demo is not None
    return dialog.screen.demo.store.get(kind, NS, name)


def change(dialog: Dialog, name: str, path: str, value: object) -> None:
    assert dialog.screen.demo is not None
    sets.change(dialog.screen.demo.cluster, name, namespace=NS, path=path, value=value)


async def test_scaling_is_shown_first_and_done_by_enter(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("Scale  StatefulSet production/database", "context demo", "now 3")
        await dialog.hears()
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


async def test_enter_does_nothing_until_something_changed(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("database has 3 already")
        await dialog.hears()
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
    monkeypatch.setattr("ststui.ui.screens.plan.DEAF", 3.0)
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


async def test_a_dangerous_plan_is_done_only_with_the_name_typed(tmp_path: Path) -> None:
    async with open_dialogs("quorum", tmp_path, after=30) as dialog:
        await dialog.on("▾ ")
        row = dialog.screen.view.outline.selected
        assert row is not None
        await dialog.press("s")
        await dialog.sees("Scale")
        await dialog.hears()
        await dialog.press("0")
        await dialog.sees("✗ ", "enter type the name")
        await dialog.press("enter")
        await dialog.sees(f"type {row.key.set} to do it")
        await dialog.press(*"wrong", "enter")
        assert "sending" not in dialog.text
        await dialog.press("ctrl+u", *row.key.set)
        await dialog.sees("enter do it")
        await dialog.press("enter")
        await dialog.sees("Rollout")
        assert dialog.audit[0]["name"] == row.key.set
        assert "quorum" in dialog.audit[0]["dangers"]


async def test_a_change_while_the_dialog_is_open_is_told_and_planned_anew(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("now 3")
        await dialog.hears()
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
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("database has 3 already")
        await dialog.hears()
        change(dialog, "database", "spec.replicas", 5)
        await dialog.sees("replicas was 3 and is 5 by now", "database has 5 already")
        await dialog.hears()
        await dialog.press("enter")
        assert dialog.open
        await dialog.press("escape")
        await dialog.closes()
        assert stored(dialog, "database")["spec"]["replicas"] == 5
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


async def test_a_partition_that_nobody_chose_follows_the_set(tmp_path: Path) -> None:
    async with open_dialogs("canary", tmp_path, after=30) as dialog:
        await dialog.on("▾ api-cache")
        await dialog.press("P")
        await dialog.sees("now 4", "the partition is 4 already")
        await dialog.hears()
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
        await dialog.on("▾ database ")
        await dialog.press("i")
        await dialog.sees("already")
        await dialog.hears()
        assert dialog.screen.demo is not None
        cluster = dialog.screen.demo.cluster
        sets.set_image(cluster, "database", namespace=NS, image="postgres:99")
        await dialog.sees("is postgres:99 by now", "is postgres:99 already", gone="enter do it")
        await dialog.hears()
        await dialog.press("enter")
        assert dialog.open
        assert dialog.audit == []


async def test_an_object_made_anew_is_refused(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("database-1")
        await dialog.press("ctrl+d")
        await dialog.sees("Delete  Pod production/database-1", "enter do it")
        assert dialog.screen.demo is not None
        dialog.screen.demo.registry.delete(kinds.PODS, NS, "database-1")
        await dialog.screen.later(40)
        await dialog.sees("database-1 was deleted and made anew since", "kubectl delete pod")
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


async def test_a_canary_by_keys(tmp_path: Path) -> None:
    async with open_dialogs("canary", tmp_path, after=30) as dialog:
        await dialog.on("▾ api-cache")
        await dialog.press("P")
        await dialog.sees("now 4", "the partition is 4 already")
        await dialog.hears()
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
        await dialog.on("▾ database ")
        await dialog.press("U")
        await dialog.sees("Reverse", f"{before}-new → {before}")
        await dialog.hears()
        await dialog.press("enter")
        await dialog.sees("Rollout")
        now = stored(dialog, "database")["spec"]["template"]["spec"]["containers"][0]["image"]
        assert now == before


async def test_ghosts_are_ticked_one_by_one(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        change(dialog, "database", "spec.replicas", 1)
        await dialog.screen.later(60)
        await dialog.on("claim without pod")
        await dialog.press("ctrl+d")
        await dialog.sees("[ ] data-database-1", "[ ] data-database-2", "tick the claims")
        await dialog.hears()
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
        await dialog.on("claim data-database-0")
        await dialog.press("ctrl+d")
        await dialog.sees(
            "ststui does not do this: data-database-0 is in use by database-0",
            "kubectl delete persistentvolumeclaim data-database-0",
            gone="enter",
        )
        await dialog.hears()
        await dialog.press("enter")
        assert dialog.open
        assert dialog.audit == []


async def test_deleting_a_set_asks_how(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("ctrl+d")
        await dialog.sees("with its pods", "the set alone", "choose one")
        await dialog.hears()
        await dialog.press("enter")
        assert dialog.open
        await dialog.press("2")
        await dialog.sees("--cascade=orphan", "claims kept")
        await dialog.press("1")
        await dialog.sees("all at once and in no order", gone="--cascade=orphan")


async def test_force_on_a_ready_node_is_refused(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("database-2")
        await dialog.press("ctrl+k")
        await dialog.sees("kill", "force", "choose one")
        await dialog.hears()
        await dialog.press("2")
        await dialog.sees("ststui does not do this", "--grace-period=0 --force", gone="enter do")


async def test_an_earlier_revision_is_chosen_with_its_difference(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        assert dialog.screen.demo is not None
        cluster = dialog.screen.demo.cluster
        sets.set_image(cluster, "database", namespace=NS, image="postgres:99")
        await dialog.screen.later(120)
        await dialog.on("▾ database ")
        await dialog.press("b")
        await dialog.sees("revision 1", "choose one")
        await dialog.hears()
        await dialog.press("down")
        await dialog.sees("postgres:99 → ", "rollout undo", "--to-revision=1", "replaced 3")


async def test_read_only_says_why_and_opens_nothing(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path, read_only=True) as dialog:
        await dialog.screen.sees("read-only")
        await dialog.on("▾ database ")
        for key, word in (("s", "scale"), ("r", "restart"), ("ctrl+d", "delete-set")):
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


async def test_keys_of_a_set_on_a_row_of_its_pod(tmp_path: Path) -> None:
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


async def test_enter_before_the_plan_is_there_says_so(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("database has 3 already")
        await dialog.hears()
        dialog.burst(*"10000", "enter")
        await dialog.sees("still planning: look, then press enter")
        await dialog.sees("created 9997", gone="still planning")
        assert stored(dialog, "database")["spec"]["replicas"] == 3
        assert dialog.audit == []
        await dialog.press("0")
        await dialog.sees("created 9997", "--replicas=10000")


async def test_what_is_pasted(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("database has 3 already")
        await dialog.paste("7")
        await dialog.sees("typed too early and not taken: (a pasted text)")
        await dialog.hears()
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
        await dialog.on("▾ etcd")
        await dialog.press("s")
        await dialog.sees("Scale")
        await dialog.hears()
        await dialog.press("0")
        await dialog.sees("enter type the name")
        await dialog.press("enter")
        await dialog.sees("type etcd to do it")
        await dialog.paste("etcd")
        await dialog.sees("a name is typed, not pasted", gone="enter do it")
        await dialog.press("enter")
        assert dialog.audit == []


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


async def test_w_watches_a_set_that_moves_by_itself(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path, after=1) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("w")
        await dialog.sees("Rollout", "FORECAST", "waits for database-0 to be Ready")
        await dialog.screen.later(90)
        await dialog.sees("done: all as foreseen", "2 of 2")


async def test_what_goes_at_once_has_no_order(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        await dialog.on("▾ database ")
        await dialog.press("ctrl+d")
        await dialog.sees("choose one")
        await dialog.hears()
        await dialog.press("1")
        await dialog.sees("deleted   claim kept", gone="deleted 1")
        await dialog.press("escape")
        await dialog.closes()


async def test_a_rollout_shows_ordinals_that_left_nothing_behind(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path) as dialog:
        change(
            dialog,
            "database",
            "spec.persistentVolumeClaimRetentionPolicy",
            {"whenScaled": "Delete", "whenDeleted": "Retain"},
        )
        await dialog.screen.later(5)
        await dialog.on("▾ database ")
        await dialog.press("s")
        await dialog.sees("database has 3 already")
        await dialog.hears()
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
        await dialog.on("▾ database ")
        await dialog.press("i")
        await dialog.sees("already")
        await dialog.hears()
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


async def test_a_dialog_on_a_terminal_of_a_few_lines(tmp_path: Path) -> None:
    async with open_dialogs("guide", tmp_path, size=(24, 6)) as dialog:
        await dialog.on("3/3   Stable")
        await dialog.press("s")
        await dialog.sees("database has 3 already")
        body = dialog.screen.app.screen.query_one("#plan-body")
        assert body.region.height == 4
        assert dialog.screen.app.screen.query_one("#plan-keys").region.bottom == 6


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
