"""What `ststui dns -o json` says, waited for; and what plain UDP queries answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import dns.asyncquery
import dns.message

from tests.cli.program import Ended, ststui
from tests.testbed.api import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


async def said(namespace: str, *more: str, kubeconfig: Path | str) -> Ended:
    """One run."""
    return await ststui("dns", "-n", namespace, "-o", "json", *more, kubeconfig=kubeconfig)


async def comes_to_say(
    namespace: str, wanted: Callable[[Any], object], *more: str, kubeconfig: Path | str
) -> tuple[Any, int]:
    """Run until the report is as wanted; the report and the exit code."""
    last: list[Any] = []

    async def once() -> tuple[Any, int] | None:
        ended = await said(namespace, *more, kubeconfig=kubeconfig)
        last[:] = [ended]
        assert ended.out, ended.err
        return (ended.document, ended.code) if wanted(ended.document) else None

    try:
        found = await wait_for(once, what="such a report", seconds=60)
    except AssertionError as error:
        raise AssertionError(f"{error}\n{last}") from None
    assert found is not None
    return found


def of(report: Any, ordinal: int, *, name: str | None = None) -> Any:
    """One ordinal of the only set, or of the one of that name."""
    sets = [each for each in report["sets"] if name in {None, each["name"]}]
    assert len(sets) == 1
    return next(each for each in sets[0]["ordinals"] if each["ordinal"] == ordinal)


def verdicts(report: Any) -> list[str]:
    """Of all ordinals of all sets."""
    return [each["verdict"] for found in report["sets"] for each in found["ordinals"]]


async def plain(name: str, kind: str, *, port: int) -> tuple[str, list[str]]:
    """A plain UDP query: rcode and sorted values."""
    query = dns.message.make_query(f"{name}.", kind)
    answer = await dns.asyncquery.udp(query, "127.0.0.1", port=port, timeout=5)
    rcode = dns.rcode.to_text(answer.rcode())
    values = [_value(record) for rrset in answer.answer for record in rrset]
    return rcode, sorted(values)


def _value(record: Any) -> str:
    if record.rdtype == dns.rdatatype.SRV:
        return f"{record.target.to_text(omit_final_dot=True)}:{record.port}"
    if record.rdtype == dns.rdatatype.PTR:
        return str(record.target.to_text(omit_final_dot=True))
    return str(record)


async def all_plain(names: list[tuple[str, str]], *, port: int) -> list[tuple[str, list[str]]]:
    """Many of them."""
    return await asyncio.gather(*(plain(*each, port=port) for each in names))
