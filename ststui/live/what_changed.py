"""What the newest revision of a set changed, read when somebody looks at the set."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from ststui.cluster import kinds
from ststui.cluster.listing import get_one
from ststui.model import Readable
from ststui.model.revision import FullRevision
from ststui.report.template_change import template_change

if TYPE_CHECKING:
    from ststui.cluster.session import Session
    from ststui.model import ControllerRevision, Family

MOST = 200
"""Sets of which it is kept; the one that was looked at longest ago goes first."""


class WhatChanged:
    """Words by set; a revision never changes, so each pair is read once."""

    def __init__(self) -> None:
        self._words: OrderedDict[tuple[str, str], tuple[str, ...]] = OrderedDict()

    def words(self, family: Family) -> tuple[str, ...]:
        """What changed, raw; empty while it is not known."""
        pair = _pair(family)
        return self._words.get(pair, ()) if pair is not None else ()

    async def learn(self, session: Session, family: Family) -> bool:
        """Read both templates, if that was not done; whether something is known now.

        Where they may not be read, nothing is said: the revision's name stands there anyway.
        """
        pair = _pair(family)
        if pair is None or pair in self._words:
            return False
        found = await asyncio.gather(
            *(
                get_one(
                    session,
                    kinds.FULL_REVISIONS,
                    namespace=family.namespace,
                    name=each.metadata.name,
                )
                for each in _newest(family)
            )
        )
        if not all(isinstance(each, FullRevision) for each in found):
            return False
        before, after = (each.template for each in found if isinstance(each, FullRevision))
        self._words[pair] = template_change(before, after)
        while len(self._words) > MOST:
            self._words.popitem(last=False)
        return True


def _pair(family: Family) -> tuple[str, str] | None:
    """Uids of the newest revision and of the one before it."""
    newest = _newest(family)
    return (newest[0].metadata.uid, newest[1].metadata.uid) if newest else None


def _newest(family: Family) -> tuple[ControllerRevision, ...]:
    revisions = family.revisions.value if isinstance(family.revisions, Readable) else ()
    return revisions[-2:] if len(revisions) > 1 else ()
