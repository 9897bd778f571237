"""The lines of the detail pane, as plain cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller import if_it_died
from ststui.model import Unreadable
from ststui.model.readable import LOADING, NOT_READ
from ststui.report.change import last_change
from ststui.ui.widgets.findings import summary
from ststui.ui.widgets.pane_dns import dns_lines
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.ui.widgets.tree.rows.findings import explained, worst_by_ordinal
from ststui.ui.widgets.tree.rows.status import ordinal_status, set_status
from ststui.wording.age import age
from ststui.wording.escape import safe
from ststui.wording.gates import assumed_max_unavailable, assumed_recreate, assumed_version
from ststui.wording.revision import short_revision
from ststui.wording.state import CONTAINER_STATES
from ststui.wording.step import loss_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ststui.diagnosis import Diagnosis
    from ststui.live.role_changes import RoleChanges
    from ststui.model import Event, Family, Pod
    from ststui.report import OrdinalReport, SetReport
    from ststui.report.claim import ClaimReport
    from ststui.ui.widgets.tree.rows import Row

Line = tuple[Cell, ...]
MOST_EVENTS = 20
MOST_CHANGES = 4
"""Of what a revision changed; `b` shows all of it."""


def pane_lines(  # noqa: PLR0913 - everything that is said of a row
    family: Family,
    report: SetReport,
    row: Row,
    *,
    events: Sequence[Event] | None,
    why_no_events: str,
    now: datetime,
    server_version: str | None = None,
    diagnosis: Diagnosis | None = None,
    changed: Sequence[str] = (),
    roles: RoleChanges | None = None,
) -> Iterator[Line]:
    """Everything the pane says of the selected row, line by line; wrapping is the widget's."""
    report = explained(report, worst_by_ordinal(diagnosis))
    ordinal = chosen_ordinal(report, row)
    if ordinal is None:
        yield (Cell(safe(report.name), "strong"), Cell(f"  set in {safe(report.namespace)}", "dim"))
        yield (set_status(report),)
    else:
        name = ordinal.pod or f"{report.name}-{ordinal.ordinal}"
        where = f"  ordinal {ordinal.ordinal} of {report.name}"
        yield (Cell(safe(name), "strong"), Cell(safe(where), "dim"))
        yield (_status(report, ordinal),)
    yield from _changed(family, report, now, changed)
    if report.sentence:
        yield ()
        yield (Cell("CONTROLLER", "dim"),)
        yield (Cell(f"  {safe(report.sentence)}"),)
        if ordinal is not None and ordinal.pod is not None:
            foreseen = if_it_died(family, ordinal.ordinal, now=now, server_version=server_version)
            if foreseen is not None:
                words = loss_sentence(foreseen, pod=ordinal.pod, set_name=report.name)
                yield (Cell(f"  {words}", "dim"),)
    yield from summary(diagnosis, None if ordinal is None else ordinal.ordinal)
    yield ()
    yield (Cell("FACTS", "dim"),)
    if ordinal is None:
        yield from _set_facts(report, server_version)
    else:
        yield from _ordinal_facts(report, ordinal, family, roles=roles, now=now)
    yield from _services(family, report)
    yield from dns_lines(family, None if ordinal is None else ordinal.ordinal, now=now)
    yield ()
    yield (Cell("EVENTS", "dim"),)
    yield from _events(events, why_no_events, now)


def chosen_ordinal(report: SetReport, row: Row) -> OrdinalReport | None:
    """The ordinal a row belongs to; None for the set's own lines."""
    number = row.key.part.partition("/")[0]
    for each in report.ordinals:
        if str(each.ordinal) == number:
            return each
    return None


def _status(report: SetReport, ordinal: OrdinalReport) -> Cell:
    return ordinal_status(report, ordinal)


def _changed(
    family: Family, report: SetReport, now: datetime, words: Sequence[str]
) -> Iterator[Line]:
    change = last_change(family)
    if change is None:
        return
    ago = age(int((now - change.at).total_seconds()))
    what = ""
    if change.revision:
        name = safe(short_revision(change.revision, set_name=report.name))
        more = [f"and {len(words) - MOST_CHANGES} more"] if len(words) > MOST_CHANGES else []
        told = [safe(each, limit=80) for each in words[:MOST_CHANGES]]
        what = f" {', '.join([f'revision {name}', *told, *more])}"
    by = f", by {safe(change.by, limit=60)}" if change.by else ""
    yield (Cell(f"changed {ago} ago:{what or ' spec'}{by}", "dim"),)


def _fact(name: str, value: str) -> Line:
    return (Cell(f"  {name:<10} ", "dim"), Cell(value))


