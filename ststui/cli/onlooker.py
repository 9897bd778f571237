"""``--wait``: whether the controller still does what it may do for a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cli.asked_heartbeat import heartbeat
from ststui.controller.refusal import RETRIED_WITHIN
from ststui.controller.undone import BEHIND, NOTICED, Lookout, left_undone
from ststui.model.readable import Readable
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.cluster.session import Session
    from ststui.controller.step import Step
    from ststui.controller.undone import Undone
    from ststui.model import Family


class Onlooker:
    """Looks at a set again and again, and so knows since when nothing of it has changed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._seen: tuple[str, ...] = ()
        self._since: datetime | None = None
        self._told = ""
        self._told_of: tuple[object, ...] = ()

    async def sentence(self, family: Family, step: Step | None) -> str:
        """What the controller does, safe for a terminal.

        It stays the same for two minutes while only time passes. It begins with ``stuck: `` where
        nobody knows when the controller comes back: kube-controller-manager is silent for so long,
        or even a sync that failed would have been tried again by now.
        """
        undone = await self._undone(family, step)
        said = f"the controller {step_sentence(step, set_name=family.name, undone=undone)}"
        if undone is None:
            self._told_of = ()
            return said
        seconds, silent = undone.seconds or 0, undone.silent_seconds or 0
        if silent > BEHIND or seconds > RETRIED_WITHIN.total_seconds():
            return f"stuck: {said}"
        of = step, undone.silent_seconds is None, seconds // BEHIND
        if of != self._told_of:
            self._told, self._told_of = said, of
        return self._told

    async def _undone(self, family: Family, step: Step | None) -> Undone | None:
        now = self._session.now()
        seen = tuple(_versions(family))
        if self._since is None or seen != self._seen:
            self._seen, self._since = seen, now
        if step is None or not step.is_due or (now - self._since).total_seconds() < NOTICED:
            return None
        lookout = Lookout(unchanged_since=self._since, heartbeat=await heartbeat(self._session))
        return left_undone(family, step, now=now, lookout=lookout)


def _versions(family: Family) -> list[str]:
    """What tells that an object of the set has changed."""
    lists = [each.value for each in (family.pods, family.claims) if isinstance(each, Readable)]
    objects = [family.set, *(each for group in lists for each in group)]
    return [f"{each.metadata.uid} {each.metadata.resource_version}" for each in objects]
