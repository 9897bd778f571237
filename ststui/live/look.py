"""Events of what is looked at: asked for while it is, and forgotten after."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from typing import TYPE_CHECKING

from ststui.cluster import kinds
from ststui.cluster.change import Alive, Arrived, Complete, Gone, Listing, Lost, Put
from ststui.cluster.listwatch import watch
from ststui.live.intake import name_of
from ststui.model import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cluster.session import Session
    from ststui.live.index import Name
    from ststui.model import Event

_log = logging.getLogger(__name__)

MOST_NAMES = 5
"""So many objects' events are watched at once: a set, a pod and its claims."""


class Look:
    """Events of a few objects of one namespace, by name; run it in a task of your own."""

    def __init__(self, session: Session, *, namespace: str, names: Iterable[str]) -> None:
        self._session = session
        self._namespace = namespace
        self._names = tuple(dict.fromkeys(names))[:MOST_NAMES]
        self._events: dict[str, dict[Name, Event]] = {}
        self.complete = False
        """Whether all were listed once."""
        self.why = ""
        """Why events are not known, or may be old."""
        self.version = 0
        """Rises with every change."""

    def events(self, uids: Iterable[str]) -> list[Event]:
        """Events of objects by uid, newest first: a name may have had other bearers."""
        wanted = set(uids)
        found = [
            event
            for events in self._events.values()
            for event in events.values()
            if event.involved_object.uid in wanted
        ]
        return sorted(found, key=lambda e: e.at.timestamp() if e.at else 0.0, reverse=True)

    async def run(self) -> None:
        """Watch until cancelled."""
        done: set[str] = set()
        async with asyncio.TaskGroup() as group:
            for name in self._names:
                group.create_task(self._watch(name, done))

    async def _watch(self, name: str, done: set[str]) -> None:
        try:
            await self._follow(name, done)
        except Exception as error:  # noqa: BLE001 - a bug must be seen in the pane, and only there
            _log.warning("events of %s failed", name, exc_info=error)
            self.why = f"ststui failed on events: {type(error).__name__} (in the log)"
            self.version += 1

    async def _follow(self, name: str, done: set[str]) -> None:
        arriving: dict[Name, Event] = {}
        changes = watch(
            self._session,
            kinds.EVENTS,
            namespace=self._namespace,
            field_selector=f"involvedObject.name={name}",
        )
        async with aclosing(changes) as each:
            async for change in each:
                match change:
                    case Listing():
                        arriving = {}
                    case Arrived(items=items):
                        arriving.update({name_of(item): item for item in items})
                    case Complete():
                        self._events[name] = arriving
                        done.add(name)
                        self.complete = len(done) == len(self._names)
                        self.why = ""
                    case Put(item=item):
                        self._events.setdefault(name, {})[name_of(item)] = item
                    case Gone(item=item):
                        if not isinstance(item, Complaint):
                            self._events.get(name, {}).pop(name_of(item), None)
                    case Alive():
                        self.why = ""
                    case Lost(trouble=trouble):
                        self.why = trouble.text
                    case _:
                        continue
                self.version += 1
