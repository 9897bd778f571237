"""Why a deletion leads to steps with other pods than the one that was named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.actions.believed import believed
from ststui.controller import forecast
from ststui.wording.escape import safe
from ststui.wording.listed import listed
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.controller import Step

MOST_NAMES = 12
"""So many names stand in one line one by one."""


class Others(NamedTuple):
    """What becomes of other pods."""

    lines: tuple[str, ...] = ()
    """A line for each reason: which pods, what is done, why, and whether because of this."""
    leaving: tuple[str, ...] = ()
    """Pods that stop because of this, for good or for a while."""


def others(grounds: Grounds, foresight: Foresight, pod: str) -> Others:
    """What a deletion leads to beside the pod itself.

    Args:
        grounds: as things are.
        foresight: what follows from the deletion.
        pod: the one that is deleted.
    """
    known = believed(grounds, grounds.known)
    before = forecast(known, now=grounds.now, server_version=grounds.server_version)
    anyway = {(s.verb, s.pod) for s in before.steps} if before is not None else set()
    again = any(s.verb == "create" and s.pod == pod for s in foresight.forecast.steps)
    after = f"once {pod} is {'Ready' if again else 'gone'}"
    told: dict[tuple[str, str], list[str]] = {}
    leaving: list[str] = []
    for step, other, what, why in _reasons(grounds, foresight, pod):
        mine = (step.verb, other) not in anyway
        when = after if mine else "with or without this"
        told.setdefault((f"{what} too, {when}", why), []).append(other)
        if mine and step.verb == "delete":
            leaving.append(other)
    return Others(
        tuple(
            safe(
                f"{listed(pods, 'pods', most=MOST_NAMES)} {'is' if len(pods) == 1 else 'are'} "
                f"{what}: {why}"
            )
            for (what, why), pods in told.items()
        ),
        tuple(leaving),
    )


def _reasons(
    grounds: Grounds, foresight: Foresight, pod: str
) -> Iterator[tuple[Step, str, str, str]]:
    """Steps, their pods, what is done and why; that a replaced pod is made goes without saying."""
    replaced = set(foresight.consequences.replaces)
    said: set[tuple[str, str]] = set()
    for step in foresight.forecast.steps:
        other = step.pod
        if other is None or other == pod or (step.verb, other) in said:
            continue
        said.add((step.verb, other))
        what = "replaced" if other in replaced else "deleted"
        if step.verb == "create" and other not in replaced:
            ends = any(e.metadata.name == other for e in grounds.known.pods_by_ordinal.values())
            there = "the one that is there ends" if ends else "no such pod is there"
            yield step, other, "made", f"{there}, and the set wants it"
        elif step.verb == "delete" and step.code == "scaleDown":
            yield step, other, what, "outside the range, the scale-down goes on"
        elif step.verb == "delete" and step.code == "failed":
            why = "ended (Failed or Succeeded), the controller makes such pods anew"
            yield step, other, what, why
        elif step.verb == "delete" and step.code == "outdated":
            update = foresight.forecast.end.revisions.update
            short = short_revision(update, set_name=grounds.known.name) or "the newest revision"
            yield step, other, what, f"of another revision, the rollout to {short} goes on"
