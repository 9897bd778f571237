"""Root cause before symptom: a finding takes in those that it explains."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.severity import at_least, rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ststui.diagnosis.finding import Finding

PRECEDENCE: Final = (
    "sts-generation-*",
    "sts-being-*",
    "sts-failed-*",
    "create-*",
    "term-*",
    "node-*",
    "pvc-terminating",
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

NOT_MOVED: Final = ("vol-attach*", "vol-mount-*", "vol-multi-attach", "vol-not-attached-*")
"""What follows for the volumes of a pod that does not let go of them; a full one stays full."""


def root_causes(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings without those that others explain, worst first.

    One that is explained is named in ``explains`` of the one that explains it. A chain ends at its
    first cause; two rules that explain each other leave the one that comes first.
    """
    ordered = sorted(findings, key=_order)
    taken: dict[int, int] = {}
    for index, symptom in enumerate(ordered):
        for other, cause in enumerate(ordered):
            if other == index or _root(taken, other) == index:
                continue
            if _explains(cause, symptom):
                taken[index] = other
                break
    symptoms: dict[int, list[Finding]] = {}
    for index in taken:
        symptoms.setdefault(_root(taken, index), []).append(ordered[index])
    sisters = _sisters(ordered, taken)
    return tuple(
        replace(
            _with(each, symptoms.get(index, ())),
            likewise=tuple(ordered[other] for other, root in sisters.items() if root == index),
        )
        for index, each in enumerate(ordered)
        if index not in taken and index not in sisters
    )


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
        if _fits(cause.rule.id, each.rule.relieves):
            commands = {fix.command for fix in each.fix if fix.command}
            later = tuple(fix for fix in cause.fix if fix.command not in commands)
            dangers = dict.fromkeys(danger for danger in (cause.danger, each.danger) if danger)
            cause = replace(cause, fix=(*each.fix, *later), danger=" ".join(dangers))
    names = {each.rule.id for each in symptoms} - {cause.rule.id}
    return replace(cause, explains=tuple(sorted(names)))


def _root(taken: Mapping[int, int], index: int) -> int:
    while index in taken:
        index = taken[index]
    return index


def _explains(cause: Finding, symptom: Finding) -> bool:
    apart = None not in {cause.ordinal, symptom.ordinal} and cause.ordinal != symptom.ordinal
    others = "" not in {cause.container, symptom.container} and cause.container != symptom.container
    if apart or others or cause.rule.id == symptom.rule.id:
        return False
    if at_least(symptom.severity, "medium") and not at_least(cause.severity, "medium"):
        return False  # what is good to know does not hide what is wrong
    return _fits(symptom.rule.id, cause.rule.explains) or _fits(
        cause.rule.id, symptom.rule.explained_by
    )


def _fits(rule: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(rule, each) for each in patterns)


def _order(finding: Finding) -> tuple[int, int, int, str, str]:
    place = next(i for i, p in enumerate(PRECEDENCE) if fnmatchcase(finding.rule.id, p))
    ordinal = -1 if finding.ordinal is None else finding.ordinal
    return rank(finding.severity), place, ordinal, finding.rule.id, finding.subject.name
