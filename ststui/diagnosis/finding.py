"""What a diagnosis says: findings, and what could not be checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.severity import rank
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from ststui.diagnosis.match import At, Evidence
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.rule import Fix, Rule
    from ststui.diagnosis.severity import Severity

MOST_NAMED: Final = 4
"""Pods that a title names one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong; texts hold raw text of the cluster, to be escaped when shown."""

    rule: Rule
    severity: Severity
    """That of its rule, or a worse one that it takes in."""
    subject: At
    ordinal: int | None
    """The ordinal it is about; None for the whole set."""
    reach: frozenset[int] | None = None
    """Ordinals it can be the cause of: its own, those on its node; None for all."""
    title: str
    why: str
    evidence: tuple[Evidence, ...]
    fix: tuple[Fix, ...]
    danger: str
    container: str = ""
    """The container it is about; empty where it is about no single one."""
    explains: tuple[str, ...] = ()
    """Ids of rules whose findings are symptoms of this one and are not listed."""
    symptoms: tuple[Finding, ...] = ()
    """These findings; each of ``likewise`` has its own."""
    cause: tuple[str, ...] = ()
    """Equal where findings of several pods have one cause; empty where each stands for itself."""
    likewise: tuple[Finding, ...] = ()
    """What else the same cause does: findings of other pods of the set, which are not listed."""

    @property
    def headline(self) -> str:
        """The title, with the others that it holds of."""
        if not self.likewise:
            return self.title
        names = listed((each.subject.name for each in self.likewise), most=MOST_NAMED)
        return f"{self.title}, likewise {names}"

    @property
    def one_by_one(self) -> tuple[Finding, ...]:
        """Itself, and what it says of other pods."""
        return (self, *self.likewise)

    def concerns(self, ordinal: int) -> bool:
        """Whether it is about an ordinal, the node it is on, or the whole set."""
        return any(each.reach is None or ordinal in each.reach for each in self.one_by_one)


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that could not be asked."""

    rule: str
    why: str
    """For people, raw: ``no permission: list nodes``."""
    need: Need | None
    """What could not be read; None after a bug of ststui."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Everything said of one Family."""

    findings: tuple[Finding, ...]
    """Worst first; symptoms of others are not among them."""
    advice: tuple[Finding, ...]
    """Risks without a symptom."""
    not_checked: tuple[NotChecked, ...]
    wanted: frozenset[Need]
    """What nobody asked the API server for yet, and a rule that otherwise holds needs."""
    waits: float | None = field(default=None, compare=False)
    """Seconds until the first rule whose signs hold has held for as long as it wants; None when
    none waits. Another moment alone is no other diagnosis."""

    @property
    def one_by_one(self) -> tuple[Finding, ...]:
        """What is found of every object, also what is taken in: worst first, causes before that."""
        causes = [one for each in self.findings for one in each.one_by_one]
        symptoms = (one for each in causes for one in each.symptoms)
        return tuple(sorted((*causes, *symptoms), key=lambda each: rank(each.severity)))
