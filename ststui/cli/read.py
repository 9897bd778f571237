"""Reads a cluster once for a command, and says in errors what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cli.selection import SetName, select
from ststui.cluster.session import open_session
from ststui.cluster.trouble import Trouble
from ststui.errors import UnknownNameError, UnreadableError
from ststui.live.namespaces import namespaces
from ststui.live.once import Once, read_once
from ststui.model.ordinal import natural
from ststui.report import TreeReport, UnreadableReport, WithoutSet, report_set
from ststui.report.lone import report_lone_claims, report_lone_pods

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.cli.options import Options
    from ststui.cluster.session import Session
    from ststui.live.index import Name
from ststui.live.once import Unread


async def read(wanted: Options, *, sets: tuple[SetName, ...]) -> TreeReport:
    """The tree of what was asked for.

    Raises:
        UnknownNameError: a set or namespace does not exist.
        UnreadableError: StatefulSets cannot be read.
    """
    async with open_session(wanted.flags) as session:
        trouble = await session.login()
        if trouble is not None:
            raise UnreadableError(trouble.text)
        namespace = _scope(wanted, sets, session)
        once = await read_once(session, namespace=namespace)
        fell_back: tuple[UnreadableReport, ...] = ()
        denied = once.trouble("statefulsets")
        if denied is not None and denied.kind == "denied" and namespace is None:
            fell_back = tuple(_unreadable(each, session.context) for each in once.unread)
            namespace = session.namespace
            once = await read_once(session, namespace=namespace)
        await _must_be_readable(once, session, namespace)
        return _report(once, wanted, sets, namespace=namespace, now=session.now(), also=fell_back)


def _scope(wanted: Options, sets: tuple[SetName, ...], session: Session) -> str | None:
    namespaces = {each.namespace for each in sets if each.namespace}
    if wanted.all_namespaces:
        return None
    if len(namespaces) == 1 and all(each.namespace for each in sets):
        return namespaces.pop()
    return None if namespaces else session.namespace


async def _must_be_readable(once: Once, session: Session, namespace: str | None) -> None:
    trouble = once.trouble("statefulsets")
    if trouble is not None:
        tried = "kubectl auth can-i list statefulsets" + (
            f" -n {namespace}" if namespace else " -A"
        )
        advice = f"try `{tried}`" if trouble.kind == "denied" else "is the cluster up?"
        raise UnreadableError(f"StatefulSets cannot be read: {trouble.text}", try_=advice)
    if namespace is not None and not len(once.store.sets):
        found = await session.get(f"/api/v1/namespaces/{namespace}")
        if isinstance(found, Trouble) and found.kind == "notFound":
            raise UnknownNameError(
                "namespace",
                name=namespace,
                where=f"context {session.context}",
                known=await namespaces(session),
            )


def _report(
    once: Once,
    wanted: Options,
    sets: tuple[SetName, ...],
    *,
    namespace: str | None,
    now: datetime,
    also: tuple[UnreadableReport, ...],
) -> TreeReport:
    store = once.store
    names: list[Name] = sorted(
        store.sets.names(), key=lambda n: (natural(n.namespace), natural(n.name))
    )
    if sets:
        names = list(select(sets, namespace=namespace, known=names))
    reports = []
    for name in names:
        family = store.family(name)
        if family is None:
            continue
        if wanted.selector and not wanted.selector.matches(dict(family.set.metadata.labels)):
            continue
        reports.append(report_set(family, now=now))
    everything = not sets and wanted.selector is None
    context = store.context
    return TreeReport(
        context=context,
        namespace=namespace,
        now=now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        sets=tuple(reports),
        without_set=WithoutSet(
            pods=None
            if once.trouble("pods")
            else report_lone_pods(
                store.lone_pods() if everything else (), context=context, now=now
            ),
            claims=None
            if once.trouble("persistentvolumeclaims")
            else report_lone_claims(
                store.lone_claims() if everything else (), context=context, now=now
            ),
        ),
        unreadable=(*also, *(_unreadable(each, context) for each in once.unread)),
    )


def _unreadable(unread: Unread, context: str) -> UnreadableReport:
    return UnreadableReport(
        context=context,
        resource=unread.scope.resource,
        namespace=unread.scope.namespace,
        why=unread.trouble.text,
    )
