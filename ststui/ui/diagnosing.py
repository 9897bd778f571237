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
    where = (family.context, family.namespace, family.name, family.set.metadata.uid)
    context, namespace, name, uid = where
    own = at.kind in {"Pod", "PersistentVolumeClaim"} and at.ordinal is not None
    key = (
        RowKey(context, "ordinal", namespace, name, uid, str(at.ordinal))
        if own
        else RowKey(context, "set", namespace, name, uid)
    )
    has_row = at.kind in {"Pod", "PersistentVolumeClaim", "StatefulSet"}
    if has_row and screen.view.go_to(key):
        screen.watching.selected()
        return
    screen.app.copy_to_clipboard(at.name)
    words = f"{at.kind} {safe(at.name)} has no row here; its name was copied"
    screen.notify(words, markup=False, timeout=6)
