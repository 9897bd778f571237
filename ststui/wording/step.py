"""Sentences for what the StatefulSet controller does next, and for the loss of a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.wording.age import duration, is_overdue, time_left
from ststui.wording.escape import safe
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.controller.if_it_died import IfItDied
    from ststui.controller.step import Step, WaitsFor
    from ststui.controller.undone import Undone

NOTHING = "nothing to do"
REST = {
    None: NOTHING,
    "onDelete": f"{NOTHING}: outdated pods stay until deleted (OnDelete)",
    "held": f"{NOTHING}: pods below the partition keep another revision",
    "deleting": "makes no pod any more: the set is being deleted",
}
"""Codes of verb none."""

UPDATES = {
    "identity": "correct{s} the labels of {pod}",
    "claimOwners": "correct{s} the owners of claim {claim} (retention policy)",
    "adopt": "take{s} {pod}, which nobody owns, into the set",
    "release": "let{s} go of {pod}, whose labels do not match the selector",
}
"""Codes of verb update; what it would do is said without the endings."""

MOST_NAMED = 3
"""So many pods of which one will do are named."""

_TRIED = {
    "identity": "correct the labels of",
    "claimOwners": "correct the owners of the claims of",
}
"""What is refused, where the verb alone does not say it."""

_AFTER = {
    "ready": "is Ready",
    "available": "was Ready for long enough",
    "gone": "is gone",
    "observed": "was seen",
    "accepted": "is accepted",
    "room": "has room",
}
"""What happened to the one that is waited for."""


KINDS = {
    "PersistentVolumeClaim": "claim",
    "ResourceQuota": "quota",
    "StatefulSet": "set",
}
"""Words for kinds of what is waited for; a pod is named alone."""


def what_stays(sentence: str) -> str:
    """What a sentence of rest says but that there is nothing to do; empty when that is all."""
    return sentence.removeprefix(NOTHING).removeprefix(": ")


def named(kind: str, name: str) -> str:
    """An object that is waited for, with its kind where that is no pod: ``quota team``."""
    word = KINDS.get(kind)
    return f"{word} {name}" if word else name


def happened(wait: WaitsFor) -> str:
    """What is waited for, once it has come: `db-1 is Ready`."""
    return f"{named(wait.kind, wait.name)} {_AFTER[wait.what]}"


def step_sentence(step: Step | None, *, set_name: str, undone: Undone | None = None) -> str:
    """What the controller does next or waits for, without a full stop; safe for a terminal.

    It continues ``controller: …``. None (pods could not be read) is said as such. What it has not
    done for a while it only would do, and for how long stands behind.
    """
    if step is None:
        return "not known: pods could not be read"
    match step.verb:
        case "create":
            sentence = _create(step, set_name=set_name)
        case "delete":
            sentence = _delete(step, set_name=set_name)
        case "update":
            sentence = UPDATES.get(step.code or "", "update{s} {pod}")
        case "wait":
            sentence = _wait(step)
        case "blocked":
            sentence = _blocked(step)
        case "none":
            sentence = REST.get(step.code, REST[None])
    if step.acts:
        ending = "s" if undone is None else ""
        sentence = sentence.format(s=ending, pod=step.pod, claim=step.claim)
    if undone is not None:
        sentence = f"would {sentence}" if step.acts else sentence
        sentence = f"{sentence}; {_undone(undone, acts=step.acts)}"
    return safe(sentence)


def _undone(undone: Undone, *, acts: bool) -> str:
    """Why it is only said that it would."""
    words = []
    if undone.seconds is not None:
        wait = duration(undone.seconds)
        if acts and undone.looked_on:
            words.append(f"has not for {wait}")
        else:
            words.append(
                f"{'has not, and ' if acts else ''}no object of the set has changed for {wait}"
            )
    if undone.silent_seconds is not None:
        words.append(
            f"kube-controller-manager has been silent for {duration(undone.silent_seconds)}"
        )
    return ", and ".join(words)


def _create(step: Step, *, set_name: str) -> str:
    if step.pod is None:
        return "create{s} claim {claim}"
    claim = " with a new claim {claim}" if step.claim else ""
    return f"create{{s}} {{pod}}{_revision(step, set_name=set_name)}{claim}"


def _delete(step: Step, *, set_name: str) -> str:
    if step.code == "scaleDown":
        return "delete{s} {pod}, which is outside the range"
    revision = _revision(step, set_name=set_name)
    if step.code == "failed":
        return f"delete{{s}} {{pod}}, which has ended, and make{{s}} it anew{revision}"
    return f"delete{{s}} {{pod}} to make it anew{revision}"


def _revision(step: Step, *, set_name: str) -> str:
    short = short_revision(step.revision, set_name=set_name)
    return f" on revision {_plain(short)}" if short else ""


def _plain(text: str) -> str:
    """Text of the cluster inside a template."""
    return text.replace("{", "{{").replace("}", "}}")


def _wait(step: Step) -> str:
    target = step.waits_for
    if step.code == "twice":
        names = " and ".join(str(each.pod) for each in (step, *step.allowed))
        return f"not known: {names} have the same ordinal, and it sees either of them"
    if target is None:
        return "waits"
    if target.kind == "StatefulSet":
        return "has not seen the last change of the set yet"
    if target.kind == "PersistentVolumeClaim":
        return f"waits for {named(target.kind, target.name)} to be gone before {step.pod} can go on"
    if step.code == "outdated" and target.what == "ready":
        return f"waits for {target.name} to be Ready, or for somebody to delete it"
    sentence = f"waits for {_either(step, target)} {_until(target)}"
    if step.pod is not None and step.pod != target.name:
        return f"{sentence}; then deletes {step.pod}"
    return sentence


def _either(step: Step, target: WaitsFor) -> str:
    """All of whom one has to do what is waited for: a pod to be deleted, or others of a budget."""
    alike = (each.waits_for for each in step.allowed if each.waits_for is not None)
    names = dict.fromkeys([target.name, *(e.name for e in alike if e.what == target.what)])
    if len(names) > MOST_NAMED:
        return f"{target.name} or one of {len(names) - 1} others"
    return " or ".join(names)


def _until(target: WaitsFor) -> str:
    seconds = target.seconds
    if target.what == "available":
        return "to stay Ready" + ("" if seconds is None else f" {duration(seconds)} longer")
    if target.what == "gone":
        beside = "; ".join(_while_it_goes(target))
        return f"to terminate ({beside})" if beside else "to terminate"
    return "to be Ready"


def _while_it_goes(target: WaitsFor) -> Iterator[str]:
    """How long a pod that is to be gone has, and what keeps it."""
    seconds = target.seconds
    if seconds is not None:
        yield time_left(seconds)
    if target.silent_node:
        yield f"its node {target.silent_node} is not Ready"
    if target.finalizers:
        then = "then " if seconds is not None and not is_overdue(seconds) else ""
        several = len(target.finalizers) > 1
        names = ", ".join(target.finalizers)
        yield f"{then}finalizer{'s' if several else ''} {names} hold{'' if several else 's'} it"


def _blocked(step: Step) -> str:
    target = step.waits_for
    if step.code == "strategy":
        return "does nothing: it does not know the strategy Recreate (its feature gate is off)"
    if step.code == "nameTaken":
        return f"cannot create {step.pod}: another pod holds the name"
    if step.code == "identity":
        return f"cannot give {step.pod} the name of its ordinal: it has to be deleted"
    if step.code == "storage":
        return f"cannot change the volumes of {step.pod}: it has to be deleted"
    tried = (
        _TRIED.get(step.allowed[0].code or "", step.allowed[0].verb) if step.allowed else "create"
    )
    what = f"claim {step.claim}" if step.pod is None else step.pod
    if target is not None and target.kind == "ResourceQuota":
        return f"cannot {tried} {what}: {named(target.kind, target.name)} has no room"
    by = (target.by if target is not None else "") or "the API server"
    return f"cannot {tried} {what}: {by} refuses it"


def loss_sentence(loss: IfItDied, *, pod: str, set_name: str) -> str:
    """What would become of a pod if it were lost now; safe for a terminal."""
    short = short_revision(loss.revision, set_name=set_name)
    again = f"{pod} would come back" + (f" on revision {short}" if short else "")
    after = happened(loss.after) if loss.after else ""
    match loss.again:
        case "atOnce":
            sentence = f"if it were lost now, {again} at once"
        case "later":
            sentence = f"if it were lost now, {again}" + (f" once {after}" if after else " later")
        case "stuck":
            until = f" before {after}" if after else ""
            sentence = f"if it were lost now, {pod} would not be re-created{until}"
        case "never":
            sentence = f"if it were lost now, {pod} would not be re-created"
    return safe(sentence)
