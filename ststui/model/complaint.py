"""An object that could not be understood, kept so that it can be shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is known of a malformed object."""

    resource: str
    """Plural name, e.g. ``pods``."""
    namespace: str
    """Empty when not known or cluster-scoped."""
    name: str
    """Empty when not even the name could be read."""
    uid: str
    """Empty when not known."""
    why: str
    """Which field is wrong and how; raw cluster text, to be escaped before it is shown."""
