"""The partition: by its value, by how many pods get the new revision, or by the first ordinal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ststui.actions.kinds.partition import RELEASED, canary, from_ordinal, frozen, plan_partition
from ststui.controller.revisions import revisions_of
from ststui.ui.plans.field import Field
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.wording.escape import safe
from ststui.wording.revision import revisions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions import Grounds, Plan
    from ststui.model import StatefulSet
    from ststui.ui.plans.question import Keys, Line, Question

Unit = Literal["partition", "pods", "ordinal"]
"""What a typed number means: the field's value, how many pods, or the first ordinal."""
UNITS: dict[Unit, Unit] = {"partition": "pods", "pods": "ordinal", "ordinal": "partition"}
WORDS: dict[Unit, str] = {
    "partition": "partition      ",
    "pods": "pods to update ",
    "ordinal": "from ordinal   ",
}
DIGITS = 10


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition and how it is written."""

    partition: int | None = None
    """What was chosen; None: nobody did yet, so that it stays the one of now."""
    unit: Unit = "partition"
    field: Field | None = None
    """What is being typed; None: the value stands there."""

    def plan(self, grounds: Grounds) -> Plan | str:
        """The plan for the partition."""
        if self.field is not None and not self.field.text:
            return "type a number"
        chosen, now = self._chosen(grounds.known.set), grounds.known.set.partition
        plan = plan_partition(grounds, partition=chosen)
        if chosen == now and plan.changes:
            # A set that says nothing of a partition has 0: to write that down is no change.
            return f"the partition is {now} already"
        return plan

    def press(self, key: str, character: str | None, grounds: Grounds) -> Question | None:
        """`+` and `-` by pods, digits, and keys for freeze, release and the unit."""
        stateful_set = grounds.known.set
        most, now = frozen(stateful_set), self._chosen(stateful_set)
        match key:
            case "plus" | "up":
                return self._at(min(now, most) - 1)
            case "minus" | "down":
                return self._at(now + 1 if now < most else now)
            case "f":
                return self._at(most)
            case "r":
                return self._at(RELEASED)
            case "tab":
                return Partition(self.partition, UNITS[self.unit])
        if character is not None and not (character.isascii() and character.isdigit()):
            return None
        typed = (self.field or Field()).press(key, character)
        if typed is None or len(typed.text) >= DIGITS:
            return None
        if not typed.text:
            return replace(self, field=typed)
        return Partition(self._meant(stateful_set, int(typed.text)), self.unit, typed)

    def paste(self, text: str, grounds: Grounds) -> Question:
        """A text is not taken: what it means depends on the set."""
        del text, grounds
        return self

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """The value, the one of now, and how many pods get the new revision."""
        stateful_set = grounds.known.set
        shown = self.field or Field.of(str(self._value(stateful_set)))
        current, update = revisions_of(grounds.known)
        name = revisions(current, update, set_name=grounds.known.name, arrow=" → ")
        differ = update not in {None, current}
        if differ:
            yield (Cell("revision       "), Cell(safe(name), "moving"))
        now = stateful_set.partition
        was = f"  now {now}" + (" (frozen)" if now >= frozen(stateful_set) > 0 else "")
        yield (
            Cell(WORDS[self.unit]),
            *shown.cells(),
            Cell(
                was
                if self.unit == "partition"
                else f"  partition {self._chosen(stateful_set)}, now {now}"
            ),
            Cell(f"   {self._gets(stateful_set, differ=differ)}", "strong"),
        )

    def keys(self) -> Keys:
        """Steps, freeze, release, unit."""
        return (
            ("+ -", "one more, less"),
            ("f", "freeze"),
            ("r", "release"),
            ("tab", "unit"),
        )

    def _chosen(self, stateful_set: StatefulSet) -> int:
        return stateful_set.partition if self.partition is None else self.partition

    def _at(self, partition: int) -> Partition:
        return Partition(max(partition, 0), self.unit)

    def _meant(self, stateful_set: StatefulSet, number: int) -> int:
        if self.unit == "pods":
            return canary(stateful_set, pods=number)
        if self.unit == "ordinal":
            return from_ordinal(stateful_set, ordinal=number)
        return number

    def _value(self, stateful_set: StatefulSet) -> int:
        chosen = self._chosen(stateful_set)
        if self.unit == "pods":
            return max(stateful_set.replicas - chosen, 0)
        if self.unit == "ordinal":
            return stateful_set.start + chosen
        return chosen

    def _gets(self, stateful_set: StatefulSet, *, differ: bool) -> str:
        chosen = self._chosen(stateful_set)
        pods = max(stateful_set.replicas - chosen, 0)
        what = "the new revision" if differ else "the next revision"
        if pods == 0:
            return f"no pod gets {what}"
        if pods >= stateful_set.replicas:
            return f"every pod gets {what}"
        first = stateful_set.start + chosen
        return f"{pods} {'pod gets' if pods == 1 else 'pods get'} {what}, from ordinal {first} up"
