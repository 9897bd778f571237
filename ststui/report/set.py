"""One set with its ordinals and services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller import next_step
from ststui.controller.member import member
from ststui.controller.undone import SINGLE_LOOK, Lookout, left_undone
from ststui.model import Unreadable
from ststui.model.elapsed import seconds_since
from ststui.report.ordinal import OrdinalReport, report_ordinals
from ststui.report.service import ServiceReport, report_services
from ststui.report.set_state import SetState, set_state
from ststui.report.shape import Shape
from ststui.report.undone import UndoneReport, report_undone
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model import Family


class RetentionReport(Shape, frozen=True):
    """What happens to claims."""

    when_deleted: str
    when_scaled: str


class SetReport(Shape, frozen=True):
    """One StatefulSet."""

    context: str
    namespace: str
    name: str
    uid: str
    service_name: str
    replicas: int
    ready_replicas: int
    """Counted as the controller does, from the pods there are: its own count may be old. From the
    status where pods could not be read."""
    available_replicas: int
    age_seconds: int | None
    state: SetState
    blocked_by: str | None
    """The name of the object that a blocked set waits for; null otherwise."""
    blocked_by_kind: str | None
    """Its kind: Pod, PersistentVolumeClaim or ResourceQuota."""
    next_verb: str | None
    """The verb of the controller's next step; null when pods could not be read."""
    sentence: str | None
    """What the controller does next and whom it waits for; null when pods could not be read."""
    undone: UndoneReport | None
    """Where the next step has not been done for a while; null otherwise."""
    current_revision: str | None
    update_revision: str | None
    partition: int
    """The field's value: an index from ``start``."""
    max_unavailable: int | str | None
    min_ready_seconds: int
    start: int
    pod_management_policy: str
    update_strategy: str
    claim_retention: RetentionReport
    ordinals: tuple[OrdinalReport, ...]
    services: tuple[ServiceReport, ...] | None


def report_set(
    family: Family,
    *,
    now: datetime,
    server_version: str | None = None,
    lookout: Lookout = SINGLE_LOOK,
) -> SetReport:
    """Everything said of a family.

    Args:
        family: the set and what belongs to it.
        now: the API server's time.
        server_version: of the control plane, for what differs between versions.
        lookout: what is known beside the objects.
    """
    stateful_set = family.set
    step = next_step(family, now=now, server_version=server_version)
    undone = left_undone(family, step, now=now, lookout=lookout)
    stands = set_state(family, step=step, now=now, undone=undone)
    blocker = stands.blocker
    ready, available = _counts(family, now=now)
    rolling = stateful_set.spec.update_strategy.rolling_update
    return SetReport(
        context=family.context,
        namespace=family.namespace,
        name=family.name,
        uid=stateful_set.metadata.uid,
        service_name=stateful_set.spec.service_name,
        replicas=stateful_set.replicas,
        ready_replicas=ready,
        available_replicas=available,
        age_seconds=seconds_since(stateful_set.metadata.creation_timestamp, now=now),
        state=stands.state,
        blocked_by=blocker.name if blocker else None,
        blocked_by_kind=blocker.kind if blocker else None,
        next_verb=None if step is None else step.verb,
        sentence=None if step is None else step_sentence(step, set_name=family.name, undone=undone),
        undone=report_undone(undone),
        current_revision=stateful_set.status.current_revision or None,
        update_revision=stateful_set.status.update_revision or None,
        partition=stateful_set.partition,
        max_unavailable=rolling.max_unavailable if rolling else None,
        min_ready_seconds=stateful_set.spec.min_ready_seconds,
        start=stateful_set.start,
        pod_management_policy=stateful_set.spec.pod_management_policy,
        update_strategy=stateful_set.spec.update_strategy.type,
        claim_retention=RetentionReport(
            when_deleted=stateful_set.retention.when_deleted,
            when_scaled=stateful_set.retention.when_scaled,
        ),
        ordinals=report_ordinals(family, now=now, step=step, blocked=stands.state == "blocked"),
        services=report_services(family),
    )


def _counts(family: Family, *, now: datetime) -> tuple[int, int]:
    """Ready and available pods: computeReplicaStatus (stateful_set_control.go, v1.36)."""
    if isinstance(family.pods, Unreadable):
        return family.set.status.ready_replicas, family.set.status.available_replicas
    seen = [
        member(
            pod,
            ordinal=ordinal,
            set_name=family.name,
            min_ready_seconds=family.set.spec.min_ready_seconds,
            now=now,
        )
        for ordinal, pod in family.pods_by_ordinal.items()
        if pod.running_and_ready
    ]
    return len(seen), sum(each.available for each in seen)
