"""The client view: the names of sets asked from inside a pod, only when somebody wants it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ststui.cluster.command import run_command
from ststui.cluster.trouble import Trouble
from ststui.dns.client_view import TOOLS, client_command, lacks_tool, read_client
from ststui.dns.expectation import expect_ordinal, expect_service
from ststui.dns.names import named_ordinals, ordinal_name, ordinal_text, service_name
from ststui.dns.verdict import judge, not_asked
from ststui.model.dns import Answer, DnsWay, SetDns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ststui.cluster.session import Session
    from ststui.dns.expected import Expectation
    from ststui.live.dns.zone import Zone
    from ststui.model import Family
    from ststui.model.dns import Name, NameCheck

MOST_NAMES = 200
"""Names in one command: its length is limited, and so is the patience of the pod's owner."""


async def ask_client(
    session: Session, families: Sequence[Family], *, namespace: str, pod: str, zone: Zone
) -> tuple[SetDns, ...]:
    """Ask for all names of some sets from inside a pod; starts a process there.

    Args:
        session: the session.
        families: the sets.
        namespace: the pod's.
        pod: the pod's name.
        zone: the cluster's zone.

    Returns:
        One for each set, in their order.
    """
    names = [name.text for family in families for name, _ in _names(family, zone.text)]
    answers: dict[str, Answer] = {}
    why = ""
    for start in range(0, len(names), MOST_NAMES):
        some = names[start : start + MOST_NAMES]
        found = await _ask(session, namespace=namespace, pod=pod, names=some)
        if isinstance(found, str):
            why = found
            break
        answers.update(found)
    way = DnsWay(
        transport="none" if why else "exec",
        servers=() if why else (pod,),
        why=why,
        client=pod,
        zone=zone.text,
        zone_source=zone.source,
    )
    return tuple(_judged(session, each, answers, way=way, pod=pod) for each in families)


async def _ask(
    session: Session, *, namespace: str, pod: str, names: Sequence[str]
) -> Mapping[str, Answer] | str:
    found: dict[str, Answer] = {}
    for tool in TOOLS:
        open_ = [name for name in names if name not in found or found[name].rcode is None]
        if not open_:
            break
        command = client_command(open_, tool=tool)
        ended = await run_command(session, namespace=namespace, pod=pod, command=command)
        if isinstance(ended, Trouble):
            return found or f"exec in pod {pod}: {ended.text}"
        output = ended.output.decode(errors="replace")
        if ended.code is None or ended.code in {126, 127}:
            return found or f"exec in pod {pod}: {ended.why or 'there is no shell in it'}"
        if not lacks_tool(output):
            found.update(read_client(output, server=pod))
    return found or f"pod {pod} has no resolver tool (neither getent nor nslookup)"


def _names(family: Family, zone: str) -> list[tuple[Name, Expectation]]:
    if not family.set.spec.service_name:
        return []
    found = [(service_name(family, zone=zone), expect_service(family))]
    for ordinal in named_ordinals(family):
        text = ordinal_text(family, ordinal, zone=zone)
        name = ordinal_name(family, ordinal, zone=zone)
        found.append((name, expect_ordinal(family, ordinal, text=text)))
    return found


def _judged(
    session: Session, family: Family, answers: Mapping[str, Answer], *, way: DnsWay, pod: str
) -> SetDns:
    now = session.now()

    def check(name: Name, expected: Expectation) -> NameCheck:
        if way.transport == "none" or not family.set.spec.service_name:
            return not_asked(name, expected, why=way.why)
        silent = Answer(server=pod, rcode=None, why="the command said nothing of it")
        return judge(name, expected, (answers.get(name.text, silent),), now=now)

    ordinals = {
        o: check(
            ordinal_name(family, o, zone=way.zone),
            expect_ordinal(family, o, text=ordinal_text(family, o, zone=way.zone)),
        )
        for o in named_ordinals(family)
    }
    return SetDns(
        asked_at=now,
        way=way,
        service=check(service_name(family, zone=way.zone), expect_service(family)),
        ordinals=MappingProxyType(ordinals),
    )
