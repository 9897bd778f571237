"""Pods that end already: which of them come back and on which claims, and what holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.comeback import no_answer
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model import Pod

MOST_NAMES = 6
"""So many names are written one by one."""


def endings(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    """What becomes of each, and what holds it; the forecast takes them for gone at once."""
    family, wanted = grounds.known, foresight.after.set.ordinals
    ending = {o: p for o, p in sorted(family.pods_by_ordinal.items()) if p.terminating}
    anew = {*foresight.consequences.creates, *foresight.consequences.replaces}
    back = [ordinal for ordinal, pod in ending.items() if pod.metadata.name in anew]
    if back:
        yield _back(grounds, foresight, back)
    gone = [pod.metadata.name for ordinal, pod in ending.items() if ordinal not in wanted]
    if gone:
        does = "is being deleted already and does" if len(gone) == 1 else "are being deleted and do"
        yield warn("not-ready-already", f"{_names(gone, 'pods')} {does} not come back")
    yield from held_ends(grounds)


def _back(grounds: Grounds, foresight: Foresight, ordinals: Sequence[int]) -> Caution:
    """Pods that are made anew: on the claims they have, or on new ones where those go, too."""
    family = grounds.known
    pods = [family.pods_by_ordinal[each].metadata.name for each in ordinals]
    lost = {each.name for each in foresight.consequences.claims_deleted}
    claims = [
        found[template]
        for each in ordinals
        if (found := family.claims_of(each))
        for template in family.set.templates
        if template in found
    ]
    go = [e.metadata.name for e in claims if e.terminating or e.metadata.name in lost]
    stay = [e.metadata.name for e in claims if e.metadata.name not in go]
    once = "is being deleted: it is" if len(pods) == 1 else "are being deleted: each is"
    text = f"{_names(pods, 'pods')} {once} made anew once it is gone"
    if stay:
        text += f", on {_names(stay, 'claims')} with the data that is there"
    if go:
        goes = "goes" if len(go) == 1 else "go"
        text += f"; {_names(go, 'claims')} {goes} before, and what is made instead is empty"
    if lost.intersection(go):
        # Seen on 1.36.3: it waits for a stale claim to be gone, and no event of claims wakes it.
        text += "; the controller may sleep then, and a change of the set wakes it"
    return warn("not-ready-already", text)


def _names(names: Sequence[str], what: str) -> str:
    return listed(names, what, most=MOST_NAMES)


def held_ends(grounds: Grounds, *, but: str = "") -> Iterator[Caution]:
    """What holds them: finalizers, or a kubelet that does not answer.

    Args:
        grounds: as things are.
        but: a pod of which it was said.
    """
    for _, pod in sorted(grounds.known.pods_by_ordinal.items()):
        if not pod.terminating or pod.metadata.name == but:
            continue
        for why in _held(grounds, pod):
            yield warn(
                "not-ready-already",
                f"{pod.metadata.name} is being deleted and {why}: all this may wait for that",
            )


def _held(grounds: Grounds, pod: Pod) -> Iterator[str]:
    if pod.metadata.finalizers:
        held = ", ".join(pod.metadata.finalizers)
        yield f"stays until who set its finalizers ({held}) takes them off"
    if no_answer(grounds, pod) is not None:
        yield f"stays until its kubelet confirms, and {pod.spec.node_name} is not Ready"
