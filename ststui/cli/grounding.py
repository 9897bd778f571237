"""Reads the grounds of an action for the command line, and says in errors what cannot be."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ststui.cluster import kinds
from ststui.cluster.listing import list_once
from ststui.cluster.session import open_session
from ststui.cluster.trouble import Trouble
from ststui.errors import UnknownNameError, UnreadableError, UsageError
from ststui.live.grounds import hints_of, read_grounds
from ststui.live.namespaces import namespaces
from ststui.model.ordinal import natural
from ststui.writing import Writer, audit_of, gate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.actions import Plan
    from ststui.cli.asked import Asked
    from ststui.cli.options import Options
    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session
    from ststui.live.grounds import Hints, Target


@dataclass(frozen=True, slots=True)
class Ground:
    """An open session with what was asked for and the first plan."""

    session: Session
    asked: Asked
    hints: Hints
    plan: Plan

    async def again(self) -> Plan | str:
        """The same plan from fresh grounds, for the same object; or why there is none."""
        target = replace(self.asked.target, uid=self.plan.subject.uid)
        found = await read_grounds(self.session, target, hints=self.hints)
        if isinstance(found, Trouble):
            return found.text
        return self.asked.plan(found)

    async def replanned(self) -> Ground | str:
        """This with a fresh plan, or why there is none."""
        plan = await self.again()
        return plan if isinstance(plan, str) else replace(self, plan=plan)


@asynccontextmanager
async def grounded(wanted: Options, asked: Asked) -> AsyncIterator[Ground]:
    """Open a session and make the first plan.

    Raises:
        UsageError: flags that name several objects.
        UnknownNameError: the set, pod, claim or namespace does not exist.
        UnreadableError: the cluster cannot be read.
    """
    if wanted.selector is not None:
        raise UsageError("an action is for one object, and -l may mean several", try_="name it")
    if wanted.all_namespaces and not asked.target.namespace:
        raise UsageError(
            "an action is for one namespace, and -A means all of them", try_="write -n NAMESPACE"
        )
    async with open_session(wanted.flags) as session:
        trouble = await session.login()
        if trouble is not None:
            raise UnreadableError(trouble.text)
        target = asked.target
        if not target.namespace:
            target = replace(target, namespace=session.namespace)
        asked = replace(asked, target=target)
        hints = hints_of(wanted.settings)
        found = await read_grounds(session, target, hints=hints)
        if isinstance(found, Trouble):
            raise await _error(session, target, found)
        yield Ground(session, asked, hints, asked.plan(found))


def writer_of(ground: Ground, wanted: Options, *, unlocked: bool) -> Writer:
    """All that writing needs."""
    found = gate(ground.session, wanted.settings, read_only=wanted.read_only, unlocked=unlocked)
    return Writer(session=ground.session, gate=found, audit=audit_of(wanted.settings))


async def _error(
    session: Session, target: Target, trouble: Trouble
) -> UnknownNameError | UnreadableError:
    if trouble.kind != "notFound":
        return UnreadableError(trouble.text)
    namespace = target.namespace
    found = await session.get(f"/api/v1/namespaces/{namespace}")
    if isinstance(found, Trouble) and found.kind == "notFound":
        return UnknownNameError(
            "namespace",
            name=namespace,
            where=f"context {session.context}",
            known=await namespaces(session) or None,
        )
    where = f"namespace {namespace}"
    if target.pod:
        # A pod that is no member, or lost its label, can be meant as well.
        known = await _names(session, kinds.PODS, namespace, label_selector="")
        return UnknownNameError("pod", name=target.pod, where=where, known=known)
    if target.claim:
        known = await _names(session, kinds.CLAIMS, namespace)
        return UnknownNameError("claim", name=target.claim, where=where, known=known)
    known = await _names(session, kinds.STATEFUL_SETS, namespace)
    return UnknownNameError("StatefulSet", name=target.set, where=where, known=known)


async def _names(
    session: Session, kind: Kind[Any], namespace: str, *, label_selector: str | None = None
) -> list[str] | None:
    """Names in natural order; None where they may not be listed."""
    found = await list_once(session, kind, namespace=namespace, label_selector=label_selector)
    if isinstance(found, Trouble):
        return None
    return sorted((each.metadata.name for each in found.items), key=natural)
