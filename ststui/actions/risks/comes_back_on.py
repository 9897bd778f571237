"""The revision on which a pod comes back once it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.believed import believed
from ststui.actions.plan import Caution, warn
from ststui.actions.risks.bad_revision import fails, given
from ststui.controller import if_it_died
from ststui.model.ordinal import split_ordinal
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Pod


def comes_back_on(grounds: Grounds, pod: Pod) -> Iterator[Caution]:
    """It is another one than it has, or the same on which it does not start."""
    split, family = split_ordinal(pod.metadata.name), grounds.known
    if split is None or split[1] not in family.set.ordinals:
        return
    seen = believed(grounds, family)
    loss = if_it_died(seen, split[1], now=grounds.now, server_version=grounds.server_version)
    if loss is None or loss.revision is None or loss.again == "never":
        return
    if loss.revision == pod.revision:
        yield from _same(grounds, pod, at_once=loss.again == "atOnce")
        return
    old, new = (short_revision(e, set_name=family.name) for e in (pod.revision, loss.revision))
    name = pod.metadata.name
    text = f"{name} comes back on {new} instead of {old}"
    if loss.again != "atOnce":
        # That it is not made again before something else stands before this.
        text = f"once it is made again, {name} is on {new} instead of {old}"
    yield warn("other-revision", text)
    # One that does not run loses nothing by it.
    if pod.running_and_ready and not pod.terminating:
        yield from given(family, loss.revision, (pod.metadata.name,))


def _same(grounds: Grounds, pod: Pod, *, at_once: bool) -> Iterator[Caution]:
    """It does not start, and comes back with the same template."""
    if not fails(pod) or pod.revision is None:
        return
    name, short = pod.metadata.name, short_revision(pod.revision, set_name=grounds.known.name)
    again = "comes back" if at_once else "is made again"
    yield warn(
        "not-ready-already",
        f"{name} does not start on {short} and {again} on it: whether it becomes Ready then, on "
        "which all that follows hangs, is not known",
    )
