"""Whether anything may be written at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.settings.protection import protecting

if TYPE_CHECKING:
    from ststui.cluster.session import Session
    from ststui.settings import Settings


@dataclass(frozen=True, slots=True)
class Gate:
    """Open, or closed and why."""

    why: str = ""
    """Why nothing may be written; empty: the gate is open."""
    typed: bool = False
    """Whether every write needs the name typed: the context is protected."""

    @property
    def open(self) -> bool:
        """Whether something may be written."""
        return not self.why


def gate(session: Session, settings: Settings, *, read_only: bool, unlocked: bool = False) -> Gate:
    """The gate of a session.

    Args:
        session: names context, cluster and server.
        settings: which contexts are protected; `read_only` of them counts too.
        read_only: the flag `--read-only`: nothing unlocks it.
        unlocked: whether somebody unlocked a protected context (`:rw`, `--yes-really`).
    """
    if read_only or settings.read_only:
        return Gate("read-only")
    pattern = protecting(
        settings.protected.contexts,
        context=session.context,
        cluster=session.cluster_name,
        server=session.server,
    )
    if pattern is None:
        return Gate()
    if not unlocked:
        return Gate(f"read-only: this context is protected ({pattern})", typed=True)
    return Gate(typed=True)
