"""Conditions of pods; the scheduler's verdict is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.signs.text import facts_in
from ststui.model.metadata import condition

if TYPE_CHECKING:
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject


@dataclass(frozen=True, slots=True)
class PodCondition:
    """A condition of the pod has a status, a reason (where given) and a message that fits."""

    type: str
    status: str = "False"
    reasons: tuple[str, ...] = ()
    text: str = field(default="", kw_only=True)
    needs: tuple[Need, ...] = field(default=("pods",), kw_only=True)

    def match(self, _: Seen, subject: Subject) -> Match | None:
        """The condition as evidence."""
        if subject.pod is None:
            return None
        held = condition(subject.pod.status.conditions, self.type)
        if held is None or held.status != self.status:
            return None
        if self.reasons and held.reason not in self.reasons:
            return None
        facts = facts_in(held.message, self.text)
        if facts is None:
            return None
        words = ": ".join(each for each in (held.reason, held.message) if each)
        return Match(
            evidence=(
                Evidence(words or f"{held.type}={held.status}", _source(self.type, subject)),
            ),
            facts=facts,
            since=held.last_transition_time,
        )


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The scheduler found no node, and its message fits. Facts: count, total (of nodes), are.

    The PodScheduled condition holds the latest word and the whole of it; the FailedScheduling event
    may be older and ends after 1024 characters (pkg/scheduler/schedule_one.go, v1.36). What it says
    of preemption comes last and is looked at only where asked for.
    """

    text: str
    preemption: bool = field(default=False, kw_only=True)
    """Whether the end of the message counts too."""
    needs: tuple[Need, ...] = field(default=("pods",), kw_only=True)

    def match(self, _: Seen, subject: Subject) -> Match | None:
        """The condition as evidence."""
        if subject.pod is None:
            return None
        held = condition(subject.pod.status.conditions, "PodScheduled")
        if held is None or held.status != "False":
            return None
        message = held.message if self.preemption else held.message.partition(" preemption:")[0]
        facts = facts_in(message, self.text)
        if facts is None:
            return None
        total = facts_in(held.message, r"\A0/(?P<total>\d+) nodes") or {}
        return Match(
            evidence=(Evidence(held.message, _source("PodScheduled", subject)),),
            facts={"are": "is" if facts.get("count") == "1" else "are", **total, **facts},
            since=held.last_transition_time,
        )


def _source(type_: str, subject: Subject) -> str:
    return f"condition {type_} of Pod {subject.pod.metadata.name if subject.pod else subject.name}"
