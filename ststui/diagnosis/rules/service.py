"""The governing Service, and the ports of all services."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import At, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import PodCheck, ServiceCheck, SetCheck
from ststui.model.service import ServicePort

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod, Service

_SERVICES: Final[tuple[Need, ...]] = ("services",)
LABEL: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
LONGEST: Final = 63
"""Characters of a DNS label (RFC 1035, section 2.3.4)."""


def _missing(seen: Seen) -> Match | None:
    name = seen.set.spec.service_name
    if not name or any(each.metadata.name == name for each in seen.services):
        return None
    return found(
        f"serviceName: {name}",
        f"spec of StatefulSet {seen.family.name}",
        since=seen.set.metadata.creation_timestamp,
        manifest=_headless(seen, name),
    )


def _headless(seen: Seen, name: str) -> str:
    """A headless Service with the set's own labels, as JSON in one line."""
    manifest = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"clusterIP": "None", "selector": seen.set.spec.selector.match_labels},
    }
    return json.dumps(manifest, separators=(",", ":"))


def _at(service: Service) -> At:
    metadata = service.metadata
    return At(kind="Service", namespace=metadata.namespace, name=metadata.name)


def _not_headless(seen: Seen) -> Match | None:
    service = seen.family.governing
    if service is None or service.headless or service.spec.type == "ExternalName":
        return None
    return found(
        f"clusterIP: {service.spec.cluster_ip or 'none yet'}",
        f"spec of Service {service.metadata.name}",
        at=_at(service),
        service=service.metadata.name,
    )


def _external(seen: Seen) -> Match | None:
    service = seen.family.governing
    if service is None or service.spec.type != "ExternalName":
        return None
    return found(
        f"type: ExternalName, externalName: {service.spec.external_name}",
        f"spec of Service {service.metadata.name}",
        at=_at(service),
        service=service.metadata.name,
    )


def _no_selector(seen: Seen) -> Match | None:
    service = seen.family.governing
    if service is None or service.spec.selector or service.spec.type == "ExternalName":
        return None
    name = service.metadata.name
    slices = [each for each in seen.slices if each.service_name == name]
    if any(each.endpoints for each in slices):
        return None
    return found(
        "selector: none, and no endpoint was made by hand",
        f"spec of Service {name}; its EndpointSlices",
        at=_at(service),
        service=name,
    )


def _misses(seen: Seen) -> Match | None:
    service = seen.family.governing
    labels = seen.set.spec.template.metadata.labels
    if service is None or not service.spec.selector or service.selects(labels):
        return None
    if service.spec.type == "ExternalName":
        return None
    wrong = [f"{k}={v}" for k, v in service.spec.selector.items() if labels.get(k) != v]
    have = ", ".join(f"{k}={v}" for k, v in sorted(labels.items())) or "none"
    return found(
        f"it wants {', '.join(wrong)}; labels of the template: {have}",
        f"spec.selector of Service {service.metadata.name}",
        at=_at(service),
        service=service.metadata.name,
        wrong=", ".join(wrong),
    )


def _subdomain(seen: Seen, pod: Pod) -> Match | None:
    wanted = seen.set.spec.service_name
    if pod.terminating or not wanted or pod.spec.subdomain == wanted:
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
        if name and len(name) <= LONGEST and not LABEL.fullmatch(name):
            return found(
                f"{what}: {name}", f"StatefulSet {seen.family.name}", what=what, label=name
            )
    return None


def _ports(web: Example, target: str) -> Example:
    return web.service("web-read").spec(ports=(ServicePort(port=80, target_port=target),))


_STABLE = "D/concepts/workloads/controllers/statefulset/#stable-network-id"
_HEADLESS = "D/concepts/services-networking/service/#headless-services"
_SEE = Fix("see it", "kubectl get svc {service} -n {namespace} -o yaml")

