"""What DNS takes as a name, and the ports that services lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.causes import UNRESOLVED
from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import PodCheck, ServiceCheck, SetCheck
from ststui.model.dns_label import LONGEST, is_dns_label
from ststui.model.service import ServicePort

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod, Service


def _subdomain(seen: Seen, pod: Pod) -> Match | None:
    wanted = seen.set.spec.service_name
    if pod.terminating or not is_dns_label(wanted) or pod.spec.subdomain == wanted:
        return None
    return found(
        f"subdomain: {pod.spec.subdomain or 'none'}; serviceName: {wanted}",
        f"spec of Pod {pod.metadata.name}; spec of StatefulSet {seen.family.name}",
        subdomain=pod.spec.subdomain or "none",
        service=wanted,
    )


def _no_such_port(seen: Seen, service: Service) -> Match | None:
    template = seen.set.spec.template
    if not service.selects(template.metadata.labels):
        return None
    containers = (*template.spec.init_containers, *template.spec.containers)
    names = {port.name for each in containers for port in each.ports if port.name}
    for port in service.spec.ports:
        if isinstance(port.target_port, str) and port.target_port not in names:
            return found(
                f"targetPort: {port.target_port}; ports of the containers: {', '.join(sorted(names)) or 'none'}",
                f"spec.ports of Service {service.metadata.name}",
                port=port.target_port,
            )
    return None


def _too_long(seen: Seen) -> Match | None:
    last = seen.set.ordinals[-1] if seen.set.ordinals else seen.set.start
    for name in (f"{seen.family.name}-{last}", seen.set.spec.service_name):
        if len(name) > LONGEST:
            return found(
                f"{name} has {len(name)} characters",
                f"spec of StatefulSet {seen.family.name}",
                label=name,
                length=str(len(name)),
            )
    return None


def _invalid(seen: Seen) -> Match | None:
    for what, name in (("serviceName", seen.set.spec.service_name), ("name", seen.family.name)):
        if name and len(name) <= LONGEST and not is_dns_label(name):
            return found(
                f"{what}: {name}", f"StatefulSet {seen.family.name}", what=what, label=name
            )
    return None


def _ports(web: Example, target: str) -> Example:
    return web.service("web-read").spec(ports=(ServicePort(port=80, target_port=target),))


_SEE = Fix("see it", "kubectl get svc {service} -n {namespace} -o yaml")

RULES = (
    Rule(
        id="svc-subdomain-mismatch",
        severity="high",
        about="pod",
        signs=(PodCheck(_subdomain),),
        title="{pod} has no name under Service {service}: its subdomain is {subdomain}",
        why="A pod gets its name from the Service that its subdomain names, and that cannot be changed in a pod. The set was made anew with another serviceName.",
        newcomers="The pod was made for a Service of another name.",
        fix=(
            Fix(
                "one by one, each after the other is Ready",
                "kubectl delete pod {pod} -n {namespace}",
            ),
        ),
        danger="Clients may still use the old names.",
        doc="D/concepts/services-networking/dns-pod-service/#pod-hostname-and-subdomain-field",
        explains=UNRESOLVED,
        explained_by=("svc-missing",),
        case=Case(
            fires=lambda web: web.pod(1).spec(subdomain="web-old"),
            silent=lambda web: web.pod(1).spec(subdomain="web-old").terminating(20),
        ),
    ),
    Rule(
        id="svc-targetport-mismatch",
        severity="medium",
        about="service",
        signs=(ServiceCheck(_no_such_port),),
        title="Service {service} leads nowhere on port {port}: no container names it",
        why="A targetPort that is a name is looked up in the pods; where it is not found, the port is left out of the endpoints, without an event.",
        newcomers="The Service uses a name for a port that the pods do not know.",
        fix=(
            _SEE,
            Fix(
                "use a name that a container has, or the number",
                "kubectl edit svc {service} -n {namespace}",
            ),
        ),
        doc="D/concepts/services-networking/service/#field-spec-ports",
        case=Case(fires=lambda web: _ports(web, "htp"), silent=lambda web: _ports(web, "http")),
    ),
    Rule(
        id="dns-label-too-long",
        severity="high",
        about="set",
        signs=(SetCheck(_too_long),),
        title="A DNS name of {set} is too long: {length} characters, 63 are allowed",
        why="{label} becomes one part of the names in DNS. Longer ones are cut off or refused.",
        newcomers="Each part of a name in DNS may have 63 characters.",
        fix=(
            Fix(
                "make the set or its Service anew under a shorter name; first see what it is made of",
                "kubectl get sts {set} -n {namespace} -o yaml",
            ),
        ),
        danger="A new name of the set means new claims.",
        doc="D/concepts/overview/working-with-objects/names/#dns-label-names",
        case=Case(
            fires=lambda web: web.sts().spec(service_name="w" * 64).service("w" * 64),
            silent=lambda web: web.sts().spec(service_name="w" * 63).service("w" * 63),
        ),
    ),
    Rule(
        id="dns-label-invalid",
        severity="high",
        about="set",
        signs=(SetCheck(_invalid),),
        title="The {what} {label} of {set} cannot be part of a DNS name",
        why="Only small letters, digits and hyphens are allowed, beginning and ending with a letter or digit. Older sets may hold others, which are only refused when a pod is made.",
        newcomers="DNS allows fewer characters than this name has.",
        fix=(
            Fix(
                "make the set anew with another {what}; first see what it is made of",
                "kubectl get sts {set} -n {namespace} -o yaml",
            ),
        ),
        danger="A new name of the set means new claims.",
        doc="D/concepts/overview/working-with-objects/names/",
        explains=("create-pod-invalid",),
        case=Case(
            fires=lambda web: web.sts().spec(service_name="web.db"),
            silent=lambda web: web.sts().spec(service_name="web-db"),
        ),
    ),
)
