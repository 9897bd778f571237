"""Findings that are not said yet: they rest on lists that are older than the set is now."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.diagnosis import At, Diagnosis, Finding, Need
    from ststui.live.around import Around
    from ststui.live.freshness import Freshness
    from ststui.live.index import Name


class HeldBack:
    """By set: when findings that are not said yet were found first."""

    def __init__(self, around: Around, fresh: Freshness) -> None:
        self._around = around
        self._fresh = fresh
        self._noticed: dict[Name, dict[tuple[str, At], float]] = {}

    def __contains__(self, name: Name) -> bool:
        return name in self._noticed

    def forget(self, name: Name) -> None:
        """A set is gone."""
        self._noticed.pop(name, None)

    def of(
        self, name: Name, found: Diagnosis, *, before: Diagnosis | None, touched: float
    ) -> Diagnosis:
        """The diagnosis without what is new and rests on lists that are older than the set is now.

        They may lack what was made since, and are read again before anything is said by them.

        Args:
            name: the set.
            found: what the rules say now.
            before: what was said last.
            touched: when something of the set changed last, by the monotonic clock.
        """
        held, now = self._noticed.pop(name, {}), time.monotonic()
        known = {_key(e) for each in before.findings for e in each.one_by_one} if before else set()
        new = [each for each in found.findings if known.isdisjoint(map(_key, each.one_by_one))]
        waiting: dict[tuple[str, At], float] = {}
        old: set[Need] = set()
        for each in new:
            noticed = held.get(_key(each), now)
            needs = {*each.rule.needs, *each.rule.wishes}
            since = min(touched, noticed)
            stale = {n for n in needs if self._around.is_older(n, name.namespace, since)}
            if stale:
                waiting[_key(each)] = noticed
                old |= stale
        if not old:
            return found
        for need in old:
            self._around.outdate(need, name.namespace)
            self._fresh.outdate(need, name.namespace)
        self._noticed[name] = waiting
        said = tuple(each for each in found.findings if _key(each) not in waiting)
        return replace(found, findings=said, wanted=found.wanted | old)


def _key(finding: Finding) -> tuple[str, At]:
    return finding.rule.id, finding.subject
