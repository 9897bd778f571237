"""The last group: pods and claims without a set, and what could not be understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.live.index import Name
from ststui.live.lone import lone_claims, lone_pods
from ststui.report.lone import report_lone_claims, report_lone_pods
from ststui.ui.widgets.tree.rows import RowKey
from ststui.ui.widgets.tree.rows.lone import complaint_rows, lone_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ststui.live import Store
    from ststui.ui.widgets.tree.rows import Row

LONE = Name("", "")
"""Stands for the last group; no set is called so."""
AGES = 30.0
"""Seconds after which the ages in the group are made anew."""


class LoneGroup:
    """Its rows, made anew when something of them may have changed."""

    def __init__(self, store: Store) -> None:
        self.rows: tuple[Row, ...] = ()
        self._store = store
        self._seen: tuple[object, ...] = ()

    def older(self, now: datetime) -> bool:
        """Whether the rows may read differently by now."""
        return (self._store.lone_version, int(now.timestamp() / AGES)) != self._seen[:2]

    def update(self, *, folded: Mapping[RowKey, bool], opened: bool, now: datetime) -> bool:
        """Look again.

        Args:
            folded: what the user expanded (True) or collapsed.
            opened: whether it is expanded where the user said nothing.
            now: the API server's time.

        Returns:
            Whether the rows are others now.
        """
        context = self._store.context
        complaints = tuple(self._store.complaints())
        wish = folded.get(RowKey(context, "group", "", "", "no-set"))
        moment = int(now.timestamp() / AGES)
        seen = (self._store.lone_version, moment, wish, opened, complaints)
        if seen == self._seen:
            return False
        self._seen = seen
        pods = report_lone_pods(lone_pods(self._store), context=context, now=now)
        claims = report_lone_claims(lone_claims(self._store), context=context, now=now)
        rows = lone_rows(context, pods, claims, expanded=True)
        if rows and not folded.get(rows[0].key, opened):
            rows = lone_rows(context, pods, claims, expanded=False)
        before, self.rows = self.rows, (*rows, *complaint_rows(context, complaints))
        return self.rows != before
