"""Updates that are held on purpose: the partition, OnDelete, Recreate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.controller.refusal import strategy_unknown
from ststui.controller.versions import version_numbers
from ststui.diagnosis.example import OLD
from ststui.diagnosis.match import HOLDS, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.diagnosis.signs.event import event_evidence
from ststui.model.stateful_set import Ordinals, RollingUpdate, UpdateStrategy
from ststui.wording.counted import counted
from ststui.wording.listed import first_few

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen


def _unequal(seen: Seen) -> bool:
    status = seen.set.status
    return bool(status.update_revision) and status.current_revision != status.update_revision


def _outdated(seen: Seen) -> list[str]:
    """Pods in the range, not terminating, that are not of the newest revision; highest first."""
    newest = seen.set.status.update_revision
    pods = seen.family.pods_by_ordinal
    return [
        pods[each].metadata.name
        for each in reversed(seen.set.ordinals[:1000])
        if each in pods and newest and pods[each].revision != newest and not pods[each].terminating
    ]


def _is_rolling(seen: Seen) -> bool:
    return seen.set.spec.update_strategy.type == "RollingUpdate"


def _held(seen: Seen) -> Match | None:
    partition, replicas = seen.set.partition, seen.set.replicas
    if not _is_rolling(seen) or not 0 < partition < replicas or not _unequal(seen):
        return None
    newest = seen.set.status.update_revision
    above = seen.set.ordinals[partition : partition + 1000]
    pods = seen.family.pods_by_ordinal
    done = all(
        each in pods and pods[each].revision == newest and pods[each].running_and_ready
        for each in above
    )
    old = _outdated(seen)
    if not done or not old:
        return None
    held = found(
        f"partition: {partition}; {counted(len(old), 'pod')} of another revision: {', '.join(old[:5])}",
        f"spec.updateStrategy of StatefulSet {seen.family.name}; labels of the pods",
        partition=str(partition),
        boundary=str(seen.set.start + partition),
        pods=counted(len(old), "pod"),
        lost="a pod below the partition that is lost",
    )
    below = (pods.get(each) for each in seen.set.ordinals[: min(partition, 1000)])
    new = [each.metadata.name for each in below if each and each.revision == newest]
    return held.and_(_would_go_back(seen, new)) if new else held


def _would_go_back(seen: Seen, new: list[str]) -> Match:
    """Pods of the newest revision below the partition: it was raised after they got it."""
    listed, several = first_few(new), len(new) > 1
    verb, they = ("are", "they") if several else ("is", "it")
    return found(
        f"{listed} {verb} below the partition: made anew, {they} would be of {seen.set.status.current_revision}",
        f"labels of the pods; status of StatefulSet {seen.family.name}",
        lost=f"a pod below the partition that is lost ({listed} too, though of the new revision)",
    )


def _too_high(seen: Seen) -> Match | None:
    partition, replicas = seen.set.partition, seen.set.replicas
    if not _is_rolling(seen) or not 0 < replicas <= partition or not _unequal(seen):
        return None
    return found(
        f"partition: {partition}, replicas: {replicas}",
        f"spec of StatefulSet {seen.family.name}",
        partition=str(partition),
        replicas=str(replicas),
    )


def _offset(seen: Seen) -> Match | None:
    start, partition = seen.set.start, seen.set.partition
    if not start or not partition or not _is_rolling(seen):
        return None
    return found(
        f"ordinals.start: {start}, partition: {partition}",
        f"spec of StatefulSet {seen.family.name}",
        start=str(start),
        partition=str(partition),
        boundary=str(start + partition),
    )


def _on_delete(seen: Seen) -> Match | None:
    old = _outdated(seen)
    if seen.set.spec.update_strategy.type != "OnDelete" or not old:
        return None
    return found(
        f"of another revision: {', '.join(old[:5])}",
        f"labels of the pods; the newest is {seen.set.status.update_revision}",
        pods=counted(len(old), "pod"),
        first=old[0],
    )


def _current_is_behind(seen: Seen) -> Match | None:
    on_delete = seen.set.spec.update_strategy.type == "OnDelete"
    return HOLDS if on_delete and _unequal(seen) else None


def _stale_current(seen: Seen) -> Match | None:
    status = seen.set.status
    if version_numbers(seen.server_version) >= (1, 37, 0):
        return None
    if _outdated(seen) or status.updated_replicas != seen.set.replicas:
        return None
    return found(
        f"currentRevision {status.current_revision}, updateRevision {status.update_revision}, updatedReplicas {status.updated_replicas}",
        f"status of StatefulSet {seen.family.name}",
    )


def _recreate(seen: Seen) -> Match | None:
    newest = seen.set.status.update_revision
    if seen.set.spec.update_strategy.type != "Recreate":
        return None
    ending = [each for each in seen.pods if each.terminating and each.revision != newest]
    ends = [each.metadata.deletion_timestamp for each in ending]
    if not ending:
        return None
    listed = ", ".join(each.metadata.name for each in ending)
    return found(
        f"terminating: {listed}",
        f"pods of StatefulSet {seen.family.name}",
        since=min(each for each in ends if each),
        pods=listed,
        first=ending[0].metadata.name,
    )


def _is_recreate(seen: Seen) -> Match | None:
    return HOLDS if seen.set.spec.update_strategy.type == "Recreate" else None


def _unknown_strategy(seen: Seen) -> Match | None:
    family = replace(seen.family, events=seen.surroundings.events)
    if not strategy_unknown(family, now=seen.now):
        return None
    events = reversed(seen.events(seen.set.metadata.uid))
    last = next(each for each in events if each.reason == "UnknownStrategy")
    return Match(evidence=(event_evidence(last, f"StatefulSet {seen.family.name}"),))


def _unknown(web: Example, *, before: float) -> Example:
    return _strategy(web, "Recreate").event(
        "UnknownStrategy",
        "statefulset shop/web uses Recreate strategy but feature gate StatefulSetRecreateStrategy is disabled",
        before=before,
    )


def _partition(web: Example, partition: int) -> Example:
    strategy = UpdateStrategy(rolling_update=RollingUpdate(partition=partition))
    return web.sts().spec(update_strategy=strategy).status(current_revision=OLD)


def _strategy(web: Example, kind: str) -> Example:
    return web.sts().spec(update_strategy=UpdateStrategy(type=kind)).status(current_revision=OLD)


_PARTITIONS = "D/concepts/workloads/controllers/statefulset/#partitions"
_LOWER = """kubectl patch sts {set} -n {namespace} --type=merge -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'"""

