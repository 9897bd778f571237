"""What a dialog asks before there is a plan: a value that each key makes anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions import Grounds, Plan
    from ststui.ui.widgets.tree.rows.cell import Cell

Line = tuple["Cell", ...]
Keys = tuple[tuple[str, str], ...]
"""Keys as people write them, with a word or two each."""


class Question(Protocol):
    """One kind of dialog; frozen, so that a plan can be made by it again later."""

    def plan(self, grounds: Grounds) -> Plan | str:
        """The plan of what is chosen; or what is to be chosen first."""

    def press(self, key: str, character: str | None, grounds: Grounds) -> Question | None:
        """After a key; None when it means nothing here."""

    def paste(self, text: str, grounds: Grounds) -> Question:
        """With a pasted text."""

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """What is asked and what is chosen."""

    def keys(self) -> Keys:
        """The keys that mean something."""
