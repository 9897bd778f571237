"""Kubelets, asked how full volumes are: each one at most once a minute."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeAlias

from ststui.cluster.trouble import Trouble
from ststui.cluster.usage import volume_usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ststui.cluster.session import Session
    from ststui.live.store import Store
    from ststui.model.usage import VolumeUsage

FRESH = 60.0
"""Seconds for which an answer serves everybody; kubelets measure about as often."""
AT_ONCE = 8
"""So many are asked at the same time."""
PATIENCE = 5.0
"""Seconds for one: the API server waits for 30 s for a node that is dead."""
MOST = 5_000
"""Nodes of which it is kept when they were asked: as many as Kubernetes is made for."""
DENIED_FOR = 300.0
"""Seconds after which a missing right is tried again."""

Summary: TypeAlias = "Mapping[tuple[str, str], VolumeUsage]"
"""How full claims are, by namespace and name."""


class Kubelets:
    """What they said goes to the store, and is kept for those who ask again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers: dict[str, tuple[float, Summary | Trouble]] = {}
        """Those that serve still, with their moment; the store holds what they say."""
        self._asked: OrderedDict[str, float] = OrderedDict()
        """When each node was asked last, longest ago first."""
        self._room = asyncio.Semaphore(AT_ONCE)
        self._denied: tuple[float, Trouble] | None = None

    def forget(self) -> None:
        """Everybody is asked anew."""
        self._answers.clear()
        self._asked.clear()
        self._denied = None

    def by_turns(self, nodes: Iterable[str]) -> list[str]:
        """The nodes, longest unasked first: where they are many, all get a turn."""
        return sorted(nodes, key=lambda each: (self._asked.get(each, float("-inf")), each))

    async def ask(self, session: Session, nodes: Iterable[str]) -> tuple[Summary | Trouble, ...]:
        """What each of some nodes says, in their order."""
        return tuple(await asyncio.gather(*(self._ask(session, each) for each in nodes)))

    async def _ask(self, session: Session, node: str) -> Summary | Trouble:
        async with self._room:
            known = self._known(node)
            if known is not None:
                return known
            answer = await self._answer(session, node)
        self._note(node, answer, now=time.monotonic())
        if isinstance(answer, Trouble) and answer.kind == "denied":
            self._denied = (time.monotonic(), answer)
        self._store.set_usage(node, answer)
        return answer

    def _note(self, node: str, answer: Summary | Trouble, *, now: float) -> None:
        old = [each for each, (at, _) in self._answers.items() if now - at >= FRESH]
        for each in old:
            del self._answers[each]
        self._answers[node] = (now, answer)
        self._asked[node] = now
        self._asked.move_to_end(node)
        while len(self._asked) > MOST:
            self._asked.popitem(last=False)

    async def _answer(self, session: Session, node: str) -> Summary | Trouble:
        try:
            async with asyncio.timeout(PATIENCE):
                return await volume_usage(session, node)
        except TimeoutError:
            text = f"the kubelet of node {node} did not answer in {PATIENCE:.0f} s"
            return Trouble(kind="timeout", text=text)

    def _known(self, node: str) -> Summary | Trouble | None:
        now = time.monotonic()
        if self._denied is not None and now - self._denied[0] < DENIED_FOR:
            return self._denied[1]
        at, answer = self._answers.get(node, (float("-inf"), None))
        return answer if now - at < FRESH else None
