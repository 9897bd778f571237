"""What one cause does to several pods of a set is one finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import OF_TEMPLATE, stand_for
from ststui.diagnosis.patterns import fits
from ststui.diagnosis.texts import fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ststui.diagnosis.finding import Finding
    from ststui.diagnosis.match import At
    from ststui.diagnosis.rule import Fix, Rule
    from ststui.diagnosis.subject import Subject

ONE_BY_ONE: Final = ("svc-subdomain-mismatch", "pvc-orphan-ordinal")
"""Of these nothing is broken that must not run or hold data: the fix deletes one at a time."""

SHARED: Final = (
    "create-*",
    "sched-*",
    "sandbox-*",
    "pvc-class-missing",
    "pvc-no-class",
    "pvc-external-waiting",
    "pvc-provisioning-failed",
    "pod-not-ready",
    *OF_TEMPLATE,
    *ONE_BY_ONE,
)
"""Rules whose cause lies beside the pod: in the template, the namespace or the cluster."""

ITS_OWN: Final = ("create-pod-name-collision",)
"""Of these, what concerns each name by itself."""

_NAMES: Final = {"pod", "name", "ordinal", "restarts"}
"""What differs from pod to pod though the cause is the same."""


def cause_of(rule: Rule, *, known: Mapping[str, str], subject: Subject) -> tuple[str, ...]:
    """What findings of one cause have in common; empty where each stands for itself.

    Args:
        rule: the rule that fired.
        known: names for its texts.
        subject: of which it fired.
    """
    if not fits(rule.id, SHARED) or fits(rule.id, ITS_OWN):
        return ()
    own = _NAMES | {"claim"} if subject.claim else _NAMES
    story = fill(rule.title, {name: value for name, value in known.items() if name not in own})
    revision = subject.pod.revision if subject.pod else ""
    return (rule.id, known.get("container", ""), revision, story)


def together(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings in their order, those of one cause as one.

    It is the first of them, or the one that took in what brings relief.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, each in enumerate(findings):
        groups.setdefault(each.cause or (number,), []).append(each)
    return tuple(_as_one(group) for group in groups.values())


def _as_one(group: Sequence[Finding]) -> Finding:
    first = max(group, key=lambda each: len(each.fix))
    others = tuple(each for each in group if each is not first)
    if not others:
        return first
    subjects = sorted((each.subject for each in group), key=_by_ordinal)
    one = stand_for(first, others)
    if fits(first.rule.id, ONE_BY_ONE):
        return one
    return replace(one, fix=tuple(_of_all(each, first.subject, subjects) for each in first.fix))


def _of_all(fix: Fix, first: At, subjects: Sequence[At]) -> Fix:
    """A deletion deletes all of them; what only looks has enough in one."""
    names = " ".join(each.name for each in subjects)
    command = fix.command
    for verb in ("delete pod", "delete pvc"):
        command = command.replace(f" {verb} {first.name} ", f" {verb} {names} ")
    return replace(fix, command=command)


def _by_ordinal(at: At) -> tuple[int, str]:
    return -1 if at.ordinal is None else at.ordinal, at.name
