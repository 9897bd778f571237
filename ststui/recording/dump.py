"""A dump as a store: what it holds is readable, what it does not hold is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from ststui.cluster import kinds
from ststui.cluster.decode import decode_object
from ststui.errors import UnreadableError
from ststui.live import Store
from ststui.live.health import Health, Scope
from ststui.model import Complaint
from ststui.model.context import DUMP
from ststui.recording.documents import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ststui.cluster.kinds import Kind

KINDS: dict[str, Kind[Any]] = {
    each.type.__name__: each
    for each in (
        kinds.STATEFUL_SETS,
        kinds.PODS,
        kinds.CLAIMS,
        kinds.VOLUMES,
        kinds.SERVICES,
        kinds.SLICES,
        kinds.NODES,
        kinds.REVISIONS,
        kinds.BUDGETS,
        kinds.AUTOSCALERS,
        kinds.EVENTS,
    )
}
"""Kubernetes' kind to what is known of it; other kinds in a dump are passed over."""
BESIDE: dict[str, Kind[Any]] = {
    each.type.__name__: each
    for each in (
        kinds.STORAGE_CLASSES,
        kinds.ATTACHMENTS,
        kinds.CSI_NODES,
        kinds.QUOTAS,
        kinds.NAMESPACES,
        kinds.LEASES,
    )
}
"""Kinds that only a diagnosis needs."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump that was read."""

    store: Store
    now: datetime
    """The newest moment that the dump speaks of, the ends of deletions aside."""
    beside: Mapping[str, tuple[Any, ...]]
    """By plural name: objects of the kinds that were read and only a diagnosis needs."""
    unclear: tuple[Complaint, ...]
    """Those of these kinds that were not understood; the store keeps the others."""
    odd: Mapping[Path, str]
    """Files that could not be understood, and why."""


def read_dump(path: Path) -> Dump:
    """Read a file or a folder.

    Raises:
        UsageError: there is no such file or folder.
        UnreadableError: it holds no StatefulSet, or is no dump.
    """
    documents = read_documents(path)
    if "StatefulSet" not in documents.kinds:
        raise UnreadableError(
            f"{path} holds no StatefulSets (a cluster-info dump leaves them out)",
            try_="put them beside it: kubectl get sts,pvc,controllerrevisions -A -o yaml",
        )
    store = Store(DUMP)
    newest: datetime | None = None
    beside: dict[str, dict[tuple[str, str], Any]] = {
        BESIDE[name].plural: {} for name in documents.kinds & BESIDE.keys()
    }
    unclear: list[Complaint] = []
    for each in documents.objects:
        kind = KINDS.get(each["kind"]) or BESIDE.get(each["kind"])
        if kind is None:
            continue
        body = msgspec.json.encode(each, enc_hook=_text)
        found = decode_object(body, kind.type, resource=kind.plural)
        if isinstance(found, Complaint):
            if kind.plural in beside:
                unclear.append(found)
            else:
                store.complain(found)
        elif kind.plural in beside:
            # A must-gather holds many objects twice: by themselves and in a list.
            beside[kind.plural][found.metadata.namespace, found.metadata.name] = found
        else:
            store.put(kind.plural, found)
        newest = max((m for m in (newest, *_moments(each)) if m is not None), default=None)
    for name in documents.kinds & KINDS.keys():
        store.set_health(Scope(KINDS[name].plural, None), Health().completed())
    return Dump(
        store,
        newest or datetime.now(tz=UTC),
        {plural: tuple(items.values()) for plural, items in beside.items()},
        tuple(unclear),
        documents.odd,
    )


def _text(value: object) -> str:
    # YAML reads timestamps as such; dates of Kubernetes are always UTC.
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def _moments(value: Any, *, key: str = "") -> Iterator[datetime]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "deletionTimestamp":
                yield from _moments(inner, key=str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _moments(inner, key=key)
    elif isinstance(value, datetime):
        yield value if value.tzinfo else value.replace(tzinfo=UTC)
    elif isinstance(value, str) and _dated(key):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return
        if moment.tzinfo is not None:
            yield moment


def _dated(key: str) -> bool:
    return key in {"time", "startedAt", "finishedAt", "eventTime"} or key.endswith(
        ("Timestamp", "Time")
    )
