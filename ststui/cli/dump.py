"""``--from PATH``: a dump in place of a cluster."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ststui.cli.read import Reading, names_of, odd_objects
from ststui.cluster.trouble import Trouble
from ststui.controller.versions import read_version
from ststui.errors import UnknownNameError, UsageError
from ststui.live.health import Scope
from ststui.live.once import KINDS, Once, Unread
from ststui.recording.dump import Dump, read_dump
from ststui.report import UnreadableReport

if TYPE_CHECKING:
    import argparse

    from ststui.cli.options import Options
    from ststui.cli.selection import SetName

WHY = "not in the dump"


def add_dump_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of commands that can read a dump."""
    group = parser.add_argument_group("instead of a cluster")
    group.add_argument("--from", dest="dump", metavar="PATH", help="a dump: file or folder")
    group.add_argument("--at", metavar="TIME", help="now, RFC 3339 (default: its newest moment)")
    group.add_argument("--kubernetes-version", metavar="X.Y.Z", help="of the dump's control plane")


def moment(text: str) -> datetime:
    """A moment in RFC 3339.

    Raises:
        UsageError: it is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise UsageError(f"not a time: {text!r}", try_="write it as 2026-11-23T03:04:05Z")
    return found


def read_from(
    parsed: argparse.Namespace,
    wanted: Options,
    *,
    sets: tuple[SetName, ...],
    dump: Dump | None = None,
) -> Reading:
    """The dump as if it were a cluster.

    Args:
        parsed: the flags of the command.
        wanted: those that every command has.
        sets: the sets that were named.
        dump: the dump, where it was read already.

    Raises:
        UsageError: no such path, set or namespace, or a time or version that is none.
        UnreadableError: it is no dump, or holds no StatefulSets.
    """
    if parsed.kubernetes_version and read_version(parsed.kubernetes_version) is None:
        raise UsageError(f"not a version: {parsed.kubernetes_version!r}", try_="write it as 1.36.3")
    dump = dump or read_dump(Path(parsed.dump))
    store = dump.store
    store.server_version = parsed.kubernetes_version
    namespace = None if wanted.all_namespaces else wanted.flags.namespace
    there = {each.namespace for each in (*store.sets.names(), *store.sets.complaints)}
    if namespace is not None and namespace not in there:
        raise UnknownNameError("namespace", name=namespace, where="the dump", known=sorted(there))
    unread = tuple(
        Unread(Scope(kind.plural, None), Trouble(kind="notFound", text=WHY))
        for kind in KINDS
        if store.healths.of(kind.plural, "") is None
    )
    return Reading(
        once=Once(store, unread),
        names=names_of(store, wanted, sets, namespace=namespace),
        namespace=namespace,
        now=moment(parsed.at) if parsed.at else dump.now,
        everything=not sets and wanted.selector is None,
        unreadable=tuple(
            UnreadableReport(
                context=store.context, resource=each.scope.resource, namespace=None, why=WHY
            )
            for each in unread
        )
        + tuple(
            UnreadableReport(context=store.context, resource=str(file), namespace=None, why=why)
            for file, why in dump.odd.items()
        )
        + tuple(odd_objects(store)),
    )
