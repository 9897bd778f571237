"""The governing Service, and the ports of all services."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import UNRESOLVED
from ststui.diagnosis.match import At, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.dns_label import is_dns_label

if TYPE_CHECKING:
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import Service


_SERVICES: Final[tuple[Need, ...]] = ("services",)


def _missing(seen: Seen) -> Match | None:
    # A set that is asleep has no pods that could miss their names: that is advice. No Service can
    # be made whose name is no label: that is another fault.
    name = seen.set.spec.service_name
    if not seen.set.replicas or not is_dns_label(name) or seen.family.governing is not None:
        return None
    return found(
        f"serviceName: {name}",
        f"spec of StatefulSet {seen.family.name}",
        since=seen.set.metadata.creation_timestamp,
        manifest=_headless(seen, name),
    )


def _headless(seen: Seen, name: str) -> str:
    """A headless Service with the labels of the set's pods, as JSON in one line."""
    labels = seen.set.spec.selector.match_labels or seen.set.spec.template.metadata.labels
    manifest = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"clusterIP": "None", "selector": labels},
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
        "selector: none; no EndpointSlice of it was found, though one made by hand may lack the label that ststui asks for",
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
        explains=("svc-*", "eps-*", *UNRESOLVED),
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
        explains=("svc-no-selector", "svc-selector-mismatch", "eps-*", *UNRESOLVED),
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
        title="Service {service} of {set} has no selector: nothing gives its pods names in DNS",
        why="Without a selector its endpoints, and so the names, must be made by hand and kept up by hand.",
        newcomers="The Service was not told which pods belong to it.",
        fix=(_SEE, Fix("give it the labels of the pods as its selector")),
        doc="D/concepts/services-networking/service/#services-without-selectors",
        explains=("eps-*", *UNRESOLVED),
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
        explains=("eps-*", *UNRESOLVED),
        case=Case(
            fires=lambda web: web.service("web").spec(selector={"app": "wbe"}),
            silent=lambda web: web.service("web").spec(selector={"app": "web"}),
        ),
    ),
)
