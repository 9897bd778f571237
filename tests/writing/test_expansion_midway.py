"""An expansion of several claims, while somebody changes one in the middle of it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from ststui.actions import Plan, plan_expansion
from ststui.cluster.trouble import Trouble
from ststui.demo import kinds
from ststui.live.grounds import Target, read_grounds
from ststui.writing import FileAudit, Gate, Writer, carry_out
from tests.live.opened import opened_with_demo

if TYPE_CHECKING:
    from pathlib import Path

    from ststui.demo.store import Change

pytestmark = pytest.mark.demo

NS, SET = "shop", "queue"


async def test_what_changed_is_told_of_what_is_left(tmp_path: Path) -> None:
    async with opened_with_demo("guide") as (demo, session):

        def on_change(change: Change) -> None:
            metadata = change.new["metadata"]
            size = change.new.get("spec", {}).get("resources", {}).get("requests", {})
            if metadata["name"] != first or size.get("storage") != "70Gi":
                return
            claim = copy.deepcopy(demo.store.get(kinds.CLAIMS, NS, second))
            assert claim is not None
            if claim["spec"]["resources"]["requests"]["storage"] != "66Gi":
                claim["spec"]["resources"]["requests"]["storage"] = "66Gi"
                demo.store.load(kinds.CLAIMS, claim)

        async def again() -> Plan | str:
            found = await read_grounds(session, Target(namespace=NS, set=SET))
            if isinstance(found, Trouble):
                return found.text
            return plan_expansion(found, template="data", size="70Gi")

        plan = await again()
        assert isinstance(plan, Plan)
        assert len(plan.requests) > 1, plan
        first, second = (each.path.rpartition("/")[2] for each in plan.requests[:2])
        demo.store.listen(on_change)
        audit = FileAudit(tmp_path / "audit.jsonl")
        writer = Writer(session=session, gate=Gate(), audit=audit)
        outcome = await carry_out(writer, plan, again=again, name=SET)
        assert (outcome.end, outcome.done) == ("changed", 1), outcome
        (told,) = outcome.changed
        assert "the size asked for was" in told
        assert "is 66Gi by now" in told
