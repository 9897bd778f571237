"""The main screen on the embedded cluster, driven by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.demo import kinds, start_in_process
from ststui.demo.clock import Clock
from ststui.demo.fields import name_of, namespace_of
from ststui.demo.scenarios import sets
from ststui.settings import Settings
from ststui.ui.commands import COMMANDS
from ststui.ui.screens.help import HelpScreen
from ststui.ui.screens.main import MainScreen
from tests.ui.opened import START, open_app

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.opened import Screen

pytestmark = pytest.mark.demo


async def test_the_guide_comes_up_in_order() -> None:
    async with open_app() as screen:
        await screen.sees("database", "waits for database-0 to be Ready", "Not created yet")
        await screen.later(60)
        await screen.sees("3/3   Stable")
        await screen.sees("5 sets, 12 ordinals", "● live")


async def test_the_screen_follows_without_a_key() -> None:
    async with open_app() as screen:
        await screen.later(60)
        await screen.sees("database-2")
        assert screen.demo is not None
        await scale(screen, "database", 4)
        await screen.later(60)
        await screen.sees("database-3", "4/4")
        await scale(screen, "database", 2)
        await screen.later(60)
        await screen.sees("2/2", "claim without pod, outside 0–1", gone="database-3")


async def test_a_filter_shows_what_matches_and_esc_takes_it_back() -> None:
    async with open_app() as screen:
        await screen.sees("database", "mail")
        await screen.press("slash", *"mail", "enter")
        await screen.sees("/mail", "mail-0")
        assert "database" not in screen.tree
        await screen.press("escape")
        await screen.sees("database-0")
        await screen.press("slash", *"nothing-like-it", "enter")
        await screen.sees("Nothing matches")


async def test_faults_only_hides_what_is_well() -> None:
    async with open_app() as screen:
        await screen.later(120)
        await screen.sees("3/3   Stable")
        await screen.press("ctrl+z")
        await screen.sees("faults only", gone="database")
        assert "mail" in screen.tree


async def test_one_namespace_then_all_again() -> None:
    async with open_app() as screen:
        await screen.sees("all namespaces", "mail", "database")
        await screen.press("colon", *"ns shop", "enter")
        await screen.sees("ns shop", "mail", gone="database")
        await screen.press("0")
        await screen.sees("all namespaces", "database", "mail")
        await screen.press("colon", *"ns empty-one", "enter")
        await screen.sees("There is no namespace empty-one")


async def test_a_claim_says_how_full_it_is() -> None:
    async with open_app("retained", size=(200, 50)) as screen:
        await screen.sees("data 93%")
        await screen.press("slash", *"events-0", "enter", "down")
        await screen.sees("data-events-0 Bound", "93% used")
        await screen.press("right")
        await screen.sees("claim data-events-0", "93% used")


async def test_an_ordinal_unfolds_to_containers_and_claims() -> None:
    async with open_app() as screen:
        await screen.later(60)
        await screen.sees("database-2")
        await screen.press("slash", *"database-0", "enter", "j", "enter")
        await screen.sees("claim data-database-0", "50Gi")
        await screen.press("left")
        await screen.sees("database-0", gone="Bound 50Gi fast-ssd pvc")


async def test_enter_does_not_fold_what_unfolded_by_itself_at_that_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_app(size=(100, 12)) as screen:
        await screen.later(120)
        await screen.sees("▸ database", "● live")
        view = screen.view
        assert view.go_to(next(row.key for row in view.outline.rows if row.key.set == "database"))
        monkeypatch.setattr("ststui.ui.widgets.tree.view.REACTION", 1000.0)
        assert screen.demo is not None
        sets.set_image(screen.demo.cluster, "database", namespace="production", image="typo:1")
        await screen.later(5)
        await screen.sees("▾ database", "database-2")
        await screen.press("enter")
        await screen.later(5)
        await screen.sees("▾ database", "database-2")
        monkeypatch.setattr("ststui.ui.widgets.tree.view.REACTION", 0.0)
        await screen.press("enter")
        await screen.sees("▸ database", gone="database-2 ")
        await screen.press("enter")
        await screen.sees("▾ database", "database-2")


async def test_the_pane_tells_of_what_is_selected() -> None:
    async with open_app() as screen:
        await screen.later(60)
        await screen.press("slash", *"database", "enter", "j")
        await screen.sees("ordinal 0 of database", "database-0.database.production.svc")
        await screen.sees("Create Pod database-0", gone="Create Pod database-1")


async def test_the_pane_follows_a_held_key_when_the_cursor_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_app() as screen:
        await screen.later(60)
        await screen.press("slash", *"database", "enter", "j")
        await screen.sees("ordinal 0 of database")
        for each in ("FAST", "PANE_WAITS", "PANE_LATEST"):  # however slow this machine types
            monkeypatch.setattr(f"ststui.ui.beside.{each}", 1000.0)
        await screen.press("j", "k", "j")
        assert (row := screen.view.outline.selected) is not None
        assert row.subject == "database-1"
        assert "ordinal 0 of database" in screen.pane
        monkeypatch.setattr("ststui.ui.beside.PANE_WAITS", 0.1)
        await screen.sees("ordinal 1 of database")


async def test_every_command_is_in_the_help_and_in_the_palette_and_has_a_key() -> None:
    async with open_app() as screen:
        await screen.sees("database")
        main = screen.app.screen
        assert isinstance(main, MainScreen)
        keys = {
            binding.action
            for bindings in main._bindings.key_to_bindings.values()
            for binding in bindings
        }
        palette = {each.help for each in main.palette()}
        await screen.press("question_mark")
        assert isinstance(screen.app.screen, HelpScreen)
        help_text = screen.app.screen.text()
        for command in COMMANDS:
            assert command.name in keys
            assert command.help in palette
            assert command.help in help_text
            assert hasattr(main, f"action_{command.name.partition('(')[0]}")


async def test_without_a_kubeconfig_it_says_so_and_offers_the_demo(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    async with open_app(None, all_namespaces=False) as screen:
        await screen.sees("no kubeconfig", "ststui demo")


@pytest.mark.parametrize("content", ["", "{", "kind: Config\ncurrent-context: gone\n"])
async def test_a_kubeconfig_that_cannot_be_used_is_explained(tmp_path: Path, content: str) -> None:
    path = tmp_path / "config"
    path.write_text(content)
    async with open_app(
        None, flags=ConnectionFlags(kubeconfig=str(path)), all_namespaces=False
    ) as screen:
        await screen.sees("Cannot connect")


async def test_q_goes_back_first_and_then_quits() -> None:
    async with open_app() as screen:
        await screen.sees("database")
        await screen.press("slash", *"mail", "enter")
        await screen.sees("/mail")
        await screen.press("q")
        await screen.sees("database")
        assert screen.app.is_running
        await screen.press("escape")
        assert screen.app.is_running
        await screen.press("q")
        assert screen.app.return_code == 0


async def scale(screen: Screen, name: str, replicas: int) -> None:
    """As kubectl scale does, by the demo's API."""
    link = screen.app.link
    assert link is not None
    assert link.session is not None
    await link.session.send(
        "PATCH",
        f"/apis/apps/v1/namespaces/production/statefulsets/{name}/scale",
        body=f'{{"spec":{{"replicas":{replicas}}}}}'.encode(),
        content_type="application/merge-patch+json",
    )


