"""Every ordinal the controller thinks about, present or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.model import Readable, Unreadable
from ststui.model.elapsed import seconds_since, seconds_until
from ststui.model.ordinal import pod_name
from ststui.model.role import ROLE_LABELS, role
from ststui.report.bare_name import bare
from ststui.report.claim import ClaimReport, report_claims
from ststui.report.container import ContainerReport, report_containers
from ststui.report.pod_state import OrdinalState, PodState, pod_state
from ststui.report.shape import Shape
from ststui.report.why_missing import why_missing

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.controller import Step
    from ststui.model import Family, Pod

Place = Literal["inRange", "condemned", "ghost"]
"""inRange: wanted. condemned: a pod outside the range. ghost: only claims, outside the range."""


class OrdinalDns(Shape, frozen=True):
    """What DNS says of the ordinal's stable name."""

    verdict: str
    name: str


class OrdinalReport(Shape, frozen=True):
    """One ordinal."""

    ordinal: int
    pod: str | None
    """Name of the pod that is there; null when there is none or it is another's."""
    place: Place
    state: OrdinalState
    reason: str | None
    """The cluster's word for why; of a missing pod why the controller does not make it."""
    ready: bool
    revision: str | None
    role: str | None
    node: str | None
    ip: str | None
    restarts: int
    age_seconds: int | None
    deletes_in_seconds: int | None
    """Until the grace period ends; negative when it is overdue."""
    containers: tuple[ContainerReport, ...]
    claims: tuple[ClaimReport, ...] | None
    dns: OrdinalDns | None


def report_ordinals(
    family: Family, *, now: datetime, step: Step | None = None, blocked: bool = False
) -> tuple[OrdinalReport, ...]:
    """All ordinals of a family, ascending.

    Args:
        family: the set.
        now: the API server's time.
        step: what the controller does next, as far as that is known: why pods are missing.
        blocked: whether the set is blocked.
    """
    wanted = family.set.ordinals
    places: dict[int, Place] = dict.fromkeys(family.ghosts, "ghost")
    places.update(dict.fromkeys(family.condemned, "condemned"))
    places.update(dict.fromkeys(wanted, "inRange"))
    return tuple(
        _one(family, each, places[each], now=now, step=step, blocked=blocked)
        for each in sorted(places)
    )


def _one(
    family: Family,
    ordinal: int,
    place: Place,
    *,
    now: datetime,
    step: Step | None,
    blocked: bool,
) -> OrdinalReport:
    pod = family.pods_by_ordinal.get(ordinal)
    claims = report_claims(family, ordinal, wanted=place == "inRange")
    if pod is None:
        state, reason = _without_pod(family, ordinal, place)
        if state == "missing" and step is not None:
            reason = why_missing(family, ordinal, step, blocked=blocked)
        return OrdinalReport(
            ordinal=ordinal,
            pod=None,
            place=place,
            state=state,
            reason=reason,
            ready=False,
            revision=None,
            role=None,
            node=None,
            ip=None,
            restarts=0,
            age_seconds=None,
            deletes_in_seconds=None,
            containers=(),
            claims=claims,
            dns=_dns(family, ordinal),
        )
    return of_pod(
        pod,
        ordinal=ordinal,
        place=place,
        claims=claims,
        now=now,
        dns=_dns(family, ordinal),
        role_labels=family.role_labels,
    )


def of_pod(
    pod: Pod,
    *,
    ordinal: int,
    place: Place,
    claims: tuple[ClaimReport, ...] | None,
    now: datetime,
    dns: OrdinalDns | None = None,
    role_labels: tuple[str, ...] = ROLE_LABELS,
) -> OrdinalReport:
    """An ordinal whose pod is there."""
    state, reason = pod_state(pod)
    return OrdinalReport(
        ordinal=ordinal,
        pod=pod.metadata.name,
        place=place,
        state=state,
        reason=reason,
        ready=pod.running_and_ready,
        revision=pod.revision or None,
        role=role(pod.metadata.labels, names=role_labels),
        node=pod.spec.node_name or None,
        ip=pod.status.pod_ip or None,
        restarts=pod.restarts,
        age_seconds=seconds_since(pod.metadata.creation_timestamp, now=now),
        deletes_in_seconds=seconds_until(pod.metadata.deletion_timestamp, now=now),
        containers=report_containers(pod, now=now),
        claims=claims,
        dns=dns,
    )


def _dns(family: Family, ordinal: int) -> OrdinalDns | None:
    check = family.dns.value.ordinals.get(ordinal) if isinstance(family.dns, Readable) else None
    return None if check is None else OrdinalDns(verdict=check.verdict, name=bare(check.name.text))


def _without_pod(family: Family, ordinal: int, place: Place) -> PodState:
    if isinstance(family.pods, Unreadable):
        return PodState("unknown", family.pods.why)
    if place == "ghost":
        return PodState("claimOnly", None)
    foreign = family.foreign_by_ordinal.get(ordinal)
    if foreign is None:
        return PodState("missing", None)
    owner = foreign.metadata.owner
    name = pod_name(family.name, ordinal)
    whose = f"{owner.kind} {owner.name}" if owner else "nobody"
    return PodState("nameTaken", f"pod {name} belongs to {whose}")
