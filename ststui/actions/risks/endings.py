"""Pods that end already: which of them come back and on which claims, and what holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.pace import rollout_at_once
from ststui.actions.plan import Caution, warn
from ststui.actions.risks.comeback import no_answer
from ststui.actions.risks.holds_up import holds_up
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

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
    held = {
        ordinal: _delaying(grounds, foresight, pod, why)
        for ordinal, pod in ending.items()
        if (why := stays_until(grounds, pod))
    }
    back = [ordinal for ordinal, pod in ending.items() if pod.metadata.name in anew]
    free = [ordinal for ordinal in back if ordinal not in held]
    if free:
        yield _back(grounds, foresight, free)
    for each in back:
        if each in held:
            yield _back(grounds, foresight, [each], why=held[each])
    out = {o: pod.metadata.name for o, pod in ending.items() if o not in wanted}
    yield from _out([name for o, name in out.items() if o not in held])
    for o, name in out.items():
        if o in held:
            yield from _out([name], why=held[o])
    told = {family.pods_by_ordinal[each].metadata.name for each in (*back, *out)}
    yield from held_ends(grounds, but=told)


def _delaying(grounds: Grounds, foresight: Foresight, pod: Pod, why: str) -> str:
    """What holds it, and that the rest may wait for that, where it may."""
    after, found = foresight.after.set, foresight.consequences
    one = rollout_at_once(grounds, after) == 1
    late = holds_up(grounds.known, after, found, pod.metadata.name, one_by_one=one)
    return f"{why}, for which the rest may wait" if late else why


def _out(names: Sequence[str], *, why: str = "") -> Iterator[Caution]:
    """Pods that are not wanted any more."""
    if not names:
        return
    does = "is being deleted already and does" if len(names) == 1 else "are being deleted and do"
    if why:
        does = f"is being deleted and {why}; it does"
    yield warn("not-ready-already", f"{_names(names, 'pods')} {does} not come back")


def _back(
    grounds: Grounds, foresight: Foresight, ordinals: Sequence[int], *, why: str = ""
) -> Caution:
    """Pods that are made anew: on the claims they have, or on new ones where those go, too.

    Args:
        grounds: as things are.
        foresight: what follows from the write.
        ordinals: theirs.
        why: what holds the only one of them.
    """
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
    held = f" and {why}" if why else ""
    once = f"is being deleted{held}: it is" if len(pods) == 1 else "are being deleted: each is"
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


def held_ends(grounds: Grounds, *, but: Collection[str] = ()) -> Iterator[Caution]:
    """What holds them: finalizers, or a kubelet that does not answer.

    Args:
        grounds: as things are.
        but: pods of which it was said.
    """
    for _, pod in sorted(grounds.known.pods_by_ordinal.items()):
        if not pod.terminating or pod.metadata.name in but:
            continue
        if why := stays_until(grounds, pod):
            yield warn(
                "not-ready-already",
                f"{pod.metadata.name} is being deleted and {why}: the rest may wait for that",
            )


def stays_until(grounds: Grounds, pod: Pod) -> str:
    """What a pod that ends stays for; empty where it goes by itself."""
    until = []
    if pod.metadata.finalizers:
        held = ", ".join(pod.metadata.finalizers)
        until.append(f"who set its finalizers ({held}) takes them off")
    if no_answer(grounds, pod) is not None:
        until.append(f"its kubelet confirms, and {pod.spec.node_name} is not Ready")
    return f"stays until {', and until '.join(until)}" if until else ""
