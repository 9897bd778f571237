"""Reads a cluster once for a command, and says in errors what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ststui.cli.left_out import left_out, must_be_shown
from ststui.cli.selection import SetName, select
from ststui.cluster.session import open_session
from ststui.cluster.trouble import Trouble
from ststui.controller.undone import SINGLE_LOOK, Lookout
from ststui.errors import UnknownNameError, UnreadableError
from ststui.live.lone import lone_claims, lone_pods
from ststui.live.namespaces import namespaces
from ststui.live.once import Once, read_once
from ststui.model.ordinal import natural
from ststui.report import TreeReport, UnreadableReport, WithoutSet, report_set
from ststui.report.lone import report_lone_claims, report_lone_pods

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import datetime

    from ststui.cli.options import Options
    from ststui.cluster.session import Session
    from ststui.live.index import Name
    from ststui.live.once import Unread
    from ststui.live.store import Store
    from ststui.model import Complaint, Family

EVERYWHERE: Final = (None,)
"""The scope of all namespaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read for a command."""

    once: Once
    names: tuple[Name, ...]
    """The sets that were asked for, in order."""
    namespace: str | None
    """None = all namespaces."""
    now: datetime
    everything: bool
    """Whether nothing was selected, so that what has no set is shown too."""
    unreadable: tuple[UnreadableReport, ...]

    @property
    def left_out(self) -> tuple[Complaint, ...]:
        """Sets that are there and cannot be shown."""
        return left_out(self.once.store, namespace=self.namespace)

    @property
    def families(self) -> Iterator[Family]:
        """The Families of the sets that were asked for."""
        for name in self.names:
            family = self.once.store.families.of(name)
            if family is not None:
                yield family


async def read(
    wanted: Options,
    *,
    sets: tuple[SetName, ...],
    then: Callable[[Session, Reading], Awaitable[None]] | None = None,
) -> Reading:
    """Read what was asked for.

    Args:
        wanted: the flags.
        sets: the sets that were named.
        then: what else to do while the session is open.

    Raises:
        UnknownNameError: a set or namespace does not exist.
        UnreadableError: StatefulSets cannot be read.
    """
    async with open_session(wanted.flags) as session:
        trouble = await session.login()
        if trouble is not None:
            raise UnreadableError(trouble.text)
        if not wanted.all_namespaces:
            sets = tuple(
                each._replace(namespace=each.namespace or session.namespace) for each in sets
            )
        scope = _scope(wanted, sets, session)
        once = await read_once(session, namespace=scope[0], beside=tuple(filter(None, scope[1:])))
        namespace = scope[0] if len(scope) == 1 else None
        fell_back: tuple[UnreadableReport, ...] = ()
        denied = once.trouble("statefulsets")
        if denied is not None and denied.kind == "denied" and scope == EVERYWHERE:
            fell_back = tuple(_unreadable(each, session.context) for each in once.unread)
            beside = tuple(e for e in wanted.settings.namespaces if e != session.namespace)
            once = await read_once(session, namespace=session.namespace, beside=beside)
            # What of these cannot be read stands in `unreadable`; all of it is an error below.
            namespace = None if len(once.store.sets) and beside else session.namespace
            scope = (namespace,)
        for each in scope:
            await _must_be_readable(once, session, each)
        once.store.role_labels = (*wanted.settings.roles.labels, *once.store.role_labels)
        unread = (
            *(_unreadable(each, session.context) for each in once.unread),
            *(
                UnreadableReport(session.context, "pods", each.namespace, each.why)
                for each in once.unasked
            ),
        )
        reading = Reading(
            once=once,
            names=names_of(once.store, wanted, sets, namespace=namespace),
            namespace=namespace,
            now=session.now(),
            everything=not sets and wanted.selector is None,
            unreadable=(*fell_back, *unread, *odd_objects(once.store)),
        )
        if then is not None:
            await then(session, reading)
        return reading


def tree_report(reading: Reading, *, lookout: Lookout = SINGLE_LOOK) -> TreeReport:
    """The tree of what was read.

    Args:
        reading: what was read.
        lookout: what is known beside the objects.
    """
    store, now = reading.once.store, reading.now
    context, version = store.context, store.server_version
    pods = lone_pods(store) if reading.everything else ()
    claims = lone_claims(store) if reading.everything else ()
    return TreeReport(
        context=context,
        namespace=reading.namespace,
        now=timestamp(now),
        sets=tuple(
            report_set(f, now=now, server_version=version, lookout=lookout)
            for f in reading.families
        ),
        without_set=WithoutSet(
            pods=None
            if reading.once.trouble("pods")
            else report_lone_pods(pods, context=context, now=now),
            claims=None
            if reading.once.trouble("persistentvolumeclaims")
            else report_lone_claims(claims, context=context, now=now),
        ),
        unreadable=(*reading.unreadable, *_usages(store)),
    )


def _usages(store: Store) -> Iterator[UnreadableReport]:
    """That kubelets may not be asked how full claims are; a silent one leaves a null."""
    if store.usages.denied:
        yield UnreadableReport(
            context=store.context,
            resource="nodes/proxy",
            namespace=None,
            why="no permission: get nodes/proxy",
        )


def timestamp(now: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return now.isoformat(timespec="seconds").replace("+00:00", "Z")


def _scope(wanted: Options, sets: tuple[SetName, ...], session: Session) -> tuple[str | None, ...]:
    """Namespaces to read: those of the sets where each names its own, for that takes few rights."""
    named = tuple(dict.fromkeys(each.namespace for each in sets))
    if named and None not in named:
        return named
    return EVERYWHERE if wanted.all_namespaces else (session.namespace,)


async def _must_be_readable(once: Once, session: Session, namespace: str | None) -> None:
    store = once.store
    if any(True for _ in store.keys(namespace)):
        return
    trouble = once.trouble("statefulsets", namespace=namespace)
    if trouble is not None:
        tried = "kubectl auth can-i list statefulsets" + (
            f" -n {namespace}" if namespace else " -A"
        )
        advice = f"try `{tried}`" if trouble.kind == "denied" else "is the cluster up?"
        raise UnreadableError(f"StatefulSets cannot be read: {trouble.text}", try_=advice)
    if namespace is not None:
        found = await session.get(f"/api/v1/namespaces/{namespace}")
        if isinstance(found, Trouble) and found.kind == "notFound":
            raise UnknownNameError(
                "namespace",
                name=namespace,
                where=f"context {session.context}",
                known=await namespaces(session) or None,
            )


def names_of(
    store: Store, wanted: Options, sets: tuple[SetName, ...], *, namespace: str | None
) -> tuple[Name, ...]:
    """Names of the sets that are asked for, in natural order or as they were named.

    Raises:
        UnknownNameError: one does not exist.
        UnreadableError: one cannot be shown.
    """
    known = sorted(
        (each for each in store.sets.names() if namespace in {None, each.namespace}),
        key=lambda n: (natural(n.namespace), natural(n.name)),
    )
    must_be_shown(store, sets, namespace=namespace, known=known)
    names = select(sets, namespace=namespace, known=known) if sets else tuple(known)
    if wanted.selector is None:
        return names
    return tuple(
        name
        for name in names
        if (found := store.sets.get(*name)) and wanted.selector.matches(found.metadata.labels)
    )


def odd_objects(store: Store) -> Iterator[UnreadableReport]:
    """Objects that could not be understood, as they are not shown: that is not absence."""
    for each in store.complaints():
        yield UnreadableReport(
            context=store.context,
            resource=each.resource,
            namespace=each.namespace or None,
            why=f"{each.name or 'an object'}: {each.why}",
        )


def _unreadable(unread: Unread, context: str) -> UnreadableReport:
    return UnreadableReport(
        context=context,
        resource=unread.scope.resource,
        namespace=unread.scope.namespace,
        why=unread.trouble.text,
    )
