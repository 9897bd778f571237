"""Why the keys of actions do nothing with what is selected: for the help, which dims them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ststui.ui.doing import chosen
from ststui.ui.plans.deed import DEEDS
from ststui.ui.plans.open import for_deed, objects, reversal, why_not
from ststui.ui.work import start_work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.ui.doing import Chosen
    from ststui.ui.plans.deed import Deed
    from ststui.ui.screens.help import HelpScreen
    from ststui.ui.screens.main import MainScreen

OF_SETS = tuple(
    word
    for word, deed in DEEDS.items()
    if deed.about == "set" and word not in {"restart", "delete-set"}
)
"""Keys that mean the set on any of its rows; the others mean the pod or claim on theirs."""


def explain(screen: MainScreen, shown: HelpScreen) -> None:
    """Tell the help the reasons: at once, and again when the rights are known."""
    found = chosen(screen)
    if found is None:
        return
    shown.call_after_refresh(_explain, screen, shown, found)
    start_work(screen, partial(_once_known, screen, shown, found), name="reasons")


async def _once_known(screen: MainScreen, shown: HelpScreen, found: Chosen) -> None:
    session, namespace = found.link.session, found.row.key.namespace
    if session is None or not namespace:
        return
    await screen.program.rights.known(session, namespace)
    if shown.is_current:
        _explain(screen, shown, found)


def _explain(screen: MainScreen, shown: HelpScreen, found: Chosen) -> None:
    # Made now: reasons made before the rights were known could be told after them.
    shown.explain(dict(_reasons(screen, found)))


def _reasons(screen: MainScreen, found: Chosen) -> Iterator[tuple[str, str]]:
    for word, deed in _deeds(found).items():
        name = next(each for each, known in DEEDS.items() if known is deed)
        why = why_not(deed, screen, found, for_deed(name, objects(found)))
        if why:
            yield f"do('{word}')", why
    if found.family is None:
        yield "do('watch')", "only on a set"
    back = reversal(screen, found, objects(found))
    if isinstance(back, str):
        yield "do('reverse')", back


def _deeds(found: Chosen) -> dict[str, Deed]:
    """The deed of each word on this row."""
    now = objects(found)
    deeds = {word: DEEDS[word] for word in OF_SETS}
    deeds["restart"] = DEEDS["restart" if now.on_set else "evict"]
    deeds["kill"] = DEEDS["kill"]
    if now.claim is not None:
        deeds["delete"] = DEEDS["delete-claim"]
    elif now.on_set:
        deeds["delete"] = DEEDS["delete-set"]
    elif now.pod is None and found.family is not None and found.ordinal in found.family.ghosts:
        deeds["delete"] = DEEDS["cleanup"]
    else:
        deeds["delete"] = DEEDS["delete-pod"]
    return deeds
