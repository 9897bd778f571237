"""What can be done with the selected row, by name: each a function of its own file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.live.index import Name
from ststui.ui.acting import ACTING
from ststui.ui.diagnosing import diagnose
from ststui.ui.screens.dns import show_dns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ststui.model import Family
    from ststui.ui.link import Link
    from ststui.ui.screens.main import MainScreen
    from ststui.ui.widgets.tree.rows import Row


@dataclass(frozen=True, slots=True)
class Chosen:
    """The selection at the moment of the key: it names objects, so that rows may move on."""

    link: Link
    row: Row
    family: Family | None
    """The set of the row; None in the group "no set"."""
    ordinal: int | None
    """None on the set's own lines."""


DOING: Mapping[str, Callable[[MainScreen, Chosen], None]] = {
    **ACTING,
    "diagnose": diagnose,
    "dns": show_dns,
}
"""By the word that is also typed after a colon; `Command(name="do('WORD')")` gives it a key."""


def do(screen: MainScreen, what: str) -> None:
    """Do it with what is selected, or say why it cannot be done."""
    found = chosen(screen)
    if found is None:
        screen.notify("nothing is selected", timeout=3)
    else:
        DOING[what](screen, found)
    if screen.is_current:
        screen.stray_keys.expect_digits()


def chosen(screen: MainScreen) -> Chosen | None:
    """What is selected; None when nothing is."""
    link, row = screen.program.link, screen.view.outline.selected
    if link is None or link.store is None or row is None:
        return None
    family = link.store.families.of(Name(row.key.namespace, row.key.set)) if row.key.set else None
    number = row.key.part.partition("/")[0]
    return Chosen(link, row, family, int(number) if number.isdigit() else None)
