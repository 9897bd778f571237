"""What a sign found: the evidence, the names for texts and since when it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact and where it was read; raw text of the cluster, to be escaped before it is shown."""

    text: str
    """The fact, where possible in the cluster's own words."""
    source: str
    """``condition PodScheduled of pod web-0``, ``event FailedMount of pod web-0, 3 times``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """An object at fault."""

    kind: str
    namespace: str
    """Empty for cluster-scoped kinds."""
    name: str
    ordinal: int | None = None
    """The ordinal it belongs to; None for the whole set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A sign holds."""

    evidence: tuple[Evidence, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """Names for the rule's texts: ``{node}`` in a title is ``facts["node"]``."""
    since: datetime | None = None
    """Since when it holds, where that is known."""
    settled: bool = False
    """Whether nothing can come in between any more: a rule that waits says it at once."""
    at: At | None = None
    """The object at fault, where that is another than the one the rule was asked for."""

    def and_(self, other: Match) -> Match:
        """Both: the facts of the later one win, it holds since the later moment."""
        moments = [each for each in (self.since, other.since) if each is not None]
        return Match(
            evidence=(*self.evidence, *other.evidence),
            facts={**self.facts, **other.facts},
            since=max(moments) if moments else None,
            settled=self.settled or other.settled,
            at=other.at or self.at,
        )


HOLDS = Match()
"""It holds, and there is nothing to show for it."""


def found(
    text: str, source: str, *, since: datetime | None = None, at: At | None = None, **facts: str
) -> Match:
    """A match with one piece of evidence: what a check mostly returns.

    Args:
        text: the fact.
        source: where it was read.
        since: since when it holds.
        at: the object at fault, where it is not the subject.
        facts: names for the rule's texts.
    """
    return Match(evidence=(Evidence(text, source),), facts=facts, since=since, at=at)
