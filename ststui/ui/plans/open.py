"""From a key to a dialog: the object of the selected row, why not, and what follows a write."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ststui.actions import Grounds
from ststui.actions.offered import offered
from ststui.live.grounds import Target, hints_of
from ststui.ui.plans.ask import Ask
from ststui.ui.plans.deed import DEEDS, Deed, reversing
from ststui.ui.plans.following import Following
from ststui.ui.screens.plan import Done, PlanScreen
from ststui.wording.escape import safe
from ststui.writing.journal import last_reversal

if TYPE_CHECKING:
    from ststui.model import Family, PersistentVolumeClaim, Pod
    from ststui.ui.doing import Chosen
    from ststui.ui.screens.main import MainScreen

KINDS = {"set": "StatefulSet", "pod": "Pod", "claim": "PersistentVolumeClaim"}
SET_ROWS = {"set", "partition", "services", "controller"}
WHY_SECONDS = 6
"""How long a reason stands on the screen."""


class Objects(NamedTuple):
    """The objects that a row stands for."""

    family: Family | None
    pod: Pod | None = None
    claim: PersistentVolumeClaim | None = None
    on_set: bool = False


def act(word: str, screen: MainScreen, chosen: Chosen) -> None:
    """Open the dialog of a deed, or say why it cannot be done."""
    deed = DEEDS[word]
    found = for_deed(word, objects(chosen))
    why = why_not(deed, screen, chosen, found)
    if why:
        if word == "scale" and found.family is None and chosen.family is not None:
            why += f": ← goes to {safe(chosen.family.name)}"
        screen.notify(f"{word.replace('-', ' ')}: {why}", markup=False, timeout=WHY_SECONDS)
        return
    _open(deed, screen, chosen, found)


def for_deed(word: str, found: Objects) -> Objects:
    """The objects as far as a deed is about them: on a pod's row those of its set are about it.

    Only `s` is not: on a pod it means a shell.
    """
    if DEEDS[word].about != "set":
        return found
    on_set = found.on_set or word not in {"scale", "restart", "delete-set"}
    return Objects(found.family if on_set else None, on_set=on_set)


def delete(screen: MainScreen, chosen: Chosen) -> None:
    """Delete what the row stands for: a set, a pod, a claim, or the claims of a ghost."""
    kind, found = chosen.row.key.kind, objects(chosen)
    if found.claim is not None:
        act("delete-claim", screen, chosen)
    elif found.pod is not None:
        act("delete-pod", screen, chosen)
    elif kind == "ordinal" and found.family is not None and chosen.ordinal in found.family.ghosts:
        act("cleanup", screen, chosen)
    elif found.on_set:
        act("delete-set", screen, chosen)
    else:
        screen.notify("there is nothing to delete here", timeout=WHY_SECONDS)


def restart(screen: MainScreen, chosen: Chosen) -> None:
    """Restart a set, or evict a pod so that it is made anew."""
    act("restart" if objects(chosen).on_set else "evict", screen, chosen)


def reverse(screen: MainScreen, chosen: Chosen) -> None:
    """Take back the last write on the set, where that is still safe."""
    found = objects(chosen)._replace(pod=None, claim=None)
    deed = reversal(screen, chosen, found)
    if isinstance(deed, str):
        screen.notify(f"reverse: {deed}", markup=False, timeout=WHY_SECONDS)
    else:
        _open(deed, screen, chosen, found)


def reversal(screen: MainScreen, chosen: Chosen, found: Objects) -> Deed | str:
    """The deed that takes the last write on the set back; text: why there is none."""
    if found.family is None:
        return "only on a set"
    back = last_reversal(screen.program.access.audit, uid=found.family.set.metadata.uid)
    if isinstance(back, str):
        return _no_way_back(safe(found.family.name), back)
    deed = reversing(back)
    return why_not(deed, screen, chosen, found) or deed


def _no_way_back(name: str, action: str) -> str:
    if not action:
        return f"no write of ststui on {name} that can be reversed"
    other = "; b rolls back to another revision" if action == "rollback" else ""
    return f"the last write of ststui on {name} was {action}, which has no way back{other}"


def why_not(deed: Deed, screen: MainScreen, chosen: Chosen, found: Objects) -> str:
    """Why a deed cannot be asked for here; empty when it can."""
    session, store = chosen.link.session, chosen.link.store
    if session is None or store is None:
        return "not connected yet"
    namespace = chosen.row.key.namespace
    gate = screen.program.access.gate(session)
    closed = gate.why + (" (:rw unlocks for 15 minutes)" if gate.why and gate.typed else "")
    grounds = Grounds(
        context=session.context,
        namespace=namespace,
        now=chosen.link.now(),
        family=found.family,
        server_version=store.server_version,
        pod=found.pod,
        claim=found.claim,
        denied=screen.program.rights.denied(session, namespace) if namespace else {},
    )
    return offered(deed.offer, grounds, closed=closed).why


def objects(chosen: Chosen) -> Objects:
    """What the row stands for, as it is watched now."""
    key, family, store = chosen.row.key, chosen.family, chosen.link.store
    if store is None:
        return Objects(None)
    if key.kind in SET_ROWS:
        return Objects(family, on_set=True)
    if key.kind == "lonePod":
        return Objects(None, pod=store.pods.get(key.namespace, key.uid))
    if key.kind == "loneClaim":
        return Objects(None, claim=store.claims.get(key.namespace, key.uid))
    if family is None or chosen.ordinal is None:
        return Objects(None)
    if key.kind == "claim":
        name = key.part.rpartition("/")[2]
        return Objects(family, claim=store.claims.get(key.namespace, name))
    return Objects(family, pod=family.pods_by_ordinal.get(chosen.ordinal))


def _open(deed: Deed, screen: MainScreen, chosen: Chosen, found: Objects) -> None:
    namespace, session = chosen.row.key.namespace, chosen.link.session
    if session is None:
        return
    ask = Ask(
        title=deed.title,
        kind=KINDS[deed.about],
        context=session.context,
        target=_target(deed, namespace, found),
        question=deed.question,
    )
    following = Following(chosen.link, ask.target, hints_of(screen.program.wanted.settings))
    dialog = PlanScreen(
        ask, following, screen.program.access, ascii_only=screen.program.wanted.ascii_only
    )
    screen.app.clear_notifications()  # what was said of another deed would hide this one's lines
    screen.app.push_screen(dialog, partial(_after, screen, chosen))


def _target(deed: Deed, namespace: str, found: Objects) -> Target:
    if deed.about == "pod" and found.pod is not None:
        name, uid = found.pod.metadata.name, found.pod.metadata.uid
        return Target(namespace=namespace, pod=name, uid=uid)
    if deed.about == "claim" and found.claim is not None:
        name, uid = found.claim.metadata.name, found.claim.metadata.uid
        return Target(namespace=namespace, claim=name, uid=uid)
    if found.family is None:
        raise ValueError("a deed on a set that is not there")
    return Target(namespace=namespace, set=found.family.name, uid=found.family.set.metadata.uid)


def _after(screen: MainScreen, chosen: Chosen, done: Done | None) -> None:
    """Say what was written, and watch what comes of it."""
    if done is None:
        return
    remarks = "".join(f"; {each}" for each in done.outcome.remarks)
    screen.notify(done.outcome.message + remarks, markup=False, timeout=WHY_SECONDS)
    plan, family = done.outcome.plan, done.grounds.family
    if family is None or plan.action in {"cleanup", "expand"}:
        return
    if plan.subject.kind == "Pod" or plan.action != "delete":
        from ststui.ui.plans.watch import watch_written  # noqa: PLC0415 - it shows screens too

        watch_written(screen, chosen, family, plan)