async def test_where_all_may_not_be_read_those_of_the_settings_are_shown() -> None:
    settings = Settings(namespaces=("shop",))
    async with open_app(settings=settings, all_namespaces=False) as screen:
        assert screen.demo is not None
        await screen.sees("ns production", "database", gone="cart")
        screen.demo.cluster.rights.deny("list", "statefulsets.apps", namespace="")
        await screen.press("0")
        await screen.sees("ns production, shop", "database", "cart")
        await screen.sees("these are shown")


async def test_the_pane_tells_what_the_newest_revision_changed() -> None:
    async with open_app("canary") as screen:
        await screen.sees("api-cache")
        await screen.press("g")
        await screen.sees("image 8.0→8.1")


async def test_the_pane_tells_since_when_a_label_tells_the_role() -> None:
    async with open_app("owned") as screen:
        await screen.press("slash", *"acid-orders-1", "enter", "down")
        await screen.sees("replica by its label, which did not change since ststui looks")
        assert screen.demo is not None

        def promote(pod: dict[str, Any]) -> dict[str, Any]:
            pod["metadata"]["labels"]["spilo-role"] = "master"
            return pod

        pods = list(screen.demo.store.each(kinds.PODS))
        space = next(namespace_of(each) for each in pods if name_of(each) == "acid-orders-1")
        screen.demo.cluster.registry.edit(kinds.PODS, space, "acid-orders-1", promote)
        await screen.sees("master by its label for 0s")


async def test_the_worst_set_is_selected_at_the_start_though_better_ones_came_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ststui.live.feed.FIRST_SETS", 1)
    monkeypatch.setattr("ststui.live.glimpse.SMALL", 0)
    async with start_in_process("guide", clock=Clock(start=START, speed=0)) as demo:
        for _ in range(24):
            await demo.clock.step(5.0)
        flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))
        async with open_app(None, flags=flags) as screen:
            await screen.sees("● live", "database", "mail  set in shop")
            assert screen.view.outline.cursor_line == 0
            assert screen.view.outline.rows[0].key.set == "mail"


@pytest.mark.parametrize("key", ["j", "ctrl+p", "colon", "question_mark"])
async def test_any_key_keeps_what_is_selected(key: str) -> None:
    async with open_app() as screen:
        await screen.sees("database")
        assert not screen.view.outline.chosen
        await screen.press(key)
        assert screen.view.outline.chosen
