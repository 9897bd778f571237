"""The rights that actions need, per namespace: asked for in the background, and again later."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from ststui.live.grounds import denied_rights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ststui.actions.need import Need
    from ststui.cluster.session import Session

NOTHING_KNOWN: Mapping[Need, str] = MappingProxyType({})
STANDS = 60.0
"""Seconds that an answer stands before it is asked for again: rights are granted and taken."""


@dataclass(slots=True)
class _Answer:
    """What is known of one namespace."""

    session: Session
    """Held, so that its id is no other session's."""
    namespace: str
    denied: Mapping[Need, str] = field(default_factory=lambda: NOTHING_KNOWN)
    at: float = 0.0
    """When it was told, by the monotonic clock."""
    asking: asyncio.Task[None] | None = None

    def ask(self) -> None:
        """Ask, unless that is being done; until then what was told before stands."""
        if self.asking is None or self.asking.done():
            self.asking = asyncio.create_task(self._ask(), name="rights")

    async def _ask(self) -> None:
        self.denied = await denied_rights(self.session, self.namespace)
        self.at = time.monotonic()


class Rights:
    """What is known to be denied; what is not known yet counts as allowed."""

    def __init__(self) -> None:
        self._answers: dict[tuple[int, str], _Answer] = {}

    def denied(self, session: Session, namespace: str) -> Mapping[Need, str]:
        """The rights that are missing in a namespace, as far as they are known; asks for them."""
        return self._answer(session, namespace).denied

    async def known(self, session: Session, namespace: str) -> Mapping[Need, str]:
        """The same, once they are known."""
        answer = self._answer(session, namespace)
        if answer.asking is not None:
            await answer.asking
        return answer.denied

    def close(self) -> None:
        """Ask for nothing any more."""
        for each in self._answers.values():
            if each.asking is not None:
                each.asking.cancel()

    def _answer(self, session: Session, namespace: str) -> _Answer:
        key = id(session), namespace
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = _Answer(session, namespace)
            answer.ask()
        elif time.monotonic() - answer.at > STANDS:
            answer.ask()
        return answer