RULES = (
    Rule(
        id="svc-missing",
        severity="high",
        about="set",
        signs=(SetCheck(_missing, needs=_SERVICES),),
        after=5,
        title="Service {service} does not exist: the pods of {set} have no DNS names",
        why="The set names it in serviceName. Pods start without it, and there is no event.",
        newcomers="Each pod gets its name in DNS from a headless Service, which must be created"
        " beside the set.",
        fix=(
            Fix(
                "create it, with the set's own selector; add ports if clients look for SRV records",
                "echo {manifest} | kubectl create -n {namespace} -f -",
            ),
        ),
        doc=_STABLE,
        explains=("svc-*", "eps-*", "dns-*"),
        case=Case(
            fires=lambda web: web.service("web").gone(),
            silent=lambda web: web.service("web-read").gone(),
        ),
    ),
    Rule(
        id="svc-not-headless",
        severity="medium",
        about="set",
        signs=(SetCheck(_not_headless, needs=_SERVICES),),
        title="Service {service} of {set} is not headless: its name gives one address, not the pods",
        why="It has a clusterIP. The names of single pods mostly still resolve, but whoever looks up {service} to find all members gets one virtual address.",
        newcomers="A set needs a Service without an address of its own, so that DNS lists the pods.",
        fix=(
            Fix(
                "keep it, take clusterIP, clusterIPs and resourceVersion out and write clusterIP: None",
                "kubectl get svc {service} -n {namespace} -o yaml",
            ),
            Fix(
                "then delete it and create it from that",
                "kubectl delete svc {service} -n {namespace}",
            ),
        ),
        danger="The names are gone for a moment. Clients that use the virtual address need a Service of their own.",
        doc=_HEADLESS,
        case=Case(
            fires=lambda web: web.service("web").spec(
                cluster_ip="10.96.8.7", cluster_ips=("10.96.8.7",)
            ),
            silent=lambda web: web.service("web-read").spec(cluster_ip="10.96.8.7"),
        ),
    ),
    Rule(
        id="svc-externalname",
        severity="medium",
        about="set",
        signs=(SetCheck(_external, needs=_SERVICES),),
        title="Service {service} of {set} only points to another name: the pods have no names",
        why="A Service of type ExternalName has no endpoints; DNS answers with an alias.",
        newcomers="The Service that should list the pods forwards to somewhere else.",
        fix=(
            _SEE,
            Fix("make it headless: no externalName, clusterIP: None, the selector of the pods"),
        ),
        doc="D/concepts/services-networking/service/#externalname",
        explains=("svc-no-selector", "svc-selector-mismatch", "eps-*", "dns-*"),
        case=Case(
            fires=lambda web: web.service("web").spec(
                type="ExternalName", cluster_ip="", selector={}, external_name="db.example.com"
            ),
            silent=lambda web: web.service("web-read").spec(type="ExternalName"),
        ),
    ),
    Rule(
        id="svc-no-selector",
        severity="medium",
        about="set",
        signs=(SetCheck(_no_selector, needs=("services", "endpointslices")),),
        title="Service {service} of {set} selects no pods: they have no DNS names",
        why="Without a selector its endpoints must be made by hand, and there are none.",
        newcomers="The Service was not told which pods belong to it.",
        fix=(_SEE, Fix("give it the labels of the pods as its selector")),
        doc="D/concepts/services-networking/service/#services-without-selectors",
        explains=("eps-*", "dns-*"),
        case=Case(
            fires=lambda web: (
                web.service("web").spec(selector={}).choose("EndpointSlice", "web-x7k2p").gone()
            ),
            silent=lambda web: web.service("web").spec(selector={}),
        ),
    ),
    Rule(
        id="svc-selector-mismatch",
        severity="high",
        about="set",
        signs=(SetCheck(_misses, needs=_SERVICES),),
        title="Service {service} does not select the pods of {set}: they have no DNS names",
        why="It looks for {wrong}, and the template does not have that label.",
        newcomers="The Service looks for pods with another label.",
        fix=(
            Fix(
                "see what it finds",
                "kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={service}",
            ),
            Fix("give it the labels of the template", "kubectl edit svc {service} -n {namespace}"),
        ),
        danger="Changing labels in the template instead is an update of all pods.",
        doc="D/tasks/debug/debug-application/debug-service/",
        explains=("eps-*", "dns-*"),
        case=Case(
            fires=lambda web: web.service("web").spec(selector={"app": "wbe"}),
            silent=lambda web: web.service("web").spec(selector={"app": "web"}),
        ),
    ),
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
        explains=("dns-*",),
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
        fix=(Fix("make the set or its Service anew under a shorter name"),),
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
        fix=(Fix("make the set anew with another {what}"),),
        danger="A new name of the set means new claims.",
        doc="D/concepts/overview/working-with-objects/names/",
        explains=("create-pod-invalid",),
        case=Case(
            fires=lambda web: web.sts().spec(service_name="web.db"),
            silent=lambda web: web.sts().spec(service_name="web-db"),
        ),
    ),
)
