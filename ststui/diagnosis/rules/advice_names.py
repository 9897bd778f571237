"""Risks of the names and services of a set: said only when advice is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.slice import TargetReference

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen


def _no_name(seen: Seen) -> Match | None:
    if seen.set.spec.service_name:
        return None
    return found("serviceName: none", f"spec of StatefulSet {seen.family.name}")


def _no_service(seen: Seen) -> Match | None:
    name = seen.set.spec.service_name
    if seen.set.replicas or not name or seen.family.governing is not None:
        return None
    return found(f"replicas: 0, serviceName: {name}", f"spec of StatefulSet {seen.family.name}")


def _no_client(seen: Seen) -> Match | None:
    labels = seen.set.spec.template.metadata.labels
    mine = [each for each in seen.services if each.selects(labels)]
    if not mine or any(not each.headless for each in mine):
        return None
    names = ", ".join(each.metadata.name for each in mine)
    return found(f"services that select the pods: {names}, all headless", "Services")


def _no_ports(seen: Seen) -> Match | None:
    service = seen.family.governing
    if service is None or service.spec.ports or service.spec.type == "ExternalName":
        return None
    return found("ports: none", f"spec of Service {service.metadata.name}")


def _others_too(seen: Seen) -> Match | None:
    mine = {each.metadata.uid for each in seen.pods}
    orphans = {each.metadata.uid for each in seen.family.orphans_by_ordinal.values()}
    name = seen.set.spec.service_name
    for each in seen.slices:
        for endpoint in each.endpoints:
            target = endpoint.target_ref
            if each.service_name != name or target is None or target.kind != "Pod":
                continue
            if target.uid not in mine | orphans:
                source = f"EndpointSlice {each.metadata.name}"
                return found(f"it lists Pod {target.name}", source, other=target.name)
    return None


def _resolver(seen: Seen) -> Match | None:
    spec = seen.set.spec.template.spec
    policy = spec.dns_policy or "ClusterFirst"
    host = spec.host_network and policy == "ClusterFirst"
    if not host and policy not in {"Default", "None"}:
        return None
    text = f"dnsPolicy: {policy}" + (", hostNetwork: true" if spec.host_network else "")
    return found(text, f"template of StatefulSet {seen.family.name}", policy=policy)


def _foreign(web: Example, uid: str) -> Example:
    held = web.objects["EndpointSlice", "web-x7k2p"]
    target = TargetReference(kind="Pod", namespace="shop", name="cache-0", uid=uid)
    first = replace(held.endpoints[0], target_ref=target)
    return web.choose("EndpointSlice", "web-x7k2p").change(endpoints=(*held.endpoints, first))


RULES = (
    Rule(
        id="svc-name-empty",
        severity="low",
        about="set",
        signs=(SetCheck(_no_name),),
        advice=True,
        title="{set} names no Service: its pods have no names in DNS",
        why="serviceName is empty, and cannot be set later.",
        newcomers="Members of such a set can find each other only by changing addresses.",
        fix=(
            Fix(
                "create a headless Service, then the set anew with its name, keeping the pods",
                "kubectl delete sts {set} -n {namespace} --cascade=orphan",
            ),
        ),
        danger="Pods get their name only when they are made anew.",
        doc="D/concepts/workloads/controllers/statefulset/#stable-network-id",
        case=Case(
            fires=lambda web: web.sts().spec(service_name=""),
            silent=lambda web: web.sts().spec(service_name="web"),
        ),
    ),
    Rule(
        id="advice-no-service",
        severity="low",
        about="set",
        signs=(SetCheck(_no_service, needs=("services",)),),
        advice=True,
        title="{set} is asleep and its Service {service} does not exist",
        why="When it is scaled up again, its pods have no names in DNS until the Service is there.",
        newcomers="The names of the pods come from the Service; make it before you wake the set.",
        fix=(
            Fix(
                "apply its manifest again; see first that it is gone",
                "kubectl get svc {service} -n {namespace}",
            ),
        ),
        doc="D/concepts/workloads/controllers/statefulset/#stable-network-id",
        case=Case(
            fires=lambda web: web.service("web").gone().sts().spec(replicas=0),
            silent=lambda web: web.sts().spec(replicas=0),
        ),
    ),
    Rule(
        id="advice-no-client-service",
        severity="info",
        about="set",
        signs=(SetCheck(_no_client, needs=("services",)),),
        advice=True,
        title="{set} has no Service for clients beside the headless one",
        why="Clients of the headless Service get the addresses of pods and keep them; one with a clusterIP follows the pods that are Ready.",
        newcomers="One Service is for the members, another one is for those who use them.",
        fix=(
            Fix(
                "create one like the headless one with a clusterIP and another name, if clients need it",
                "kubectl get svc {service} -n {namespace} -o yaml",
            ),
        ),
        doc="D/concepts/services-networking/service/",
        case=Case(
            fires=lambda web: web.service("web-read").gone(),
            silent=lambda web: web.service("web-read").spec(cluster_ip="10.96.8.9"),
        ),
    ),
    Rule(
        id="svc-no-ports",
        severity="info",
        about="set",
        signs=(SetCheck(_no_ports, needs=("services",)),),
        advice=True,
        title="Service {service} of {set} has no ports: there are no SRV records",
        why="Addresses resolve all the same; only clients that look for SRV records find nothing.",
        newcomers="DNS can tell ports too, if the Service names them.",
        fix=(
            Fix("add a named port if clients use SRV", "kubectl edit svc {service} -n {namespace}"),
        ),
        doc="D/concepts/services-networking/dns-pod-service/#srv-records",
        case=Case(
            fires=lambda web: web.service("web").spec(ports=()),
            silent=lambda web: web.service("web-read").spec(ports=()),
        ),
    ),
    Rule(
        id="svc-foreign-endpoints",
        severity="low",
        about="set",
        signs=(SetCheck(_others_too, needs=("pods", "services", "endpointslices")),),
        advice=True,
        title="Service {service} of {set} lists pods of others too, such as {other}",
        why="Whoever looks up {service} to find the members finds more than these. Some applications mean it so.",
        newcomers="The list of members holds strangers.",
        fix=(
            Fix(
                "give the pods a label of their own and select that",
                "kubectl edit svc {service} -n {namespace}",
            ),
        ),
        doc="D/concepts/services-networking/service/",
        case=Case(
            fires=lambda web: _foreign(web, "uid-cache-0"),
            silent=lambda web: _foreign(web, "uid-pod-0"),
        ),
    ),
    Rule(
        id="dns-policy",
        severity="low",
        about="set",
        signs=(SetCheck(_resolver),),
        advice=True,
        title="Pods of {set} do not ask the cluster's DNS (dnsPolicy {policy})",
        why="With Default, None without servers of the cluster, or hostNetwork with ClusterFirst, names of Services do not resolve in the pods.",
        newcomers="The pods use the directory of their machine, which does not know the cluster.",
        fix=(
            Fix(
                "see what they ask",
                "kubectl exec {first_pod} -n {namespace} -- cat /etc/resolv.conf",
            ),
            Fix("with hostNetwork: dnsPolicy ClusterFirstWithHostNet in the template"),
        ),
        doc="D/concepts/services-networking/dns-pod-service/#pod-s-dns-policy",
        case=Case(
            fires=lambda web: web.template(host_network=True),
            silent=lambda web: web.template(
                host_network=True, dns_policy="ClusterFirstWithHostNet"
            ),
        ),
    ),
)
