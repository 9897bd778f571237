"""Pods that a plan ends on nodes that do not answer: nobody confirms that they stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.pace import rollout_at_once
from ststui.actions.plan import Caution, warn
from ststui.actions.risks.comeback import MOST_NAMED, no_answer, of_names
from ststui.actions.risks.holds_up import holds_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Consequences
    from ststui.model import StatefulSet


def unconfirmed(
    grounds: Grounds, found: Consequences, *, after: StatefulSet | None = None, but: str = ""
) -> Iterator[Caution]:
    """Those that go and hang: what is made anew does not come back, and others may wait.

    Args:
        grounds: as things are.
        found: what follows.
        after: the set as it is after the write; None if there is none then.
        but: a pod of which it was said.
    """
    said = 0
    for pod in of_names(grounds.known, found.leaving):
        name = pod.metadata.name
        hangs = None if pod.terminating or name == but else no_answer(grounds, pod)
        if hangs is None or said == MOST_NAMED:
            continue
        said += 1
        if name in found.replaces:
            yield hangs
        else:
            late = after is not None and holds_up(
                grounds.known, after, found, name, one_by_one=rollout_at_once(grounds, after) == 1
            )
            waits = ", and the rest may wait for that" if late else ""
            yield warn(
                "not-ready-already",
                f"{pod.spec.node_name} is not Ready: {name} stays Terminating until its kubelet "
                f"confirms{waits}",
            )
