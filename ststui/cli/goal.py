"""``--wait``: whether a set still is what the write made it, or somebody changed it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.kinds.restart import restart_time
from ststui.model.ordinal import split_ordinal
from ststui.wording.escape import safe
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from ststui.actions import Plan
    from ststui.model import Family, StatefulSet

MEANWHILE = "meanwhile: not waited for"
"""How a sentence about another goal ends."""


class Goal:
    """What a write wanted of a set."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._first: tuple[str, int] | None = None

    def overwritten(self, family: Family) -> str:
        """Says so when the goal is another one by now.

        Args:
            family: as it is; asked for at each look, from the first one on.

        Returns:
            A sentence without a full stop, safe for a terminal; empty while the goal stands.
        """
        now = family.set
        if self._first is None:
            self._first = _hold(now)
        if now.metadata.uid != self._plan.subject.uid:
            return f"somebody deleted {family.name} and made it anew {MEANWHILE}"
        if now.metadata.deletion_timestamp is not None:
            return f"somebody deleted {family.name} {MEANWHILE}"
        changed = _changed(self._plan, now)
        return safe(f"somebody changed {changed} {MEANWHILE}") if changed else ""

    def held_back(self, family: Family) -> str:
        """Says so when a set is at rest because somebody holds back pods that were to be replaced.

        Returns:
            As above.
        """
        now = family.set
        if self._plan.action == "scale" or self._first in {None, _hold(now)}:
            return ""
        held = tuple(each for each in self._plan.consequences.replaces if _outdated(family, each))
        if not held:
            return ""
        strategy, partition = _hold(now)
        rolling = strategy == "RollingUpdate"
        what = f"the partition to {partition}" if rolling else f"the strategy to {strategy}"
        return safe(f"somebody changed {what}, which holds {listed(held, 'pods')} {MEANWHILE}")


def _hold(stateful_set: StatefulSet) -> tuple[str, int]:
    """What holds pods back from the newest revision."""
    return stateful_set.spec.update_strategy.type, stateful_set.partition


def _outdated(family: Family, pod: str) -> bool:
    split = split_ordinal(pod)
    if split is None or split[1] not in family.set.ordinals:
        return False
    found = family.pods_by_ordinal.get(split[1])
    return found is not None and found.revision != family.set.status.update_revision


def _changed(plan: Plan, now: StatefulSet) -> str:
    """The field that is not what it was made, and its value."""
    back = plan.reversal
    if plan.action == "restart":
        annotations = now.spec.template.metadata.annotations
        value = annotations.restarted_at if annotations else None
        return "" if value == restart_time(plan) else "the pod template"
    if plan.action == "rollback":
        seen = now.status.observed_generation >= now.metadata.generation
        update = now.status.update_revision
        return f"the pod template (revision {update})" if seen and update != plan.revision else ""
    if back is None:
        return ""
    if back.action == "scale":
        return "" if now.replicas == back.after else f"spec.replicas to {now.replicas}"
    if back.action == "partition":
        return "" if now.partition == back.after else f"the partition to {now.partition}"
    spec = now.spec.template.spec
    images = {each.name: each.image for each in (*spec.containers, *spec.init_containers)}
    image = images.get(back.container, "none")
    return "" if image == back.after else f"the image of {back.container} to {image}"
