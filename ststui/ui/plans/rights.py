"""The rights that actions need, per namespace: asked for once, in the background."""

from __future__ import annotations

import asyncio
from types import MappingProxyType
from typing import TYPE_CHECKING

from ststui.live.grounds import denied_rights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ststui.actions.need import Need
    from ststui.cluster.session import Session

NOTHING_KNOWN: Mapping[Need, str] = MappingProxyType({})


class Rights:
    """What is known to be denied; what is not known yet counts as allowed."""

    def __init__(self) -> None:
        self._denied: dict[tuple[int, str], Mapping[Need, str]] = {}
        self._asked: dict[tuple[int, str], asyncio.Task[None]] = {}

    def denied(self, session: Session, namespace: str) -> Mapping[Need, str]:
        """The rights that are missing in a namespace, as far as they are known; asks for them."""
        key = id(session), namespace
        if key not in self._asked:
            self._asked[key] = asyncio.create_task(self._ask(session, namespace), name="rights")
        return self._denied.get(key, NOTHING_KNOWN)

    async def known(self, session: Session, namespace: str) -> Mapping[Need, str]:
        """The same, once they are known."""
        self.denied(session, namespace)
        await self._asked[id(session), namespace]
        return self.denied(session, namespace)

    def close(self) -> None:
        """Ask for nothing any more."""
        for each in self._asked.values():
            each.cancel()

    async def _ask(self, session: Session, namespace: str) -> None:
        self._denied[id(session), namespace] = await denied_rights(session, namespace)
