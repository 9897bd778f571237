"""The rows of an ordinal: its own, and those of its containers and claims when expanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.rows.cell import BLANK, Cell, Role
from ststui.ui.widgets.tree.rows.claims import WORDS, claim_role, ordinal_claims
from ststui.ui.widgets.tree.rows.dns import ordinal_dns
from ststui.ui.widgets.tree.rows.row import Row, RowKey
from ststui.ui.widgets.tree.rows.status import ordinal_role, ordinal_status
from ststui.wording.age import age
from ststui.wording.escape import safe
from ststui.wording.revision import short_revision
from ststui.wording.state import CONTAINER_STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ststui.model.known_nodes import KnownNodes
    from ststui.report import OrdinalReport, SetReport
    from ststui.report.claim import ClaimReport
    from ststui.report.container import ContainerReport

MARKS: Mapping[Role, Cell] = {"bad": Cell("✗", "bad"), "look": Cell("▲", "look")}


def ordinal_key(report: SetReport, ordinal: OrdinalReport) -> RowKey:
    """The key of an ordinal's row: an ordinal stays the same when its pod is replaced."""
    return RowKey(
        report.context,
        "ordinal",
        report.namespace,
        report.name,
        report.uid,
        str(ordinal.ordinal),
    )


def ordinal_row(
    report: SetReport,
    ordinal: OrdinalReport,
    *,
    nodes: KnownNodes,
    expanded: bool,
) -> Row:
    """The row of an ordinal."""
    status = ordinal_status(report, ordinal)
    return Row(
        key=ordinal_key(report, ordinal),
        depth=1,
        cells={
            "NAME": Cell(safe(ordinal.pod), "plain") if ordinal.pod else Cell("—", "dim"),
            "READY": _ready(ordinal),
            "STATUS": status,
            "RESTARTS": _restarts(ordinal),
            "NODE": _node(ordinal, nodes),
            "REV": _revision(report, ordinal),
            "CLAIMS": ordinal_claims(ordinal.claims, dim=ordinal.pod is None),
            "ROLE": Cell(safe(ordinal.role, limit=20)) if ordinal.role else BLANK,
            "DNS": ordinal_dns(ordinal),
            "AGE": Cell(age(ordinal.age_seconds), "dim") if ordinal.pod else BLANK,
        },
        mark=MARKS.get(status.role, BLANK),
        ordinal=str(ordinal.ordinal),
        expandable=bool(ordinal.containers or ordinal.claims),
        expanded=expanded,
        subject=ordinal.pod or f"{report.name}-{ordinal.ordinal}",
    )


def part_rows(report: SetReport, ordinal: OrdinalReport) -> Iterator[Row]:
    """The rows of an expanded ordinal: containers in starting order, then claims."""
    base = ordinal_key(report, ordinal)
    for container in ordinal.containers:
        part = f"{base.part}/container/{container.name}"
        yield container_row(base._replace(kind="container", part=part), container)
    for claim in ordinal.claims or ():
        part = f"{base.part}/claim/{claim.name}"
        yield claim_row(base._replace(kind="claim", part=part), claim)


def container_row(key: RowKey, container: ContainerReport) -> Row:
    """The row of a container."""
    text = CONTAINER_STATES[container.state]
    if container.reason:
        text = f"{text}: {safe(container.reason, limit=100)}"
    done = container.init and container.state == "terminated" and container.last_exit_code == 0
    good = done or (container.state == "running" and container.ready)
    role: Role = "dim" if good else "plain" if container.state == "notStarted" else "look"
    prefix = "init " if container.init else ""
    return Row(
        key=key,
        depth=2,
        cells={
            "NAME": Cell(f"{prefix}{safe(container.name)}", "dim"),
            "STATUS": Cell(text, role),
            "RESTARTS": _container_restarts(container),
        },
        spans=True,
        subject=container.name,
    )


def claim_row(key: RowKey, claim: ClaimReport) -> Row:
    """The row of a claim."""
    used = None if claim.used_fraction is None else f"{claim.used_fraction:.0%} used"
    said = (claim.capacity, used, claim.storage_class, claim.volume, *claim.conditions)
    facts = [safe(each, limit=80) for each in said if each]
    word = WORDS[claim.state]
    role = claim_role(claim)
    return Row(
        key=key,
        depth=2,
        cells={
            "NAME": Cell(f"claim {safe(claim.name)}", "dim"),
            "STATUS": Cell(" ".join([word, *facts]), "dim" if role == "plain" else role),
        },
        spans=True,
        subject=claim.name,
    )


def _ready(ordinal: OrdinalReport) -> Cell:
    if ordinal.pod is None:
        return BLANK
    main = [each for each in ordinal.containers if each.sidecar or not each.init]
    ready = sum(1 for each in main if each.ready)
    text = f"{ready}/{len(main)}"
    if ordinal.ready:
        return Cell(text, "plain")
    return Cell(text, ordinal_role(ordinal))


def _restarts(ordinal: OrdinalReport) -> Cell:
    if ordinal.pod is None:
        return BLANK
    ends = [e for e in ordinal.containers if e.last_ended_seconds is not None and e.restarts]
    if not ordinal.restarts or not ends:
        return Cell(str(ordinal.restarts), "plain" if ordinal.restarts else "dim")
    last = min(ends, key=lambda each: each.last_ended_seconds or 0)
    why = "OOM" if last.last_reason == "OOMKilled" else f"exit {last.last_exit_code}"
    return Cell(f"{ordinal.restarts} ({age(last.last_ended_seconds)} {why})", "look")


def _container_restarts(container: ContainerReport) -> Cell:
    if container.last_ended_seconds is None or not container.restarts:
        return Cell(f"{container.restarts} restarts", "dim") if container.restarts else BLANK
    ended = f"last {age(container.last_ended_seconds)} ago, exit {container.last_exit_code}"
    return Cell(f"{container.restarts} restarts, {ended}", "look")


def _node(ordinal: OrdinalReport, nodes: KnownNodes) -> Cell:
    if not ordinal.node:
        return Cell("—", "dim") if ordinal.pod else BLANK
    node = nodes.by_name.get(ordinal.node)
    name = safe(ordinal.node)
    if node is None:
        return Cell(f"{name} ✗", "bad") if nodes.lacks(ordinal.node) else Cell(name, "dim")
    if not node.ready:
        return Cell(f"{name} ✗", "bad")
    if node.pressures:
        return Cell(f"{name} ▲", "look")
    if node.spec.unschedulable:
        return Cell(f"{name} ▲", "look")
    return Cell(name, "dim")


def _revision(report: SetReport, ordinal: OrdinalReport) -> Cell:
    text = safe(short_revision(ordinal.revision, set_name=report.name))
    new = ordinal.revision == report.update_revision != report.current_revision
    return Cell(text, "moving" if new else "dim")
