"""Queries in flight to one server: ids, matching, what is still open. No I/O, no clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from ststui.dns.message import IDS, Question, Reply, decode, encode
from ststui.dns.names import too_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """No reply."""

    timed_out: bool
    why: str
    """For people, raw."""
    on_the_way: bool = False
    """Whether the way to the server failed (a missing right, a proxy), not the server."""


Outcome: TypeAlias = Reply | Silence

UNASKABLE = Silence(timed_out=False, why="the name cannot be asked for in DNS")


class Flight:
    """All questions for one server; each gets one outcome.

    Args:
        questions: what to ask; none twice.
        window: so many may be in flight at once.
        first_id: the id of the first query; later ones count up and around.
    """

    def __init__(
        self, questions: Iterable[Question], *, window: int = 1_000, first_id: int = 0
    ) -> None:
        self.outcomes: dict[Question, Outcome] = {}
        self._waiting: deque[Question] = deque()
        for question in dict.fromkeys(questions):
            if too_long(question.text):
                self.outcomes[question] = UNASKABLE
            else:
                self._waiting.append(question)
        self._window = min(window, IDS)
        self._next_id = first_id % IDS
        self._flying: dict[int, tuple[Question, float]] = {}

    @property
    def open(self) -> int:
        """Questions without an outcome."""
        return len(self._waiting) + len(self._flying)

    def take(self, *, now: float) -> Iterator[bytes]:
        """Queries that may be sent now.

        Args:
            now: seconds of a monotonic clock.
        """
        while self._waiting and len(self._flying) < self._window:
            question = self._waiting.popleft()
            identity = self._id()
            wire = encode(question, identity=identity)
            if wire is None:
                self.outcomes[question] = UNASKABLE
                continue
            self._flying[identity] = (question, now)
            yield wire

    def land(self, wire: bytes, *, now: float) -> bool:
        """Take a message in; False if it answers nothing that was asked.

        A reply counts only with the id *and* the question of a query in flight.
        """
        found = decode(wire)
        if found is None:
            return False
        identity, question, reply = found
        asked = self._flying.get(identity)
        if asked is None or asked[0] != question:
            return False
        del self._flying[identity]
        self.outcomes[question] = replace(reply, milliseconds=(now - asked[1]) * 1000)
        return True

    def return_flying(self) -> None:
        """Put what is in flight back: the connection is gone, and another will carry it."""
        self._waiting.extendleft(question for question, _ in reversed(self._flying.values()))
        self._flying.clear()

    def overdue(self, *, before: float) -> None:
        """Send again what was sent before a moment (UDP)."""
        late = [i for i, (_, sent) in self._flying.items() if sent < before]
        for identity in late:
            self._waiting.append(self._flying.pop(identity)[0])

    def give_up(self, silence: Silence) -> None:
        """Everything without an outcome gets this one."""
        for question, _ in self._flying.values():
            self.outcomes[question] = silence
        for question in self._waiting:
            self.outcomes[question] = silence
        self._flying.clear()
        self._waiting.clear()

    def _id(self) -> int:
        while self._next_id in self._flying:
            self._next_id = (self._next_id + 1) % IDS
        identity = self._next_id
        self._next_id = (identity + 1) % IDS
        return identity
