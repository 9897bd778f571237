"""Applies the changes of one list-watch to the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ststui.cluster.change import (
    Alive,
    Arrived,
    Change,
    Complete,
    Ended,
    Gone,
    Listing,
    Lost,
    Odd,
    Polling,
    Put,
)
from ststui.live.health import Health, Scope
from ststui.live.index import Name, Object
from ststui.model import Complaint, Node, Pod
from ststui.model.pod import POD_NAME_LABEL

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.live.store import Store


class Intake:
    """Applies the changes of one list-watch to the store."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self._store = store
        self._scope = scope
        self._health = store.healths.by_scope.get(scope, Health())
        self._arriving: set[Name] | None = None
        self._asked_at: datetime | None = None
        """When the last list was asked for."""
        self._true_at: datetime | None = None
        """When the store was last known to hold what the server holds."""

    def apply(self, change: Change[Any], *, now: datetime) -> None:
        """Apply one change.

        Args:
            change: what the list-watch said.
            now: the API server's time.
        """
        match change:
            case Put() | Gone() | Odd():
                self._true_at = now
                self._change(change, now=now)
            case Listing(at=asked):
                self._arriving, self._asked_at = set(), asked
            case Arrived():
                self._arrive(change, now=now)
            case Complete(at=at):
                self._complete(now=now)
                self._true_at = self._asked_at
                self._note(self._health.completed(true_at=self._true_at, unwatched=at))
            case Alive(at=at):
                self._true_at = at
                self._note(self._health.alive())
            case Ended(at=at):
                self._note(self._health.ended(at))
            case Polling(why=trouble):
                self._note(self._health.polled(trouble.text, true_at=self._true_at))
            case Lost(trouble=trouble, retry_at=retry_at):
                health = self._health.lost(
                    trouble, now=now, retry_at=retry_at, true_at=self._true_at
                )
                self._note(health)

    def _change(self, change: Put[Any] | Gone[Any] | Odd, *, now: datetime) -> None:
        match change:
            case Put(item=item):
                self._put(item, now=now)
            case Gone(item=item):
                self._drop(name_of(item), now=now)
            case Odd(complaint=complaint):
                self._store.complain(complaint)

    def _put(self, item: Any, *, now: datetime) -> None:
        store = self._store
        if isinstance(item, Pod):
            before = store.pods.get(item.metadata.namespace, item.metadata.name)
            store.roles.note(before, item, labels=store.role_labels, now=now)
        if isinstance(item, Node):
            store.nodes.lost.note_there(item.metadata.name)
        store.put(self._scope.resource, item)

    def _drop(self, name: Name, *, now: datetime) -> None:
        if self._scope.resource == "nodes":
            self._store.nodes.lost.note_gone(name.name, now=now)
        self._store.drop(self._scope.resource, name)

    def _arrive(self, page: Arrived[Any], *, now: datetime) -> None:
        seen = self._arriving if self._arriving is not None else set()
        self._arriving = seen
        for item in page.items:
            seen.add(Name(item.metadata.namespace, item.metadata.name))
            self._put(item, now=now)
        for complaint in page.complaints:
            seen.add(Name(complaint.namespace, complaint.name))
            self._store.complain(complaint)
        if not self._health.complete:
            self._note(replace(self._health, remaining=page.remaining))

    def _complete(self, *, now: datetime) -> None:
        seen = self._arriving or set()
        self._arriving = None
        index = self._store.index(self._scope.resource)
        namespace = self._scope.namespace
        for name in [*index.names(), *index.complaints]:
            if name in seen or namespace not in {None, name.namespace}:
                continue
            if not self._asked_by_name(name):
                self._drop(name, now=now)

    def _asked_by_name(self, name: Name) -> bool:
        """Whether a pod is not in this list because it lacks the label that pods are listed by."""
        pod = self._store.pods.get(*name) if self._scope.resource == "pods" else None
        return pod is not None and POD_NAME_LABEL not in pod.metadata.labels

    def _note(self, health: Health) -> None:
        self._health = health
        self._store.set_health(self._scope, health)


def name_of(item: Object | Complaint) -> Name:
    """Namespace and name of an object, also of one that could not be understood."""
    if isinstance(item, Complaint):
        return Name(item.namespace, item.name)
    return Name(item.metadata.namespace, item.metadata.name)
