"""Which revisions the pods of a set are of, and how fast that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller.versions import version_numbers
from ststui.diagnosis.match import HOLDS, Evidence, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.stateful_set import UpdateStrategy
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen


def _skew(seen: Seen) -> Match | None:
    status = seen.set.status
    live = {each.revision for each in seen.pods if not each.terminating and each.revision}
    known = {status.current_revision, status.update_revision}
    strange = live - known
    if len(live) <= 2 and not (strange and all(known)):
        return None
    return found(
        f"revisions of the pods: {', '.join(sorted(live))}",
        f"label controller-revision-hash of the pods; the set knows {' and '.join(sorted(known))}",
        strange=", ".join(sorted(strange)),
    )


def _without_block(seen: Seen) -> Match | None:
    strategy, status = seen.set.spec.update_strategy, seen.set.status
    if not seen.set.parallel or strategy.type != "RollingUpdate" or strategy.rolling_update:
        return None
    return None if status.current_revision == status.update_revision else HOLDS


def _endless(seen: Seen) -> Match | None:
    status = seen.set.status
    if version_numbers(seen.server_version) < (1, 37, 0):
        return None
    return Match(
        evidence=(
            Evidence(
                "podManagementPolicy: Parallel, updateStrategy.type: RollingUpdate without rollingUpdate",
                f"spec of StatefulSet {seen.family.name}",
            ),
            Evidence(
                f"currentRevision {status.current_revision}, updateRevision {status.update_revision}, Kubernetes {seen.server_version}",
                f"status of StatefulSet {seen.family.name}",
            ),
        )
    )


def _min_ready(seen: Seen) -> Match | None:
    step = seen.next_step
    target = step.waits_for if step else None
    if step is None or target is None or step.verb != "wait" or target.what != "available":
        return None
    return found(
        "the controller " + step_sentence(step, set_name=seen.family.name),
        f"next step of StatefulSet {seen.family.name}",
        waits_for=target.name,
        seconds=str(seen.set.spec.min_ready_seconds),
    )


def _parallel(web: Example, version: str) -> Example:
    return web.updating().spec(pod_management_policy="Parallel").kubernetes(version)


def _available_in(web: Example, *, seconds: int) -> Example:
    web.sts().spec(min_ready_seconds=seconds)
    web.updating()
    web.of_revision(0)
    return web.pod(2).running(ready=True, for_=60)


_REVISIONS = Fix(
    "see the revisions of the pods",
    "kubectl get pods -n {namespace} -L controller-revision-hash,apps.kubernetes.io/pod-index",
)

RULES = (
    Rule(
        id="sts-parallel-endless-update",
        severity="high",
        about="set",
        signs=(SetCheck(_without_block), SetCheck(_endless, needs=("version",))),
        title="{set} may delete and re-create pods without end: its rollingUpdate block is missing",
        why="Without the block the revision of a new pod is decided by status.currentReplicas. From Kubernetes 1.37 on a Parallel set replaces unavailable pods at once: a pod can come back on the old revision and be deleted again, before it is Ready.",
        newcomers="A missing line in the set lets its controller undo its own work again and again.",
        fix=(
            Fix(
                "write the block, with its default",
                """kubectl patch sts {set} -n {namespace} --type=merge -p '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}}}}'""",
            ),
            _REVISIONS,
        ),
        danger="Write it into the manifest too, or the next apply may take it away.",
        doc="D/concepts/workloads/controllers/statefulset/#update-strategies",
        case=Case(
            fires=lambda web: _parallel(web, "v1.37.2").spec(update_strategy=UpdateStrategy()),
            silent=lambda web: _parallel(web, "v1.36.3").spec(update_strategy=UpdateStrategy()),
        ),
    ),
    Rule(
        id="sts-revision-skew",
        severity="low",
        about="set",
        signs=(SetCheck(_skew, needs=("pods",)),),
        title="Pods of {set} are of revision {strange}, which is neither the current nor the newest",
        why="The template was changed again before an update was through, or the partition was moved.",
        newcomers="More than two versions of the program run side by side.",
        fix=(
            _REVISIONS,
            Fix("let the update finish; lower the partition if it holds one back"),
        ),
        danger="Most applications allow two neighbouring versions side by side, not three.",
        doc="D/concepts/workloads/controllers/statefulset/#revision-history",
        explained_by=("sts-rollout-*",),
        case=Case(
            fires=lambda web: web.updating().of_revision(1, "web-5f5f5f5f5"),
            silent=lambda web: web.updating().of_revision(1),
        ),
    ),
    Rule(
        id="sts-rollout-minready",
        severity="info",
        about="set",
        signs=(SetCheck(_min_ready, needs=("pods",)),),
        title="{set} goes on slowly: each pod must be Ready for {seconds}s (minReadySeconds)",
        why="{waits_for} is Ready, and the controller waits until it has been so for long enough. That is no fault.",
        newcomers="After each pod the set pauses to see whether it stays healthy.",
        fix=(
            Fix(
                "see since when it is Ready",
                "kubectl get pod {waits_for} -n {namespace} -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].lastTransitionTime}'",
            ),
        ),
        doc="D/concepts/workloads/controllers/statefulset/#minimum-ready-seconds",
        case=Case(
            fires=lambda web: _available_in(web, seconds=600),
            silent=lambda web: _available_in(web, seconds=10),
        ),
    ),
)
