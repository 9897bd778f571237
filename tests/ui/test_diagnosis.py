"""The diagnosis on screen: marks, the pane, ``x``, and the way to the object at fault."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from ststui.demo import kinds
from ststui.ui.screens.diagnosis import DiagnosisScreen
from tests.ui.opened import PATIENCE, Screen, open_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.demo


async def told(screen: Screen, *texts: str) -> str:
    """Wait until the screen of the diagnosis shows all these texts."""
    text = ""
    for _ in range(PATIENCE):
        top = screen.app.screen
        if isinstance(top, DiagnosisScreen):
            text = f"{top.heading.text}\n{top.body.text}"
            if all(each in text for each in texts):
                return text
        await asyncio.sleep(0.05)
    pytest.fail(f"never told: {texts}\n{text}")


@asynccontextmanager
async def selected(
    scenario: str, name: str, *, sees: str, seconds: float = 60, down: int = 0
) -> AsyncIterator[Screen]:
    """The set of a name in a scenario, some time after it began, or a row so many lines below."""
    async with open_app(scenario) as screen:
        await screen.later(seconds)
        await screen.press("slash", *name, "enter", "g", *("j" * down))
        await screen.sees(sees)
        yield screen


@asynccontextmanager
async def diagnosed(
    scenario: str, name: str, *, sees: str, seconds: float = 60, down: int = 0
) -> AsyncIterator[Screen]:
    """The same, and `x` was pressed on it."""
    async with selected(scenario, name, sees=sees, seconds=seconds, down=down) as screen:
        await screen.press("x")
        yield screen


NO_CLASS = "StorageClass fast-sdd does not exist"


async def test_the_worst_finding_stands_in_the_pane_and_is_counted() -> None:
    async with selected("pending", "no-class", sees=NO_CLASS) as screen:
        await screen.sees("FINDINGS", NO_CLASS, "high")


async def test_the_row_of_a_pending_pod_says_what_x_says() -> None:
    async with selected("pending", "no-class", sees="no-class-0") as screen:
        await screen.sees("no-class-0", "data-no-class-0 is Pending: StorageClass fast-sdd")
        row = next(line for line in screen.tree.splitlines() if " Pending " in line)
        assert "unbound immediate" not in row
        assert "m: StorageClass fast-s" in row


async def test_x_tells_evidence_commands_and_newcomers() -> None:
    async with diagnosed("pending", "no-class", sees=NO_CLASS) as screen:
        text = await told(
            screen, "evidence", "$ kubectl --context demo get storageclass", "explains"
        )
        assert "A StorageClass says how disks are made" in text
        await screen.press("c")
        assert screen.app.clipboard == "kubectl --context demo get storageclass"


async def test_enter_goes_to_the_object_at_fault() -> None:
    async with diagnosed("pending", "no-class", sees=NO_CLASS) as screen:
        await told(screen, "StorageClass fast-sdd")
        await screen.press("enter")
        await screen.sees("claim data-no-class-0")
        row = screen.view.outline.selected
        assert row is not None
        assert (row.key.kind, row.subject) == ("claim", "data-no-class-0")


async def test_a_pod_that_does_not_go_shows_countdown_and_finalizers() -> None:
    async with diagnosed(
        "finalizer", "gateway", seconds=30, down=2, sees="ordinal 1 of gateway"
    ) as screen:
        text = await told(screen, "Terminating", "finalizers")
        assert "overdue" in text


async def test_advice_is_said_on_request_only() -> None:
    async with diagnosed("guide", "database", seconds=90, sees="database") as screen:
        before = await told(screen, "set in")
        assert "advice:" not in before
        await screen.press("a")
        after = await told(screen, "advice:", " of advice")
        # Counted apart: advice is no finding.
        assert before.splitlines()[0] == after.splitlines()[0].rpartition(",")[0]


async def test_last_words_of_a_crashed_container() -> None:
    async with diagnosed("crash", "config-0", down=1, sees="ordinal 0 of config") as screen:
        await told(screen, "crashes again", "HOW CONTAINERS ENDED", "last words of config")


@pytest.mark.parametrize("ordinal", [0, 1])
async def test_one_cause_is_told_on_each_of_its_pods(ordinal: int) -> None:
    async with diagnosed(
        "crash", "hungry-", down=1 + ordinal, sees=f"ordinal {ordinal} of hungry"
    ) as screen:
        text = await told(
            screen,
            f"hungry-{ordinal}  ordinal in",
            "container hungry was killed: out of memory",
            "likewise hungry-1",
        )
        assert text.count("out of memory (") == 1
        assert "OTHER ORDINALS" not in text
        row = next(e for e in screen.tree.splitlines() if f"  hungry-{ordinal} " in e)
        assert "✗" in row


async def test_the_set_shows_beside_a_finding_what_is_known_of_its_ordinal() -> None:
    async with diagnosed("crash", "config", sees="config-0") as screen:
        await told(screen, "config  set in", "crashes again", "last words of config")


async def test_the_set_shows_the_countdown_of_a_pod_that_does_not_go() -> None:
    async with diagnosed("finalizer", "gateway", seconds=90, sees="gateway-1") as screen:
        await told(screen, "gateway  set in", "overdue", "finalizers")


async def test_what_an_init_container_waits_for() -> None:
    async with diagnosed(
        "primary", "ledger-replica", seconds=30, down=1, sees="ordinal 0 of ledger-replica"
    ) as screen:
        await told(screen, "wait-for-primary SAYS", "find ledger-0.ledger-primary")


async def test_a_healthy_ordinal_names_what_is_found_of_another_one() -> None:
    async with diagnosed(
        "finalizer", "gateway", seconds=90, down=1, sees="ordinal 0 of gateway"
    ) as screen:
        text = await told(screen, "gateway-0  ordinal in", "OTHER ORDINALS OF gateway")
        assert "nothing is found of gateway-0 or of all of gateway" in text
        assert "gateway-1 cannot go: finalizer" in text
        await screen.press("s")
        await told(screen, "gateway  set in", "evidence", "finalizers")


async def test_a_set_that_is_well_and_out_of_sight_is_judged_again() -> None:
    async with open_app("incident", size=(120, 9)) as screen:
        await screen.sees("4 sets", "● live")
        await screen.press("slash", *"database", "enter")
        await screen.sees("/database", gone="kafka")
        assert screen.demo is not None
        screen.demo.cluster.registry.delete(kinds.SERVICES, "shop", "kafka")
        await screen.later(10)
        await screen.sees("1 high")
