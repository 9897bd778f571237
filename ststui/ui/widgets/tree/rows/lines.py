"""The lines of a set that are not ordinals: partition, services, controller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.dns import FINE
from ststui.ui.widgets.tree.rows.cell import Cell, Role
from ststui.ui.widgets.tree.rows.dns import service_dns
from ststui.ui.widgets.tree.rows.row import Row, RowKey, RowKind
from ststui.wording.escape import safe
from ststui.wording.revision import revisions
from ststui.wording.symbols import UNICODE

if TYPE_CHECKING:
    from ststui.report import SetReport
    from ststui.report.service import ServiceReport

LONG_NAME = 24
"""Letters of a set's name up to which its pods are named in full in the controller's sentence; it
says most in some 65."""


def _line(report: SetReport, kind: RowKind, text: str, role: Role) -> Row:
    return Row(
        key=RowKey(report.context, kind, report.namespace, report.name, report.uid, kind),
        depth=1,
        cells={"NAME": Cell(text, role)},
        spans=True,
        subject=report.name,
    )


def partition_line(report: SetReport) -> Row | None:
    """Between the ordinals it separates; None when the partition separates nothing."""
    if not report.partition > 0 or report.update_strategy != "RollingUpdate":
        return None
    boundary = report.start + report.partition
    if report.partition >= report.replicas:
        text = f"partition {report.partition}: no ordinal gets a new revision"
    else:
        differ = report.current_revision != report.update_revision
        name = revisions(None, report.update_revision, set_name=report.name, arrow="→")
        what = safe(name) if differ else "the next revision"
        get = "get" if differ else "would get"
        text = f"partition {report.partition}: ordinals from {boundary} up {get} {what}"
    return _line(report, "partition", text, "look")


def services_line(report: SetReport) -> Row | None:
    """The governing service and the clients'; None when the set names none and none selects it."""
    if report.services is None:
        return _line(report, "services", "svc ? (not readable)", "look")
    words = [_service(each) for each in report.services]
    if report.service_name and not any(e.role == "governing" for e in report.services):
        words.insert(0, f"{safe(report.service_name)} does not exist: no stable names")
        return _line(report, "services", "svc " + " · ".join(words), "look")
    if not words:
        return None
    wrong = any(
        e.gone_addresses or (e.dns is not None and e.dns.verdict not in FINE)
        for e in report.services
    )
    text = " · ".join(f"svc {each}" for each in words)
    return _line(report, "services", text, "look" if wrong else "dim")


def _service(service: ServiceReport) -> str:
    address = safe(service.cluster_address or service.type, limit=60)
    kind = "(headless)" if service.headless else address
    ready = "" if service.ready_addresses is None else f" {service.ready_addresses} ready"
    if service.gone_addresses:
        ready += f", {service.gone_addresses} of them of pods that are gone"
    return f"{safe(service.name)} {kind}{ready}{service_dns(service)}"


def controller_line(report: SetReport) -> Row | None:
    """What the controller does next; None when it is not known or all is at rest."""
    rests = report.state in {"stable", "asleep"} and report.next_verb == "none"
    if report.sentence is None or rests:
        return None
    sentence = report.sentence
    if len(report.name) > LONG_NAME:
        # The line is cut at its end, and with it the ordinal that it is about.
        sentence = sentence.replace(f"{report.name}-", f"{UNICODE.ellipsis}-")
    role: Role = "dim" if report.next_verb == "none" else "moving"
    return _line(report, "controller", f"controller: {safe(sentence)}", role)
