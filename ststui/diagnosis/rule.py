"""A rule: what it looks for, what it says and the case it is tested by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from ststui.diagnosis.signs.any_of import AnyOf
from ststui.diagnosis.signs.if_read import IfRead
from ststui.diagnosis.subject import SUBJECT_NEEDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.severity import Severity
    from ststui.diagnosis.signs import Sign
    from ststui.diagnosis.subject import About

KUBERNETES_DOCS: Final = "https://kubernetes.io/docs"
"""What ``D`` stands for at the beginning of a rule's ``doc``."""

Kind = Literal["fault", "wait", "advice"]
"""fault: definite evidence, said at once. wait: said only after ``after`` seconds. advice: a risk
without a symptom, said only when it is asked for and never counted."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One step towards a cure; ``{pod}``, ``{set}`` … are filled in with real names."""

    text: str
    """What it does, in a few words."""
    command: str = ""
    """A shell command that can be pasted as it is; empty where there is none."""
    unless: str = ""
    """A fact of the signs with which it is left out: what it does is done already."""


@dataclass(frozen=True, slots=True)
class Case:
    """The case a rule declares: its tests are made of it."""

    fires: Callable[[Example], object]
    """Makes the trouble, in the cluster's real words, beginning with a healthy set of three."""
    silent: Callable[[Example], object]
    """The nearest case in which the rule must be silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. Its id never changes: settings and scripts name it.

    The texts may name: ``{set} {namespace} {pod} {ordinal} {claim} {volume} {node} {service}
    {kind} {name}``, and every fact of its signs.
    """

    id: str
    severity: Severity
    about: About
    """Which objects it is asked for, one by one."""
    signs: tuple[Sign, ...]
    """All must hold, in this order; cheap ones first. The first is shared between rules."""
    title: str
    """One line: which object, what is wrong."""
    why: str
    """What causes it, in one or two sentences."""
    newcomers: str
    """One sentence for somebody who does not know the terms."""
    fix: tuple[Fix, ...] = ()
    danger: str = ""
    """What the fix, or the wrong one, can destroy."""
    doc: str
    """An address, ``D/…`` for the Kubernetes documentation."""
    case: Case
    after: int = 0
    """Seconds for which the signs must have held; 0 = definite at once."""
    sooner: str = ""
    """When that is said sooner, for its match may be settled: ``at once where …``."""
    explains: tuple[str, ...] = ()
    """Ids (or patterns, ``sched-*``) of rules whose findings of the same ordinal are symptoms of
    this one."""
    explained_by: tuple[str, ...] = ()
    """The same, said by the symptom."""
    relieves: tuple[str, ...] = ()
    """Ids (or patterns) of causes that its own fix brings relief from, sooner than theirs: its
    commands come first where one of them takes it in, so that there is one list of what to do."""
    advice: bool = False
    """Whether it is a risk without a symptom: said only on request."""
    hint: bool = False
    """Whether the texts it looks for were never verified: its findings are shown as hints."""

    @property
    def kind(self) -> Kind:
        """What sort of rule it is."""
        if self.advice:
            return "advice"
        return "wait" if self.after else "fault"

    @property
    def needs(self) -> tuple[Need, ...]:
        """All that it needs in any case, in the order it is asked for."""
        first = SUBJECT_NEEDS.get(self.about)
        needs = ([first] if first else []) + [need for sign in self.signs for need in sign.needs]
        return tuple(dict.fromkeys(needs))

    @property
    def wishes(self) -> tuple[Need, ...]:
        """What it also looks at where that can be read."""
        wishes = (n for e in self.signs if isinstance(e, IfRead | AnyOf) for n in e.wishes)
        return tuple(dict.fromkeys(need for need in wishes if need not in self.needs))

    @property
    def address(self) -> str:
        """The address of its documentation."""
        return KUBERNETES_DOCS + self.doc[1:] if self.doc.startswith("D/") else self.doc
