"""The feed: one never-ending, guarded task per kind and scope that fills the store."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ststui.cluster import kinds
from ststui.cluster.change import (
    Alive,
    Arrived,
    Change,
    Complete,
    Gone,
    Listing,
    Lost,
    Odd,
    Polling,
    Put,
)
from ststui.cluster.listwatch import watch
from ststui.live.health import Health, Scope
from ststui.live.index import Name

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session
    from ststui.live.store import Store

_log = logging.getLogger(__name__)

POD_LABEL = "statefulset.kubernetes.io/pod-name"
"""Set and repaired by the controller, so pods of other workloads cost nothing."""
HEADLESS_LABEL = "service.kubernetes.io/headless"
"""On EndpointSlices of headless services (endpointslice controller, v1.36)."""
RESTART_AFTER = 5.0
"""Seconds before a task that failed by a bug is started again."""

ALWAYS: tuple[tuple[Kind[Any], str], ...] = (
    (kinds.STATEFUL_SETS, ""),
    (kinds.PODS, POD_LABEL),
    (kinds.CLAIMS, ""),
    (kinds.SERVICES, ""),
    (kinds.SLICES, HEADLESS_LABEL),
    (kinds.REVISIONS, ""),
)
"""Kinds that are watched for the whole scope, most important first, with their label selector."""


class Intake:
    """Applies the changes of one list-watch to the store."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self._store = store
        self._scope = scope
        self._health = Health()
        self._arriving: set[Name] | None = None

    def apply(self, change: Change[Any], *, now: datetime) -> None:
        """Apply one change.

        Args:
            change: what the list-watch said.
            now: the API server's time.
        """
        resource = self._scope.resource
        match change:
            case Put(item=item):
                self._store.put(resource, item)
            case Gone(item=item):
                self._store.drop(resource, Name(item.metadata.namespace, item.metadata.name))
            case Odd(complaint=complaint):
                self._store.complain(complaint)
            case Listing():
                self._arriving = set()
            case Arrived():
                self._arrive(change)
            case Complete():
                self._complete()
            case Alive():
                self._note(self._health.alive())
            case Polling(why=why):
                self._note(self._health.polled(why))
            case Lost(trouble=trouble, retry_at=retry_at):
                self._note(self._health.lost(trouble, now=now, retry_at=retry_at))

    def _arrive(self, page: Arrived[Any]) -> None:
        seen = self._arriving if self._arriving is not None else set()
        self._arriving = seen
        for item in page.items:
            seen.add(Name(item.metadata.namespace, item.metadata.name))
            self._store.put(self._scope.resource, item)
        for complaint in page.complaints:
            seen.add(Name(complaint.namespace, complaint.name))
            self._store.complain(complaint)
        if not self._health.complete:
            self._note(replace(self._health, remaining=page.remaining))

    def _complete(self) -> None:
        seen = self._arriving or set()
        self._arriving = None
        index = self._store.index(self._scope.resource)
        namespace = self._scope.namespace
        for name in [*index.names(), *index.complaints]:
            if name not in seen and namespace in {None, name.namespace}:
                self._store.drop(self._scope.resource, name)
        self._note(self._health.completed())

    def _note(self, health: Health) -> None:
        self._health = health
        self._store.set_health(self._scope, health)


class Feed:
    """Keeps a store true for as long as it runs.

    Use as ``await Feed(...).run()`` in a task of your own; cancelling it ends everything.
    """

    def __init__(
        self, session: Session, store: Store, *, namespaces: tuple[str, ...] | None
    ) -> None:
        self._session = session
        self._store = store
        self._namespaces = namespaces
        """None = all namespaces in one watch."""

    async def run(self) -> None:
        """Watch all kinds; never returns."""
        scopes: tuple[str | None, ...] = self._namespaces or (None,)
        async with asyncio.TaskGroup() as group:
            for kind, labels in ALWAYS:
                for namespace in scopes:
                    self._store.set_health(Scope(kind.plural, namespace), Health())
                    group.create_task(
                        self._guarded(kind, namespace, labels), name=f"feed {kind.plural}"
                    )

    async def _guarded(self, kind: Kind[Any], namespace: str | None, labels: str) -> None:
        while True:
            try:
                await self._watch(kind, namespace, labels)
            except Exception as error:  # a bug must not end the other feeds
                _log.exception("feed of %s failed", kind.plural)
                scope = Scope(kind.plural, namespace)
                before = self._store.health.get(scope, Health())
                why = f"ststui failed on {kind.plural}: {type(error).__name__} (in the log)"
                self._store.set_health(
                    scope,
                    replace(before, state="stale" if before.complete else "down", why=why),
                )
            await asyncio.sleep(RESTART_AFTER)

    async def _watch(self, kind: Kind[Any], namespace: str | None, labels: str) -> None:
        intake = Intake(self._store, Scope(kind.plural, namespace))
        async for change in watch(self._session, kind, namespace=namespace, label_selector=labels):
            intake.apply(change, now=self._session.now())
