"""How full a claim is, which only the kubelet of its pod's node tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.diagnosis.match import Match
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model.usage import VolumeUsage


@dataclass(frozen=True, slots=True)
class UsageCheck:
    """A question about the volume of a claim that a pod uses.

    Kubelets answer one by one: where the others did and this one did not, it is not checked
    (``unheard``).
    """

    ask: Callable[[VolumeUsage], Match | None]
    needs: tuple[Need, ...] = field(
        default=("persistentvolumeclaims", "pods", "usage"), kw_only=True
    )

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """Its answer; None where nothing is known of the claim."""
        used = seen.usage.get(subject.name)
        return None if used is None else self.ask(used)

    def unheard(self, seen: Seen, subject: Subject) -> str:
        """Why the kubelet told nothing of the claim; empty where it told what it knows."""
        if subject.name in seen.usage:
            return ""
        silent = seen.surroundings.silent_kubelets
        nodes = (pod.spec.node_name for pod in seen.pods if subject.name in pod.claims)
        return next((silent[each] for each in nodes if each in silent), "")
