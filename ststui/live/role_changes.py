"""When the role that a pod's label tells became another one, as far as ststui looked on.

The API does not tell: managedFields give the last write of a manager, and operators write to their
pods all the time.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from ststui.model.role import role

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model import Pod

MOST = 1_000
"""Pods of which it is kept; the one that changed longest ago goes first."""


class RoleChanges:
    """Moments by the pod's uid."""

    def __init__(self) -> None:
        self._since: OrderedDict[str, datetime] = OrderedDict()

    def since(self, uid: str) -> datetime | None:
        """Since when a pod has its role; None when it never had another one while watched."""
        return self._since.get(uid)

    def note(self, before: Pod | None, pod: Pod, *, labels: tuple[str, ...], now: datetime) -> None:
        """Note a pod that was read anew.

        Args:
            before: as it was known; None when it was not.
            pod: as it is.
            labels: names of labels that tell a role.
            now: the API server's time.
        """
        if before is None or before.metadata.labels == pod.metadata.labels:
            return
        uid = pod.metadata.uid
        if before.metadata.uid != uid:
            return
        if role(before.metadata.labels, names=labels) != role(pod.metadata.labels, names=labels):
            self._since[uid] = now
            self._since.move_to_end(uid)
            while len(self._since) > MOST:
                self._since.popitem(last=False)
