"""Restart: a new revision of the same template, so that every pod is replaced in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.actions.after import with_revision
from ststui.actions.draft import if_allowed, stopped
from ststui.actions.foresight import foresee
from ststui.actions.guards import check
from ststui.actions.kubectl import kubectl
from ststui.actions.need import PATCH_SET
from ststui.actions.obstacles import missing_right
from ststui.actions.plan import Plan
from ststui.actions.request import patch_set
from ststui.actions.risks.rollouts import by_hand, held_back, later, replacing
from ststui.actions.second_step import second_step
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.model import StatefulSet

ANNOTATIONS = "/spec/template/metadata/annotations"
RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
"""The annotation of `kubectl rollout restart` (kubectl pkg/polymorphichelpers, v0.36)."""


def obstacle(grounds: Grounds) -> str:
    """Why this set cannot be restarted; empty when it can."""
    return missing_right(grounds, PATCH_SET)


def plan_restart(grounds: Grounds) -> Plan:
    """Plan a rollout restart: the same as kubectl's, held by the partition like any rollout."""
    stateful_set, subject = grounds.known.set, grounds.set_subject
    title = f"restart {subject.name}{by_hand(grounds)}"
    command = kubectl(grounds, "rollout", "restart", f"statefulset/{subject.name}")
    stop = stopped(grounds, "restart", title=title, subject=subject, kubectl=command)
    if stop is not None:
        return stop
    foresight = foresee(grounds, with_revision(grounds.known, same_template=True))
    held = later(grounds, foresight)
    plan = Plan(
        action="restart",
        title=safe(title),
        subject=subject,
        consequences=foresight.consequences,
        warnings=(
            *held_back(grounds, held, what="the restart"),
            *replacing(grounds, foresight, restart=True),
        ),
        requests=(patch_set(stateful_set, *_operations(grounds), was=_was(stateful_set)),),
        kubectl=command,
        details=second_step(grounds, foresight),
    )
    return if_allowed(plan, grounds, PATCH_SET)


def restart_time(plan: Plan) -> str:
    """What a restart writes into the template, as the API keeps it."""
    value = plan.requests[0].body[-1]["value"]
    return str(value if isinstance(value, str) else value[RESTARTED_AT])


def _operations(grounds: Grounds) -> tuple[dict[str, Any], ...]:
    value = grounds.now.isoformat(timespec="seconds").replace("+00:00", "Z")
    if grounds.known.set.spec.template.metadata.annotations is None:
        return ({"op": "add", "path": ANNOTATIONS, "value": {RESTARTED_AT: value}},)
    return ({"op": "add", "path": _path(), "value": value},)


def _was(stateful_set: StatefulSet) -> tuple[dict[str, Any], ...]:
    annotations = stateful_set.spec.template.metadata.annotations
    if annotations is None:
        return (check(ANNOTATIONS, None),)
    return (check(_path(), annotations.restarted_at),)


def _path() -> str:
    return f"{ANNOTATIONS}/{RESTARTED_AT.replace('/', '~1')}"
