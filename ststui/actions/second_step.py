"""What is left to do by hand where a new revision does not reach a broken pod.

The controller of an OrderedReady set does nothing before each pod is Ready in turn, so a pod that
cannot become Ready is not replaced by the revision that mends it (kubernetes/kubernetes#67250).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.believed import believed
from ststui.controller import if_it_died
from ststui.wording.command import in_context
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds

MOST = 10
"""So many pods are named; the rest is told once these are mended."""


def held_up(grounds: Grounds, foresight: Foresight) -> tuple[str, ...]:
    """Pods not Ready that the write does not replace, and that would be of another revision anew.

    In the order in which the controller waits for them.
    """
    family, after = grounds.known, believed(grounds, foresight.after)
    replaced = set(foresight.consequences.replaces)
    found: list[str] = []
    for ordinal, pod in sorted(family.pods_by_ordinal.items()):
        name = pod.metadata.name
        fine = pod.running_and_ready or pod.terminating or name in replaced
        if fine or ordinal not in family.set.ordinals or len(found) == MOST:
            continue
        loss = if_it_died(after, ordinal, now=grounds.now, server_version=grounds.server_version)
        if loss is not None and loss.again != "never" and loss.revision != pod.revision:
            found.append(name)
    return tuple(found)


def second_step(grounds: Grounds, foresight: Foresight) -> tuple[str, ...]:
    """Lines that say which pods to delete, and the commands; none where none are held up."""
    pods = held_up(grounds, foresight)
    if not pods:
        return ()
    them = "delete it, and it comes" if len(pods) == 1 else "delete them in this order, they come"
    return (
        safe(
            f"second step: the controller waits for {', '.join(pods)} to be Ready, which may "
            f"never be: {them} back on the revision that is then due"
        ),
        *(
            safe(in_context(f"ststui delete pod/{each} -n {grounds.namespace}", grounds.context))
            for each in pods
        ),
    )
