"""Whether this program may write where it looks, and where it notes what it writes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from ststui.settings.gate import Gate, gate

if TYPE_CHECKING:
    from ststui.cluster.session import Session
    from ststui.settings import Settings
    from ststui.writing.audit import Audit

UNLOCKED = 15 * 60.0
"""Seconds that `:rw` unlocks a protected context for."""


@dataclass(slots=True)
class Access:
    """The gates of all contexts, and the audit."""

    settings: Settings
    read_only: bool
    """The flag; nothing unlocks it."""
    _until: dict[str, float] = field(default_factory=dict)
    _audit: Audit | None = None

    @property
    def audit(self) -> Audit:
        """The audit that the settings want."""
        if self._audit is None:
            from ststui.writing import audit_of  # noqa: PLC0415 - what is visible does not wait

            self._audit = audit_of(self.settings)
        return self._audit

    def gate(self, session: Session) -> Gate:
        """The gate of a session, now."""
        return gate(
            session,
            self.settings,
            read_only=self.read_only,
            unlocked=self._left(session) > 0,
        )

    def unlock(self, session: Session) -> str:
        """Unlock a protected context for a while; says what became of it."""
        now = self.gate(session)
        if now.open and not now.typed:
            return "this context is read-write already"
        if self.read_only or self.settings.read_only:
            return "read-only by flag or settings: start ststui without --read-only"
        self._until[session.context] = time.monotonic() + UNLOCKED
        return "read-write for 15 minutes; every write has to be typed"

    def lock(self, session: Session) -> str:
        """Lock it again."""
        self._until.pop(session.context, None)
        now = self.gate(session)
        return now.why or "this context is not protected: start ststui with --read-only"

    def words(self, session: Session) -> str:
        """For the state line."""
        found = self.gate(session)
        if not found.open:
            return "read-only (protected)" if found.typed else "read-only"
        return f"read-write {ceil(self._left(session) / 60)}m" if found.typed else "read-write"

    def _left(self, session: Session) -> float:
        return max(self._until.get(session.context, 0.0) - time.monotonic(), 0.0)
