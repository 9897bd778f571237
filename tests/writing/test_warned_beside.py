"""The set tried out beside a plan that deletes its pod: a warning is told, a refusal is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.actions import plan_pod_deletion
from ststui.cluster.trouble import Trouble
from ststui.live.grounds import Target, read_grounds
from ststui.writing import FileAudit, Gate, Writer, carry_out, try_out
from tests.faults.behind import behind_a_proxy
from tests.faults.fault_proxy import Canned
from tests.writing.test_cut_off import status

if TYPE_CHECKING:
    from pathlib import Path

    from aiohttp import web

    from ststui.actions import Plan
    from ststui.cluster.session import Session

pytestmark = pytest.mark.demo

TARGET = Target(namespace="production", pod="database-0")
JSON = {"Content-Type": "application/json"}
WARNS = Canned(
    200, b"{}", {**JSON, "Warning": '299 - "would violate PodSecurity \\"restricted:latest\\": no"'}
)


async def deletion(session: Session) -> Plan:
    found = await read_grounds(session, TARGET)
    assert not isinstance(found, Trouble), found
    return plan_pod_deletion(found)


def of_set(request: web.Request) -> bool:
    return request.method == "PATCH" and request.path.endswith("/statefulsets/database")


@pytest.mark.parametrize(
    ("answer", "dangerous"),
    [
        (None, False),
        (WARNS, True),
        (status(403, "Forbidden", "may not patch"), False),
        (status(504, "Timeout", "the request took too long"), False),
    ],
)
async def test_what_the_set_is_warned_of(
    tmp_path: Path, answer: Canned | None, dangerous: bool
) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    async with behind_a_proxy() as (_, proxy, session):
        proxy.refuse = lambda request: answer if of_set(request) else None
        plan = await deletion(session)
        assert not plan.dangerous
        writer = Writer(session=session, gate=Gate(), audit=audit)
        tried = await try_out(writer, plan)
        assert tried.accepted
        assert tried.plan.dangerous is dangerous

        async def again() -> Plan | str:
            return await deletion(session)

        # Who saw a plan before anybody was warned is asked once more.
        outcome = await carry_out(writer, plan, again=again)
        assert outcome.end == ("name" if dangerous else "accepted"), outcome
        if dangerous:
            done = await carry_out(writer, tried.plan, again=again, name="database-0")
            assert done.end == "accepted", done
        asked = [each for each in proxy.requests if of_set(each)]
        assert asked
        assert all(each.query["dryRun"] == "All" for each in asked)
