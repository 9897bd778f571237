"""States of containers: waiting and ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.signs.text import facts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model import Pod
    from ststui.model.pod import ContainerStatus, Terminated

Which = Literal["any", "init", "main"]
"""Containers that are looked at. init: those that have to end before others start. main: those that
have to go on running, sidecars too. any: all, init containers first."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A container waits for one of these reasons, with a message that fits. Fact: container."""

    reasons: tuple[str, ...]
    text: str = ""
    which: Which = field(default="any", kw_only=True)
    needs: tuple[Need, ...] = field(default=("pods",), kw_only=True)

    def match(self, _: Seen, subject: Subject) -> Match | None:
        """The waiting state as evidence."""
        for status in container_statuses(subject.pod, self.which):
            waiting = status.state.waiting
            if waiting is None or waiting.reason not in self.reasons:
                continue
            facts = facts_in(waiting.message, self.text)
            if facts is not None:
                words = ": ".join(each for each in (waiting.reason, waiting.message) if each)
                return Match(
                    evidence=(Evidence(words, f"container {status.name} of Pod {subject.name}"),),
                    facts={"container": status.name, **facts},
                )
        return None


@dataclass(frozen=True, slots=True)
class Ended:
    """A container ended with one of these reasons or codes, now or before its last start.

    A crash loop has two faces: ``waiting CrashLoopBackOff``, and between two restarts the last end
    itself. Facts: container, code, restarts.
    """

    reasons: tuple[str, ...] = ()
    """Empty = any."""
    codes: tuple[int, ...] = ()
    """Empty = any."""
    text: str = field(default="", kw_only=True)
    restarts: int = field(default=0, kw_only=True)
    """At least so many."""
    only_now: bool = field(default=False, kw_only=True)
    """Whether a container that runs again does not count."""
    within: float | None = field(default=None, kw_only=True)
    """Seconds: where the container runs again, an older end does not count. None = any age."""
    which: Which = field(default="any", kw_only=True)
    needs: tuple[Need, ...] = field(default=("pods",), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """The end as evidence."""
        for status in container_statuses(subject.pod, self.which):
            ended = last_end(status)
            if ended is None or status.restart_count < self.restarts:
                continue
            if status.state.running is not None and not self._counts(seen, ended):
                continue
            if self.reasons and ended.reason not in self.reasons:
                continue
            if self.codes and ended.exit_code not in self.codes:
                continue
            facts = facts_in(ended.message, self.text)
            if facts is not None:
                return Match(
                    evidence=(end_evidence(status, ended, subject.name),),
                    facts={
                        "container": status.name,
                        "code": str(ended.exit_code),
                        "restarts": str(status.restart_count),
                        **facts,
                    },
                )
        return None

    def _counts(self, seen: Seen, ended: Terminated) -> bool:
        """Whether the end of a container that runs again counts."""
        if self.only_now:
            return False
        age = seen.seconds_since(ended.finished_at)
        return self.within is None or (age is not None and age < self.within)


def end_evidence(status: ContainerStatus, ended: Terminated, pod: str) -> Evidence:
    """How a container ended, as evidence."""
    words = f"{ended.reason or 'ended'}, exit code {ended.exit_code}"
    restarts = f", {status.restart_count} restarts" if status.restart_count else ""
    message = f": {ended.message.strip()}" if ended.message.strip() else ""
    return Evidence(f"{words}{restarts}{message}", f"container {status.name} of Pod {pod}")


def last_end(status: ContainerStatus) -> Terminated | None:
    """How a container ended last: its state, else its last state."""
    return status.state.terminated or status.last_state.terminated


def container_statuses(pod: Pod | None, which: Which) -> Iterator[ContainerStatus]:
    """Statuses of a pod's containers, init containers first."""
    if pod is None:
        return
    sidecars = pod.spec.sidecars
    for each in pod.status.init_container_statuses:
        if which == "any" or (each.name in sidecars) is (which == "main"):
            yield each
    if which != "init":
        yield from pod.status.container_statuses
