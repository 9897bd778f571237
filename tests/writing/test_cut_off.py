"""A connection that breaks around a write: what is said, noted, and not sent again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ststui.actions import Plan, plan_scale
from ststui.cluster.trouble import Response, Trouble
from ststui.demo import kinds
from ststui.live.grounds import Target, read_grounds
from ststui.writing import FileAudit, Gate, Writer, carry_out, try_out
from ststui.writing.send import send
from tests.faults.behind import behind_a_proxy
from tests.faults.fault_proxy import Canned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiohttp import web

    from ststui.actions import Caution
    from ststui.cluster.session import Session
    from ststui.demo.running import Demo
    from ststui.writing import Outcome

pytestmark = pytest.mark.demo

TARGET = Target(namespace="production", set="database")


async def to_five(session: Session) -> Plan:
    """The plan to scale the set to five, from fresh grounds."""
    found = await read_grounds(session, TARGET)
    assert not isinstance(found, Trouble), found
    return plan_scale(found, replicas=5)


async def scaled_to_five(
    session: Session,
    audit: FileAudit,
    *,
    before_send: Callable[[], None],
    told: tuple[Caution, ...] = (),
) -> Outcome:
    """Carry out a plan, with its name typed; something happens after it was made anew."""

    async def again() -> Plan | str:
        fresh = await to_five(session)
        before_send()
        return fresh

    plan = await to_five(session)
    plan = replace(plan, warnings=(*plan.warnings, *told))
    return await carry_out(
        Writer(session=session, gate=Gate(), audit=audit), plan, again=again, name="database"
    )


def status(code: int, reason: str, message: str) -> Canned:
    """A Status of the API server."""
    body = {"kind": "Status", "apiVersion": "v1", "status": "Failure"}
    more = {"reason": reason, "message": message, "code": code}
    return Canned(code, json.dumps(body | more).encode(), {"Content-Type": "application/json"})


UNDRY = status(400, "BadRequest", 'admission webhook "guard.shop" does not support dry run')


def in_earnest(request: web.Request) -> bool:
    return request.method == "PATCH" and "dryRun" not in request.query


def replicas(demo: Demo) -> int:
    found = demo.store.get(kinds.STATEFUL_SETS, "production", "database")
    assert found is not None
    number: int = found["spec"]["replicas"]
    return number


async def test_an_answer_that_is_lost_is_not_known_and_nothing_is_sent_again(
    tmp_path: Path,
) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    async with behind_a_proxy() as (demo, proxy, session):

        def lose_answers() -> None:
            def shape(chunk: bytes) -> tuple[bytes, ...]:
                if in_earnest(proxy.requests[-1]):
                    proxy.cut()
                    return ()
                return (chunk,)

            proxy.shape = shape

        outcome = await scaled_to_five(session, audit, before_send=lose_answers)
        assert outcome.end == "unknown", outcome
        assert outcome.message.startswith("it may have been done, look")
        assert len([each for each in proxy.requests if in_earnest(each)]) == 1
        assert replicas(demo) == 5  # it was
    lines = list(audit.lines())
    assert [each["phase"] for each in lines] == ["before", "after"]
    assert (lines[1]["outcome"], lines[1]["status"]) == ("unknown", None)


@pytest.mark.parametrize(("status", "end"), [(502, "unknown"), (429, "refused"), (403, "refused")])
async def test_what_a_proxy_answers_in_the_servers_place(
    tmp_path: Path, status: int, end: str
) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    async with behind_a_proxy() as (demo, proxy, session):

        def answer_yourself() -> None:
            page = Canned(status, b"<html>\x1b[31mno</html>", {"Content-Type": "text/html"})
            proxy.refuse = lambda request: page if in_earnest(request) else None

        outcome = await scaled_to_five(session, audit, before_send=answer_yourself)
        assert outcome.end == end, outcome
        assert outcome.message.isprintable()
        assert len([each for each in proxy.requests if in_earnest(each)]) == 1
        assert replicas(demo) == 3
    assert [each.get("status") for each in audit.lines()] == [None, status]


async def test_a_connection_that_is_gone_before_the_dry_run_leaves_no_line(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    async with behind_a_proxy() as (demo, proxy, session):

        def unplug() -> None:
            gone = Canned(503)
            proxy.refuse = lambda request: gone if request.method == "PATCH" else None

        outcome = await scaled_to_five(session, audit, before_send=unplug)
        assert outcome.end == "unread", outcome
        assert outcome.message.startswith("nothing was done")
        assert replicas(demo) == 3
    assert not audit.path.exists()


async def test_a_typed_name_does_not_confirm_what_was_not_told(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    async with behind_a_proxy() as (demo, proxy, session):

        def guard() -> None:
            proxy.refuse = lambda request: UNDRY if "dryRun" in request.query else None

        outcome = await scaled_to_five(session, audit, before_send=guard)
        assert outcome.end == "name", outcome
        assert "it could not be tried out before" in outcome.message
        assert not audit.path.exists()
        assert replicas(demo) == 3
        told = outcome.cautions
        outcome = await scaled_to_five(session, audit, before_send=guard, told=told)
        assert outcome.end == "accepted", outcome
        assert replicas(demo) == 5
    assert "dry-run-refused" in next(audit.lines())["dangers"]


@pytest.mark.parametrize(
    ("answer", "accepted", "unknown"),
    [
        (None, True, ""),
        (status(500, "InternalError", "failed calling webhook: no route"), False, "no route"),
        (status(504, "Timeout", "the request took too long"), False, "took too long"),
        (status(403, "Forbidden", "not today"), False, ""),
        (UNDRY, False, ""),
    ],
)
async def test_no_answer_to_a_dry_run_is_no_acceptance(
    tmp_path: Path, answer: Canned | None, accepted: bool, unknown: str
) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    async with behind_a_proxy() as (_, proxy, session):
        proxy.refuse = lambda request: answer if request.method == "PATCH" else None
        writer = Writer(session=session, gate=Gate(), audit=audit)
        tried = await try_out(writer, await to_five(session))
        assert tried.accepted is accepted
        assert unknown in tried.unknown
        assert bool(tried.unknown) is bool(unknown)
        # One that is known to take no dry run is not accepted when it is tried out again.
        assert (await try_out(writer, tried.plan)).accepted is accepted


async def test_a_change_during_the_trial_is_told_as_one(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    async with behind_a_proxy() as (_, __, session):
        plan = await to_five(session)
        for each in plan.requests:
            assert isinstance(await send(session, each), Response)
        tried = await try_out(Writer(session=session, gate=Gate(), audit=audit), plan)
        assert not tried.plan.allowed
        assert tried.plan.why == (
            "database was changed by somebody while this was tried out: look at it anew"
        )
