"""``--wait``: follows what a write set going until it is at rest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ststui.cli.goal import MEANWHILE, Goal
from ststui.cli.going import claims_going, deleted, stopping
from ststui.cli.growing import Growing
from ststui.cli.onlooker import Onlooker
from ststui.controller import forecast, next_step
from ststui.live.index import Name
from ststui.live.once import read_once
from ststui.report.set_state import set_state
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions import Plan
    from ststui.cluster.session import Session
    from ststui.live.grounds import Target
    from ststui.live.once import Once
    from ststui.model import Family

EVERY = 1.0
"""Seconds between two looks: a rollout takes minutes."""
MOST_FAILURES = 10
"""So many looks in a row may fail."""


async def follow(
    session: Session, target: Target, plan: Plan, *, say: Callable[[str], None]
) -> str:
    """Wait until the set is at rest, the object that was deleted is gone, or its claims have grown.

    Args:
        session: the session.
        target: what the action was about.
        plan: that was carried out.
        say: is told what the controller does, whenever that changes.

    Returns:
        Why it does not come to rest, or that somebody changed meanwhile what was waited for; empty
        when it did.
    """
    growing = Growing(plan) if plan.action == "expand" else None
    goal = Goal(plan) if plan.subject.kind == "StatefulSet" else None
    onlooker = Onlooker(session)
    failures, said = 0, ""
    while failures < MOST_FAILURES:
        once = await read_once(session, namespace=target.namespace)
        if any(once.trouble(each) is not None for each in _needed(plan)):
            failures += 1
        else:
            failures = 0
            now = asyncio.get_running_loop().time()
            if growing is not None:
                state = growing.state(once, namespace=target.namespace, at=now)
            else:
                state = await _state(once, session, target, plan, goal=goal, onlooker=onlooker)
            if state in {"rest", "gone"}:
                return ""
            if state.startswith("stuck: ") or state.endswith(MEANWHILE):
                return state
            if state != said:
                said = state
                say(state)
        await asyncio.sleep(EVERY)
    return "the cluster cannot be read any more"


def _needed(plan: Plan) -> tuple[str, ...]:
    """What has to be read to tell how far it is; what is not read looks as if it was gone."""
    if plan.action == "expand":
        return ("persistentvolumeclaims",)
    claims = ("persistentvolumeclaims",) if plan.consequences.claims_deleted else ()
    return ("statefulsets", "pods", *claims)


async def _state(
    once: Once,
    session: Session,
    target: Target,
    plan: Plan,
    *,
    goal: Goal | None,
    onlooker: Onlooker,
) -> str:
    store, subject = once.store, plan.subject
    if plan.action in {"delete", "cleanup"} and subject.kind != "Pod":
        return deleted(once, target.namespace, plan, now=session.now()) or "gone"
    if subject.kind == "Pod":
        pod = store.pods.get(target.namespace, subject.name)
        if pod is not None and pod.metadata.uid == subject.uid:
            return stopping(pod, now=session.now())
    family = _family(once, target, plan)
    if family is None:
        return "gone" if goal is None else f"somebody deleted {subject.name} {MEANWHILE}"
    if goal is not None and (changed := goal.overwritten(family)):
        return changed
    now, version = session.now(), store.server_version
    step = next_step(family, now=now, server_version=version)
    if set_state(family, step=step, now=now).state == "blocked":
        return f"stuck: the controller {step_sentence(step, set_name=family.name)}"
    ahead = forecast(family, now=now, server_version=version)
    behind = family.set.status.observed_generation < family.set.metadata.generation
    # The forecast lets time pass; a pod that is Ready has to stay so for minReadySeconds.
    waits = step is not None and step.verb == "wait"
    settled = not waits and all(
        (pod := family.pods_by_ordinal.get(o)) is not None
        and pod.running_and_ready
        and not pod.terminating
        for o in family.set.ordinals
    )
    if ahead is not None and not ahead.steps and not behind and settled and not family.condemned:
        back = goal.held_back(family) if goal is not None else ""
        return back or claims_going(once, target.namespace, plan, now=now) or "rest"
    return await onlooker.sentence(family, step)


def _family(once: Once, target: Target, plan: Plan) -> Family | None:
    if target.set:
        return once.store.families.of(Name(target.namespace, target.set))
    pod = once.store.pods.get(target.namespace, plan.subject.name)
    owner = pod.metadata.owner if pod is not None else None
    name = owner.name if owner is not None else plan.subject.name.rpartition("-")[0]
    return once.store.families.of(Name(target.namespace, name))
