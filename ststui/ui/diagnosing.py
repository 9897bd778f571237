"""``x``: the diagnosis of what is selected, and the way to the object at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.live.index import Name
from ststui.ui.screens.diagnosis import DiagnosisScreen, Opened
from ststui.ui.widgets.tree.rows import RowKey
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.diagnosis import At
    from ststui.ui.doing import Chosen
    from ststui.ui.screens.main import MainScreen


def diagnose(screen: MainScreen, chosen: Chosen) -> None:
    """Open the diagnosis of a set or an ordinal."""
    family = chosen.family
    if family is None:
        screen.notify("no set is selected: only sets and their ordinals are diagnosed", timeout=4)
        return
    name = Name(family.namespace, family.name)
    if chosen.link.checking is not None:
        chosen.link.checking.closely((name,))
    opened = Opened(chosen.link, name, chosen.ordinal)

    def go(at: At | None) -> None:
        if at is not None:
            _select(screen, chosen, at)

    screen.app.push_screen(DiagnosisScreen(opened, ascii_only=screen.view.ascii_only), go)


def _select(screen: MainScreen, chosen: Chosen, at: At) -> None:
    family = chosen.family
    assert family is not None
    metadata = family.set.metadata
    key = RowKey(family.context, "set", family.namespace, family.name, metadata.uid)
    if _go_to(screen, _path(key, at)):
        screen.watching.selected()
        return
    screen.app.copy_to_clipboard(at.name)
    words = f"{at.kind} {safe(at.name)} has no row here; its name was copied"
    screen.notify(words, markup=False, timeout=6)


def _path(of_set: RowKey, at: At) -> tuple[RowKey, ...]:
    """The rows from the set down to the object; none where it has no row."""
    ordinal = of_set._replace(kind="ordinal", part=str(at.ordinal))
    match at.kind:
        case "StatefulSet":
            return (of_set,)
        case "Service":
            return (of_set, of_set._replace(kind="services", part="services"))
        case "Pod" if at.ordinal is not None:
            return (of_set, ordinal)
        case "PersistentVolumeClaim" if at.ordinal is not None:
            claim = ordinal._replace(kind="claim", part=f"{at.ordinal}/claim/{at.name}")
            return (of_set, ordinal, claim)
        case _:
            return ()


def _go_to(screen: MainScreen, path: tuple[RowKey, ...]) -> bool:
    """Unfold what is on the way, and put the cursor on the last row that is there."""
    found = False
    for key in path:
        if not screen.view.go_to(key):
            break
        found = True
        row = screen.view.outline.selected
        if key != path[-1] and row is not None and row.expandable and not row.expanded:
            screen.watching.fold(row, expand=True)
    return found
