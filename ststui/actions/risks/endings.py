"""Pods that end already and may not be gone soon: the forecast takes them for gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.comeback import no_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Pod


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
