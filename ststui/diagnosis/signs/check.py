"""Pure functions as signs, for what small matchers cannot say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.diagnosis.match import Match
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model import PersistentVolumeClaim, Pod, Service


@dataclass(frozen=True, slots=True)
class Check:
    """Any question about a subject."""

    ask: Callable[[Seen, Subject], Match | None]
    needs: tuple[Need, ...] = field(default=(), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """Its answer."""
        return self.ask(seen, subject)


@dataclass(frozen=True, slots=True)
class SetCheck:
    """A question about the set as a whole."""

    ask: Callable[[Seen], Match | None]
    needs: tuple[Need, ...] = field(default=(), kw_only=True)

    def match(self, seen: Seen, _: Subject) -> Match | None:
        """Its answer."""
        return self.ask(seen)


@dataclass(frozen=True, slots=True)
class PodCheck:
    """A question about a pod: the subject, or the pod of a claim's ordinal."""

    ask: Callable[[Seen, Pod], Match | None]
    needs: tuple[Need, ...] = field(default=("pods",), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """Its answer; None without a pod."""
        return None if subject.pod is None else self.ask(seen, subject.pod)


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A question about a claim."""

    ask: Callable[[Seen, PersistentVolumeClaim], Match | None]
    needs: tuple[Need, ...] = field(default=("persistentvolumeclaims",), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """Its answer; None where the subject is no claim."""
        return None if subject.claim is None else self.ask(seen, subject.claim)


@dataclass(frozen=True, slots=True)
class ServiceCheck:
    """A question about a service."""

    ask: Callable[[Seen, Service], Match | None]
    needs: tuple[Need, ...] = field(default=("services",), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """Its answer; None where the subject is no service."""
        return None if subject.service is None else self.ask(seen, subject.service)