def _set_facts(report: SetReport, server_version: str | None) -> Iterator[Line]:
    yield _fact("replicas", f"{report.replicas}, {report.ready_replicas} Ready")
    if report.start:
        yield _fact("ordinals", f"from {report.start}")
    yield _fact("policy", safe(report.pod_management_policy))
    strategy = safe(report.update_strategy)
    if report.partition:
        strategy = f"{strategy}, partition {report.partition}"
    if report.max_unavailable is not None:
        strategy = f"{strategy}, maxUnavailable {safe(str(report.max_unavailable))}"
    yield _fact("update", strategy)
    yield from _assumed(report, server_version)
    if report.min_ready_seconds:
        yield _fact("available", f"after {report.min_ready_seconds}s Ready")
    yield _fact("revision", safe(report.update_revision or "?"))
    if report.current_revision != report.update_revision:
        yield _fact("was", safe(report.current_revision or "?"))
    keep = report.claim_retention
    yield _fact(
        "claims", f"set deleted: {safe(keep.when_deleted)}, scaled down: {safe(keep.when_scaled)}"
    )


def _assumed(report: SetReport, server_version: str | None) -> Iterator[Line]:
    """What is taken for granted of this set's update: gates cannot be read from the API."""
    version = assumed_version(server_version)
    if report.update_strategy == "Recreate":
        yield _fact("assumed", f"Kubernetes {version}: {assumed_recreate(server_version)}")
    elif report.max_unavailable is not None:
        counts = assumed_max_unavailable(server_version)
        yield _fact("assumed", f"Kubernetes {version} with its default gates: {counts}")


def _role(role: str, pod: Pod, roles: RoleChanges | None, now: datetime) -> str:
    since = roles.since(pod.metadata.uid) if roles is not None else None
    if since is None:
        return f"{safe(role)} by its label, which did not change since ststui looks"
    return f"{safe(role)} by its label for {age(int((now - since).total_seconds()))}"


def _ordinal_facts(
    report: SetReport,
    ordinal: OrdinalReport,
    family: Family,
    *,
    roles: RoleChanges | None,
    now: datetime,
) -> Iterator[Line]:
    usage, pod = family.usage, family.pods_by_ordinal.get(ordinal.ordinal)
    if ordinal.pod is not None:
        yield _fact("node", safe(ordinal.node or "not scheduled"))
        yield _fact("address", safe(ordinal.ip or "none yet"))
        yield _fact("revision", safe(ordinal.revision or "?"))
        if ordinal.restarts:
            yield _fact("restarts", str(ordinal.restarts))
    if ordinal.role and pod is not None:
        yield _fact("role", _role(ordinal.role, pod, roles, now))
    if report.service_name:
        name = f"{report.name}-{ordinal.ordinal}.{report.service_name}.{report.namespace}.svc"
        yield _fact("name", safe(name))
    for claim in ordinal.claims or ():
        yield _fact("claim", _claim(claim))
    if ordinal.claims and isinstance(usage, Unreadable) and usage is not NOT_READ:
        yield _fact("used", f"not known: {safe(usage.why, limit=120)}")
    if ordinal.claims is None:
        yield _fact("claims", "not readable")
    for container in ordinal.containers:
        word = CONTAINER_STATES[container.state]
        why = f": {safe(container.reason, limit=80)}" if container.reason else ""
        yield _fact("container", f"{safe(container.name)} {word}{why}")


def _claim(claim: ClaimReport) -> str:
    facts = (claim.name, claim.phase or claim.state, claim.capacity, claim.storage_class)
    words = [safe(each) for each in facts if each]
    if claim.used_fraction is not None:
        words.append(f"{claim.used_fraction:.0%} used")
    return " ".join([*words, *(safe(each) for each in claim.conditions)])


def _services(family: Family, report: SetReport) -> Iterator[Line]:
    yield ()
    yield (Cell("SERVICES", "dim"),)
    if isinstance(family.services, Unreadable) and family.services.why == LOADING:
        yield (Cell("  loading", "dim"),)
        return
    if report.services is None:
        yield (Cell("  not readable", "look"),)
        return
    if not report.services:
        yield (Cell("  none", "dim"),)
    for each in report.services:
        address = safe(each.cluster_address or each.type, limit=60)
        kind = "headless" if each.headless else address
        ready = "" if each.ready_addresses is None else f", {each.ready_addresses} ready"
        if each.gone_addresses:
            ready += f", {each.gone_addresses} of them of pods that are gone"
        yield (Cell(f"  {safe(each.name)} "), Cell(f"{each.role}, {kind}{ready}", "dim"))


def _events(events: Sequence[Event] | None, why: str, now: datetime) -> Iterator[Line]:
    if why:
        yield (Cell(f"  {safe(why, limit=200)}", "look"),)
    if events is None:
        if not why:
            yield (Cell("  loading", "dim"),)
        return
    if not events:
        yield (Cell("  none (they are kept for an hour)", "dim"),)
    for event in events[:MOST_EVENTS]:
        ago = age(int((now - event.at).total_seconds())) if event.at else "?"
        times = f" ×{event.times}" if event.times > 1 else ""
        yield (
            Cell(f"  {ago}{times} ", "dim"),
            Cell(safe(event.reason, limit=60), "plain" if event.type == "Normal" else "look"),
            Cell(f" {safe(event.message, limit=400)}"),
        )
