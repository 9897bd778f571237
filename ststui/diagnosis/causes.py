"""Root cause before symptom: a finding takes in those that it explains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.patterns import fits, place
from ststui.diagnosis.severity import at_least, rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ststui.diagnosis.finding import Finding
    from ststui.diagnosis.severity import Severity

PRECEDENCE: Final = (
    "sts-generation-*",
    "sts-being-*",
    "sts-failed-*",
    "create-*",
    "term-*",
    "node-*",
    "pvc-terminating*",
    "pvc-lost",
    "pvc-*",
    "pv-*",
    "sched-*",
    "vol-*",
    "sandbox-*",
    "image-*",
    "config-*",
    "init-*",
    "container-*",
    "oomkilled",
    "exit-*",
    "*",
)
"""Of findings that are equally bad, which is nearer to the cause: what has to happen first in the
life of a pod comes first."""

OF_TEMPLATE: Final = (
    "image-*",
    "config-*",
    "init-*",
    "sidecar-*",
    "container-*",
    "crashloop",
    "oomkilled",
    "exit-*",
    "startup-*",
    "liveness-*",
    "readiness-*",
)
"""Rules that tell of what may lie in the pod template: the one before may have been without it."""

ILL: Final = (
    "create-*",
    "term-*",
    "node-*",
    "pvc-*",
    "pv-*",
    "sched-*",
    "vol-*",
    "sandbox-*",
    "kubelet-*",
    *OF_TEMPLATE,
)
"""Rules that tell what makes one pod ill: they are listed instead of what waits for that pod or
follows from its state."""


STANDSTILL: Final = (
    "sts-head-of-line",
    "sts-scale-down-*",
    "sts-maxunavailable-exhausted",
    "sts-recreate-waiting",
)
"""What follows for a set from one pod that neither goes nor becomes Ready. What somebody wrote
(budgets, partitions, strategies, autoscalers) does not follow from a pod."""

UNRESOLVED: Final = (
    "dns-not-*",
    "dns-negative-*",
    "dns-server*",
    "dns-unready-*",
    "dns-bootstrap-*",
)
"""What follows where names lead nowhere. That one cannot be a name at all (dns-label-*) follows
from nothing."""

NOT_MOVED: Final = ("vol-attach*", "vol-mount-*", "vol-multi-attach", "vol-not-attached-*")
"""What follows for the volumes of a pod that does not let go of them; a full one stays full."""

SHOWN: Final = 5
"""So many other pods give evidence to a finding that stands for them."""


def root_causes(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings without those that others explain, worst first.

    One that is explained is named in ``explains`` of the one that explains it, which is as bad as
    the worst that it takes in: what somebody looks at first hangs on it. A chain ends at its first
    cause; two rules that explain each other leave the one that comes first.
    """
    ordered = sorted(findings, key=_order)
    taken = _taken_in(ordered)
    symptoms: dict[int, list[Finding]] = {}
    for index in taken:
        symptoms.setdefault(_root(taken, index), []).append(ordered[index])
    roots = {
        index: _with(each, symptoms.get(index, ()))
        for index, each in enumerate(ordered)
        if index not in taken
    }
    likewise: dict[int, list[Finding]] = {}
    for index, root in _sisters(ordered, taken).items():
        likewise.setdefault(root, []).append(roots.pop(index))
    causes = (stand_for(each, likewise.get(index, ())) for index, each in roots.items())
    return tuple(sorted(causes, key=_order))


def stand_for(cause: Finding, others: Sequence[Finding]) -> Finding:
    """A finding that stands for others, which have taken in their symptoms: as bad as the worst.

    Args:
        cause: what is listed.
        others: the same of other pods, or what it does to them.
    """
    if not others:
        return cause
    first = (each.evidence[0] for each in others[:SHOWN] if each.evidence)
    return replace(
        cause,
        severity=_worst(cause, others),
        evidence=tuple(dict.fromkeys((*cause.evidence, *first))),
        explains=tuple(sorted({rule for each in (cause, *others) for rule in each.explains})),
        likewise=(*cause.likewise, *(e for each in others for e in each.one_by_one)),
    )


def _taken_in(ordered: Sequence[Finding]) -> dict[int, int]:
    """Indexes of symptoms, each with that of its next cause.

    What a fault of the set explains of one pod is not taken in by another pod, though that be what
    is wrong with the set.
    """
    taken: dict[int, int] = {}
    for index, symptom in enumerate(ordered):
        for other, cause in enumerate(ordered):
            if other == index or _root(taken, other) == index:
                continue
            if _explains(cause, symptom):
                taken[index] = other
                break
    for index in sorted(taken, key=lambda each: _depth(taken, each)):
        if _apart(ordered[_root(taken, index)], ordered[index]):
            del taken[index]
    return taken


def _sisters(ordered: Sequence[Finding], taken: Mapping[int, int]) -> dict[int, int]:
    """What a fault of the set explains of one pod, it explains of all with the same trouble.

    Returns:
        Their indexes, each with that of the fault.
    """
    roots = {ordered[index].cause: _root(taken, index) for index in taken if ordered[index].cause}
    return {
        index: roots[each.cause]
        for index, each in enumerate(ordered)
        if index not in taken
        and each.cause in roots
        and ordered[roots[each.cause]].rule.about == "set"
    }


def _with(cause: Finding, symptoms: Sequence[Finding]) -> Finding:
    """A cause with what it takes in: their names, and their commands where these come first."""
    for each in symptoms:
        if fits(cause.rule.id, each.rule.relieves):
            commands = {fix.command for fix in each.fix if fix.command}
            later = tuple(fix for fix in cause.fix if fix.command not in commands)
            dangers = dict.fromkeys(danger for danger in (cause.danger, each.danger) if danger)
            cause = replace(cause, fix=(*each.fix, *later), danger=" ".join(dangers))
    names = {each.rule.id for each in symptoms} - {cause.rule.id}
    return replace(
        cause,
        severity=_worst(cause, symptoms),
        explains=tuple(sorted(names)),
        symptoms=tuple(symptoms),
    )


def _worst(cause: Finding, others: Iterable[Finding]) -> Severity:
    return min((each.severity for each in (cause, *others)), key=rank)


def _root(taken: Mapping[int, int], index: int) -> int:
    while index in taken:
        index = taken[index]
    return index


def _depth(taken: Mapping[int, int], index: int) -> int:
    return 1 + _depth(taken, taken[index]) if index in taken else 0


def _explains(cause: Finding, symptom: Finding) -> bool:
    others = "" not in {cause.container, symptom.container} and cause.container != symptom.container
    if others or cause.rule.id == symptom.rule.id or _apart(cause, symptom):
        return False
    if at_least(symptom.severity, "medium") and not at_least(cause.severity, "medium"):
        return False  # what is good to know does not hide what is wrong
    return fits(symptom.rule.id, cause.rule.explains) or fits(
        cause.rule.id, symptom.rule.explained_by
    )


def _apart(cause: Finding, symptom: Finding) -> bool:
    """Whether a finding reaches pods that another has nothing to do with."""
    if cause.reach is None or symptom.reach is None:
        return False
    return not symptom.reach <= cause.reach


def _order(finding: Finding) -> tuple[int, int, bool, int, str, str]:
    """Worst first; of what is equally bad and near, what is definite before a hint."""
    ordinal = -1 if finding.ordinal is None else finding.ordinal
    near, rule = place(finding.rule.id, PRECEDENCE), finding.rule
    return rank(finding.severity), near, rule.hint, ordinal, rule.id, finding.subject.name
