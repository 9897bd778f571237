"""The governing Service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen


def _missing(seen: Seen) -> Match | None:
    name = seen.set.spec.service_name
    if not name or any(each.metadata.name == name for each in seen.services):
        return None
    return found(
        f"serviceName: {name}",
        f"spec of StatefulSet {seen.family.name}",
        since=seen.set.metadata.creation_timestamp,
    )


RULES = (
    Rule(
        id="svc-missing",
        severity="high",
        about="set",
        signs=(SetCheck(_missing, needs=("services",)),),
        after=5,
        title="Service {service} does not exist: the pods of {set} have no DNS names",
        why="The set names it in serviceName. Pods start without it, and there is no event.",
        newcomers="Each pod gets its name in DNS from a headless Service, which must be created"
        " beside the set.",
        fix=(
            Fix(
                "create it with the set's own selector",
                "kubectl create service clusterip {service} -n {namespace} --clusterip=None"
                " --dry-run=client -o yaml",
            ),
        ),
        doc="D/concepts/workloads/controllers/statefulset/#stable-network-id",
        explains=("svc-*", "eps-*", "dns-*"),
        case=Case(
            fires=lambda web: web.service("web").gone(),
            silent=lambda web: web.service("web-read").gone(),
        ),
    ),
)