RULES = (
    Rule(
        id="sts-partition-hold",
        severity="info",
        about="set",
        signs=(SetCheck(_held, needs=("pods",)),),
        title="The update of {set} is held at partition {partition}, {pods} on another revision",
        why="Ordinals below {boundary} keep the revision they have until somebody lowers the partition. All others are done. There is no event about it.",
        newcomers="The new version runs on some pods on purpose, and somebody has to say go on.",
        fix=(Fix("update all the others, the highest ordinal first", _LOWER),),
        danger="Until then {lost} comes back on the OLD revision.",
        doc=_PARTITIONS,
        case=Case(
            fires=lambda web: _partition(web, 2).of_revision(0).of_revision(1),
            silent=lambda web: _partition(web, 1).of_revision(0).of_revision(1),
        ),
    ),
    Rule(
        id="sts-partition-too-high",
        severity="low",
        about="set",
        signs=(SetCheck(_too_high),),
        title="The new template of {set} reaches no pod: partition {partition}, replicas {replicas}",
        why="Only indexes from the partition up get the new template, and there is none. That is how an update is frozen, or was forgotten.",
        newcomers="The set was told to update no pod at all.",
        fix=(Fix("let the update reach all pods", _LOWER),),
        doc=_PARTITIONS,
        case=Case(fires=lambda web: _partition(web, 3), silent=lambda web: _partition(web, 2)),
    ),
    Rule(
        id="sts-partition-offset",
        severity="medium",
        about="set",
        signs=(SetCheck(_offset),),
        advice=True,
        title="The partition of {set} is counted from ordinal {start}: it divides at {boundary}",
        why="The partition is an index, not an ordinal: with ordinals.start {start}, partition {partition} means that {set}-{boundary} and higher get the new template.",
        newcomers="The numbers of the pods and the number in the partition do not count from the same place.",
        fix=(
            Fix(
                "think of it whenever the partition is set: ordinal minus {start}",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{.spec.ordinals.start} {.spec.updateStrategy.rollingUpdate.partition}'",
            ),
        ),
        danger="A partition that was meant as an ordinal updates the wrong pods, or none.",
        doc="https://github.com/kubernetes/kubernetes/issues/128529",
        case=Case(
            fires=lambda web: _partition(web, 2).spec(ordinals=Ordinals(start=10)),
            silent=lambda web: web.sts().spec(ordinals=Ordinals(start=10)),
        ),
    ),
    Rule(
        id="sts-ondelete-pending",
        severity="info",
        about="set",
        signs=(SetCheck(_on_delete, needs=("pods",)),),
        title="{set} waits for somebody to delete {pods} of another revision (OnDelete)",
        why="With this strategy the controller replaces no pod; each gets the newest template when it is deleted.",
        newcomers="The new version reaches a pod only after somebody deletes that pod.",
        fix=(
            Fix(
                "one at a time, each after the other is Ready",
                "kubectl delete pod {first} -n {namespace}",
            ),
        ),
        danger="An operator may do this in an order of its own: see who owns the set.",
        doc="D/concepts/workloads/controllers/statefulset/#update-strategies",
        case=Case(
            fires=lambda web: _strategy(web, "OnDelete").of_revision(1),
            silent=lambda web: _strategy(web, "OnDelete"),
        ),
    ),
    Rule(
        id="sts-ondelete-stale-current",
        severity="info",
        about="set",
        signs=(
            SetCheck(_current_is_behind),
            SetCheck(_stale_current, needs=("pods", "version")),
        ),
        title="{set} looks as if an update were under way, and all pods are updated",
        why="With OnDelete, Kubernetes before 1.37 never moves status.currentRevision on. That is no fault.",
        newcomers="A number in the status is known to stay behind; nothing is wrong.",
        fix=(
            Fix(
                "see the revisions of the pods",
                "kubectl get pods -n {namespace} -L controller-revision-hash,apps.kubernetes.io/pod-index",
            ),
        ),
        doc="https://github.com/kubernetes/kubernetes/issues/73492",
        case=Case(
            fires=lambda web: _strategy(web, "OnDelete"),
            silent=lambda web: _strategy(web, "OnDelete").kubernetes("v1.37.2"),
        ),
    ),
    Rule(
        id="sts-unknown-strategy",
        severity="critical",
        about="set",
        signs=(SetCheck(_is_recreate), SetCheck(_unknown_strategy, needs=("events",))),
        title="Nothing is done for {set}: its controller does not know the strategy Recreate",
        why="The API server takes the strategy, and kube-controller-manager has feature gate StatefulSetRecreateStrategy off. It gives up each time before it creates, deletes or counts anything.",
        newcomers="The set asks for a way of updating that is not switched on in this cluster.",
        fix=(
            Fix(
                "use another strategy",
                """kubectl patch sts {set} -n {namespace} --type=merge -p '{"spec":{"updateStrategy":{"type":"RollingUpdate"}}}'""",
            ),
            Fix("or have the gate switched on in kube-controller-manager too"),
        ),
        danger="What was held up so long is done at once then: see first what is outdated.",
        doc="D/concepts/workloads/controllers/statefulset/#update-strategies",
        explains=("sts-generation-lag", "sts-step-overdue", "sts-head-of-line"),
        case=Case(
            fires=lambda web: _unknown(web, before=60),
            silent=lambda web: _unknown(web, before=3000),
        ),
    ),
    Rule(
        id="sts-recreate-waiting",
        severity="medium",
        about="set",
        signs=(SetCheck(_recreate, needs=("pods",)),),
        after=30,
        title="{set} makes no new pod until the last old one is gone: {pods}",
        why="With strategy Recreate (alpha in Kubernetes 1.37) all old pods end first. One that does not end keeps the whole set down.",
        newcomers="The set stops everything before it starts anything new, and one pod does not stop.",
        fix=(Fix("see what holds it", "kubectl describe pod {first} -n {namespace}"),),
        danger="The set is down meanwhile, by design.",
        doc="D/concepts/workloads/controllers/statefulset/#update-strategies",
        explained_by=("term-*",),
        case=Case(
            fires=lambda web: _strategy(web, "Recreate").of_revision(1).terminating(-120),
            silent=lambda web: _strategy(web, "Recreate").of_revision(1).terminating(20),
        ),
    ),
)
