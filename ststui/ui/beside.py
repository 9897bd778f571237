"""The detail pane beside the tree: what it says of the selected row, and the events it asks for."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING

from ststui.controller.undone import SINGLE_LOOK
from ststui.live.index import Name
from ststui.live.look import Look
from ststui.live.what_changed import WhatChanged
from ststui.model.ordinal import pod_name
from ststui.report import report_set
from ststui.ui.widgets.pane import pane_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.cluster.session import Session
    from ststui.model import Event, Family
    from ststui.report import SetReport
    from ststui.ui.link import Link
    from ststui.ui.screens.main import MainScreen
    from ststui.ui.widgets.tree.rows import Row, RowKey

AGES_EVERY = 10.0
"""Seconds between two looks at the ages in the pane."""
LOOK_WAITS = 0.3
"""Seconds a selection must stand before its events are asked for: a fast cursor asks for none."""
FAST = 0.2
"""Seconds between two moves of a cursor that is on its way: a held key repeats every 0.03 s."""
PANE_WAITS = 0.1
"""Seconds that a fast cursor must stand before the pane follows: its text takes longer to make and
to paint than the cursor, and the next key would wait for it."""
PANE_LATEST = 1.0
"""Seconds after which the pane follows a cursor that does not stand."""


class Beside:
    """Keeps the pane true at each tick."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._selected_at = float("-inf")
        self._fast = False
        """Whether the cursor moved twice in short time."""
        self._shown_at = float("-inf")
        """When the pane was made anew."""
        self._report: tuple[tuple[object, ...], SetReport] | None = None
        """The last report, and what it was made of: rows of one set share it."""
        self._look: Look | None = None
        self._look_key: RowKey | None = None
        self._look_task: asyncio.Task[None] | None = None
        self._changes = WhatChanged()
        self._seen: tuple[object, ...] = ()

    @property
    def version(self) -> int:
        """Rises with every event that came for what is selected; 0 while none are asked for."""
        return self._look.version if self._look is not None else 0

    def selected(self) -> None:
        """The cursor is on another row."""
        now = time.monotonic()
        self._fast = now - self._selected_at < FAST
        self._selected_at = now

    def close(self) -> None:
        """Ask for nothing any more."""
        if self._look_task is not None:
            self._look_task.cancel()
        self._look, self._look_key, self._look_task = None, None, None

    def update(self, link: Link) -> None:
        """Follow the selection."""
        row = self._screen.view.outline.selected
        self._update_look(link, row)
        if self._screen.detail.display and not self._waits():
            self._update_pane(link, row)

    def _waits(self) -> bool:
        """Whether the cursor is on its way to another row."""
        now = time.monotonic()
        stands = now - self._selected_at >= PANE_WAITS
        return self._fast and not stands and now - self._shown_at < PANE_LATEST

    def _update_look(self, link: Link, row: Row | None) -> None:
        key = row.key if row is not None and self._screen.detail.display else None
        if key is None:
            self.close()
            return
        if key == self._look_key or time.monotonic() - self._selected_at < LOOK_WAITS:
            return
        self.close()
        self._look_key = key
        if row is None or link.session is None or link.store is None or not row.key.set:
            return
        family = link.store.families.of(Name(row.key.namespace, row.key.set))
        if family is None:
            return
        if link.checking is not None:
            link.checking.closely((Name(family.namespace, family.name),))
        names = _looked_at(family, row.key)
        self._look = Look(link.session, namespace=family.namespace, names=names)
        self._look_task = asyncio.create_task(
            self._run_look(link.session, self._look, family), name="look"
        )

    async def _run_look(self, session: Session, look: Look, family: Family) -> None:
        await asyncio.gather(self._learn_change(session, look, family), look.run())

    async def _learn_change(self, session: Session, look: Look, family: Family) -> None:
        if await self._changes.learn(session, family):
            look.version += 1

    def _update_pane(self, link: Link, row: Row | None) -> None:
        detail, store, now = self._screen.detail, link.store, link.now()
        family = None
        if row is not None and store is not None:
            family = store.families.of(Name(row.key.namespace, row.key.set))
        key = row.key if row is not None else None
        counting = family is not None and any(
            p.terminating for p in family.pods_by_ordinal.values()
        )
        moment = int(now.timestamp() / (1 if counting else AGES_EVERY))
        diagnosis, lookout = None, SINGLE_LOOK
        if family is not None and link.checking is not None:
            name = Name(family.namespace, family.name)
            diagnosis, lookout = link.checking.of(name), link.checking.lookout(name)
        seen = (key, family, self._look, self.version, moment, detail.size, diagnosis)
        if seen == self._seen:
            return
        another = not self._seen or self._seen[0] != key
        self._seen = seen
        if family is None or row is None or store is None:
            detail.show((), from_top=True)
            return
        self._shown_at = time.monotonic()
        made_of = (family, moment, diagnosis)
        if self._report is None or self._report[0] != made_of:
            version = store.server_version
            report = report_set(family, now=now, server_version=version, lookout=lookout)
            self._report = made_of, report
        report = self._report[1]
        detail.show(
            pane_lines(
                family,
                report,
                row,
                events=self._events(family, row.key),
                why_no_events=self._look.why if self._look else "",
                now=now,
                server_version=store.server_version,
                diagnosis=diagnosis,
                changed=self._changes.words(family),
                roles=store.roles,
            ),
            from_top=another,
        )

    def _events(self, family: Family, key: RowKey) -> Sequence[Event] | None:
        look = self._look
        if look is None or not look.complete:
            return None
        uids = {family.set.metadata.uid}
        uids |= {p.metadata.uid for p in family.pods_by_ordinal.values()}
        uids |= {c.metadata.uid for cs in family.claims_by_ordinal.values() for c in cs}
        events, ordinal = look.events(uids), _ordinal(key)
        if ordinal is None:
            return events
        names = set(_of_ordinal(family, ordinal))
        return [
            each
            for each in events
            if each.involved_object.uid != family.set.metadata.uid
            or names & set(_NAME.findall(each.message))
        ]


_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*[a-z0-9]")


def _ordinal(key: RowKey) -> int | None:
    number = key.part.partition("/")[0]
    return int(number) if number.isdigit() else None


def _looked_at(family: Family, key: RowKey) -> list[str]:
    """Names whose events tell about a row: what the controller did to an ordinal is the set's."""
    ordinal = _ordinal(key)
    return [family.name, *(_of_ordinal(family, ordinal) if ordinal is not None else ())]


def _of_ordinal(family: Family, ordinal: int) -> list[str]:
    claims = family.claims_of(ordinal).values()
    return [pod_name(family.name, ordinal), *(each.metadata.name for each in claims)]
