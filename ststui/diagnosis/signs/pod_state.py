"""Where a pod stands in its life: the first sign of most rules about pods."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import HOLDS, Evidence, Match
from ststui.diagnosis.signs.check import PodCheck
from ststui.diagnosis.signs.text import facts_in
from ststui.model.metadata import condition

if TYPE_CHECKING:
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model import Pod


def _unscheduled(_: Seen, pod: Pod) -> Match | None:
    if pod.spec.node_name or pod.terminating or pod.ended:
        return None
    scheduled = condition(pod.status.conditions, "PodScheduled")
    if scheduled is None:
        return Match(since=pod.metadata.creation_timestamp)
    return None if scheduled.status == "True" else Match(since=scheduled.last_transition_time)


def _on_node(_: Seen, pod: Pod) -> Match | None:
    alive = pod.spec.node_name and not pod.terminating and not pod.ended
    return HOLDS if alive else None


def _creating(_: Seen, pod: Pod) -> Match | None:
    if not pod.spec.node_name or pod.terminating or pod.status.phase != "Pending":
        return None
    statuses = (*pod.status.init_container_statuses, *pod.status.container_statuses)
    if any(each.state.running or each.state.terminated for each in statuses):
        return None
    scheduled = condition(pod.status.conditions, "PodScheduled")
    return Match(since=scheduled.last_transition_time if scheduled else pod.status.start_time)


def _not_ready(_: Seen, pod: Pod) -> Match | None:
    if not pod.spec.node_name or pod.terminating or pod.ended:
        return None
    ready = pod.ready_condition
    if ready is not None and ready.status == "True":
        return None
    return Match(since=ready.last_transition_time if ready else pod.metadata.creation_timestamp)


def _terminating(_: Seen, pod: Pod) -> Match | None:
    return HOLDS if pod.terminating else None


PATIENCE: Final = 10
"""Seconds before a pod without a node is spoken of: a pod that leaves makes room for the next, and
a volume takes a moment to be made."""
UNSCHEDULED: Final = PodCheck(_unscheduled)
"""No node yet, since the scheduler first said so. Not of pods that are being deleted."""
ON_NODE: Final = PodCheck(_on_node)
"""On a node, not being deleted, not ended."""
CREATING: Final = PodCheck(_creating)
"""On a node and no container has run yet: volumes, sandbox, images."""
NOT_READY: Final = PodCheck(_not_ready)
"""On a node, not Ready, not being deleted, not ended; since the Ready condition says so."""
TERMINATING: Final = PodCheck(_terminating)
"""Its deletion was asked for."""


@dataclass(frozen=True, slots=True)
class PodPhase:
    """The pod has one of these phases."""

    phases: tuple[str, ...]
    needs: tuple[Need, ...] = field(default=("pods",), kw_only=True)

    def match(self, _: Seen, subject: Subject) -> Match | None:
        """Holds without evidence of its own."""
        return HOLDS if subject.pod and subject.pod.status.phase in self.phases else None


@dataclass(frozen=True, slots=True)
class PodReason:
    """The reason in the pod's status fits, and its message does."""

    reason: str
    """A regular expression for the whole reason."""
    text: str = ""
    needs: tuple[Need, ...] = field(default=("pods",), kw_only=True)

    def match(self, _: Seen, subject: Subject) -> Match | None:
        """Reason and message as evidence. Fact: reason."""
        if subject.pod is None or not subject.pod.status.reason:
            return None
        status = subject.pod.status
        if facts_in(status.reason, rf"\A(?:{self.reason})\Z") is None:
            return None
        facts = facts_in(status.message, self.text)
        if facts is None:
            return None
        words = ": ".join(each for each in (status.reason, status.message) if each)
        return Match(
            evidence=(Evidence(words, f"status of Pod {subject.name}"),),
            facts={"reason": status.reason, **facts},
        )
