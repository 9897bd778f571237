"""A cleanup of several claims, while somebody changes the set in the middle of it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from ststui.actions import Plan, plan_cleanup
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.cluster.trouble import Trouble
from ststui.demo import kinds, start_in_process
from ststui.live.grounds import Target, read_grounds
from ststui.writing import FileAudit, Gate, Writer, carry_out
from tests.demo.conftest import standing_clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ststui.demo.running import Demo
    from ststui.demo.store import Change
    from ststui.writing import Outcome

pytestmark = pytest.mark.demo

NS, SET = "shop", "queue"
GHOSTS = ("data-queue-7", "data-queue-8", "data-queue-9")


def leave_ghosts(demo: Demo) -> None:
    """Claims of three ordinals far outside the range."""
    model = demo.store.get(kinds.CLAIMS, NS, "data-queue-0")
    assert model is not None
    for name in GHOSTS:
        claim = copy.deepcopy(model)
        claim["metadata"].update(name=name, uid=f"uid-{name}")
        claim["metadata"].pop("finalizers", None)
        demo.store.load(kinds.CLAIMS, claim)


def left(demo: Demo) -> tuple[str, ...]:
    return tuple(name for name in GHOSTS if demo.store.get(kinds.CLAIMS, NS, name) is not None)


async def cleaned_up(
    tmp_path: Path, *, chosen: tuple[str, ...] | None, midway: Callable[[Demo], None]
) -> tuple[Outcome, tuple[str, ...]]:
    """Clean up; something happens as soon as the first claim is gone."""
    async with start_in_process("guide", clock=standing_clock()) as demo:
        leave_ghosts(demo)
        flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))
        async with open_session(flags) as session:

            def on_change(change: Change) -> None:
                if (change.verb, change.new["metadata"]["name"]) == ("DELETED", GHOSTS[0]):
                    midway(demo)

            demo.store.listen(on_change)

            async def again() -> Plan | str:
                found = await read_grounds(session, Target(namespace=NS, set=SET))
                if isinstance(found, Trouble):
                    return found.text
                return plan_cleanup(found, claims=chosen)

            plan = await again()
            assert isinstance(plan, Plan)
            assert len(plan.requests) == len(GHOSTS), plan
            audit = FileAudit(tmp_path / "audit.jsonl")
            writer = Writer(session=session, gate=Gate(), audit=audit)
            outcome = await carry_out(writer, plan, again=again, name=SET)
            return outcome, left(demo)


def nothing(demo: Demo) -> None:
    del demo


def scaled_to_nine(demo: Demo) -> None:
    """Ordinal 8 comes into range; no controller acts on it, as it was always so."""
    found = demo.store.get(kinds.STATEFUL_SETS, NS, SET)
    assert found is not None
    found = copy.deepcopy(found)
    found["spec"]["replicas"] = 9
    found["metadata"]["generation"] += 1
    demo.store.load(kinds.STATEFUL_SETS, found)


@pytest.mark.parametrize("chosen", [None, GHOSTS])
async def test_all_claims_go_where_nothing_happens(
    tmp_path: Path, chosen: tuple[str, ...] | None
) -> None:
    outcome, there = await cleaned_up(tmp_path, chosen=chosen, midway=nothing)
    assert (outcome.end, outcome.done, there) == ("accepted", 3, ()), outcome


@pytest.mark.parametrize("chosen", [None, GHOSTS])
async def test_a_claim_that_is_wanted_by_then_stays(
    tmp_path: Path, chosen: tuple[str, ...] | None
) -> None:
    outcome, there = await cleaned_up(tmp_path, chosen=chosen, midway=scaled_to_nine)
    assert (outcome.end, outcome.done, there) == ("changed", 1, GHOSTS[1:]), outcome
    assert outcome.message.startswith("1 request was accepted; nothing more was done")
