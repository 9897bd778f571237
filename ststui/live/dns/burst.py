"""One burst of questions: all names of some sets, to every server at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from ststui.dns.combine import combine, questions_of
from ststui.dns.expectation import expect_ordinal, expect_service
from ststui.dns.flight import Silence
from ststui.dns.message import Question, Reply
from ststui.dns.names import (
    named_ordinals,
    ordinal_name,
    ordinal_text,
    reverse_name,
    service_name,
    srv_names,
)
from ststui.dns.record_expectation import expect_reverse, expect_srv
from ststui.dns.verdict import DEFAULT_CACHE, judge, not_asked
from ststui.live.dns.way import why_no_forward
from ststui.model.dns import DnsWay, SetDns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from ststui.cluster.session import Session
    from ststui.dns.expected import Expectation
    from ststui.dns.flight import Outcome
    from ststui.live.dns.way import Servers
    from ststui.live.dns.zone import Zone
    from ststui.model import Family
    from ststui.model.dns import Name, NameCheck


@dataclass(frozen=True, slots=True)
class _Said:
    """What one server said."""

    label: str
    outcomes: Mapping[Question, Outcome]


async def ask_all(
    session: Session,
    families: Sequence[Family],
    *,
    servers: Servers,
    zone: Zone,
    everything: bool = False,
) -> tuple[SetDns, ...]:
    """Ask every server for every name; one stream a server.

    Args:
        session: the session.
        families: the sets.
        servers: who is asked.
        zone: the cluster's zone.
        everything: also for SRV and reverse names.

    Returns:
        One for each set, in their order.
    """
    wanted = [_Wanted(each, zone=zone.text, everything=everything) for each in families]
    names = [name for each in wanted for name in each.names]
    # The zone's SOA tells how long this server lets its answers be kept.
    soa = Question(f"{zone.text}.", "SOA")
    questions = [soa, *(each for name in names for each in questions_of(name))] if names else []
    said = await _ask_servers(servers, questions)
    way = await _way(session, servers, zone, said)
    now = session.now()
    return tuple(each.judged(way, said, soa=soa, now=now) for each in wanted)


async def _ask_servers(servers: Servers, questions: Sequence[Question]) -> tuple[_Said, ...]:
    if not questions:
        return ()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each.ask(questions)) for each in servers.servers]
    return tuple(
        _Said(server.label, task.result())
        for server, task in zip(servers.servers, tasks, strict=True)
    )


async def _way(session: Session, servers: Servers, zone: Zone, said: tuple[_Said, ...]) -> DnsWay:
    """How it went; no transport at all if no server could be reached."""
    labels = tuple(each.label for each in servers.servers)
    if servers.transport == "portForward" and said:
        first = [next(iter(each.outcomes.values())) for each in said]
        lost = [each for each in first if isinstance(each, Silence) and each.on_the_way]
        if len(lost) == len(first):
            namespace = servers.namespace or ""
            why = await why_no_forward(session, namespace=namespace, text=lost[0].why)
            return DnsWay(transport="none", why=why, zone=zone.text, zone_source=zone.source)
    return DnsWay(
        transport=servers.transport,
        servers=labels,
        namespace=servers.namespace or "",
        why=servers.why,
        zone=zone.text,
        zone_source=zone.source,
    )


class _Wanted:
    """What one set needs."""

    def __init__(self, family: Family, *, zone: str, everything: bool) -> None:
        self._family = family
        self._service = service_name(family, zone=zone)
        self._service_expected = expect_service(family)
        self._ordinals = {
            o: (
                ordinal_name(family, o, zone=zone),
                expect_ordinal(family, o, text=ordinal_text(family, o, zone=zone)),
            )
            for o in named_ordinals(family)
        }
        self._records = tuple(self._more(zone)) if everything else ()

    @property
    def names(self) -> Iterable[Name]:
        """All names to ask for; none where the set names no Service."""
        if not self._family.set.spec.service_name:
            return
        yield self._service
        for name, _ in self._ordinals.values():
            yield name
        for name, _ in self._records:
            yield name

    def judged(self, way: DnsWay, said: Sequence[_Said], *, soa: Question, now: datetime) -> SetDns:
        """The verdicts."""
        minima = [e.minimum for s in said if isinstance(e := s.outcomes.get(soa), Reply)]
        known = [each for each in minima if each is not None]
        cache = max(known) if known else DEFAULT_CACHE

        def check(name: Name, expected: Expectation) -> NameCheck:
            if way.transport == "none" or not self._family.set.spec.service_name:
                return not_asked(name, expected, why=way.why)
            answers = [combine(name, each.outcomes, server=each.label) for each in said]
            return judge(name, expected, answers, now=now, cache_seconds=cache)

        return SetDns(
            asked_at=now,
            way=way,
            service=check(self._service, self._service_expected),
            ordinals=MappingProxyType({o: check(*both) for o, both in self._ordinals.items()}),
            records=tuple(check(*both) for both in self._records),
        )

    def _more(self, zone: str) -> Iterable[tuple[Name, Expectation]]:
        family = self._family
        for name in srv_names(family, zone=zone):
            yield name, expect_srv(family, name, zone=zone)
        for ordinal, (forward, expected) in self._ordinals.items():
            for address in expected.values or ():
                if expected.verdict is None:
                    yield reverse_name(address, ordinal=ordinal), expect_reverse(forward.text)
