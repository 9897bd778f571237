"""EndpointSlices of the services, and pods that DNS does not name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import UNRESOLVED
from ststui.diagnosis.departed import departed
from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import ON_NODE, PodCheck, ServiceCheck
from ststui.wording.counted import counted

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod, Service


LAG: Final = 120
"""Seconds within which the EndpointSlice controller follows a change of a pod: of 200 sets that change
at once it was seen more than 30 s behind."""

_SLICES: Final[tuple[Need, ...]] = ("pods", "services", "endpointslices")


def _selected(seen: Seen, service: Service) -> list[Pod]:
    return [
        each
        for each in seen.pods
        if each.status.pod_ip and service.selects(each.metadata.labels) and not each.terminating
    ]


def _no_slice(seen: Seen, service: Service) -> Match | None:
    name = service.metadata.name
    pods = _selected(seen, service)
    # Only the slices of headless Services are read.
    if not service.headless or not pods:
        return None
    if any(each.service_name == name for each in seen.slices):
        return None
    moments = [m for m in (*(_begun(p) for p in pods), service.metadata.creation_timestamp) if m]
    return found(
        f"none for it; {counted(len(pods), 'pod')} of its selector",
        "EndpointSlices",
        since=max(moments) if moments else None,
    )


def _begun(pod: Pod) -> datetime | None:
    ready = pod.ready_condition
    moments = (pod.metadata.creation_timestamp, pod.status.start_time)
    changed = ready.last_transition_time if ready else None
    return max((each for each in (*moments, changed) if each), default=None)


def _stale(seen: Seen, pod: Pod) -> Match | None:
    if pod.terminating or not pod.status.pod_ip:
        return None
    known = {pod.status.pod_ip, *(each.ip for each in pod.status.pod_ips)}
    for each in seen.slices:
        for endpoint in each.endpoints:
            target = endpoint.target_ref
            if target is None or (target.kind, target.name) != ("Pod", pod.metadata.name):
                continue
            wrong = [address for address in endpoint.addresses if address not in known]
            former = bool(target.uid) and target.uid != pod.metadata.uid
            if wrong or former:
                words = "an earlier pod of that name" if former else "another address"
                return found(
                    f"{', '.join(endpoint.addresses)}, {words}; the pod has {pod.status.pod_ip}",
                    f"EndpointSlice {each.metadata.name}",
                    since=_begun(pod),
                    address=", ".join(endpoint.addresses),
                    slice=each.metadata.name,
                )
    return None


def _node_missing(seen: Seen, pod: Pod) -> Match | None:
    service = seen.family.governing
    if service is None or service.spec.publish_not_ready_addresses:
        return None
    if not pod.spec.node_name or pod.spec.node_name in seen.nodes:
        return None
    return found(
        f"{pod.spec.node_name} is not among the nodes",
        f"spec.nodeName of Pod {pod.metadata.name}; Nodes",
        since=departed(seen, pod),
    )


def _one_family(seen: Seen, pod: Pod) -> Match | None:
    service = seen.family.governing
    addresses = {pod.status.pod_ip, *(each.ip for each in pod.status.pod_ips)} - {""}
    if service is None or not addresses:
        return None
    have = {"IPv6" if ":" in each else "IPv4" for each in addresses}
    lacks = [each for each in service.spec.ip_families if each not in have]
    if not lacks:
        return None
    return found(
        f"podIPs: {', '.join(sorted(addresses))}; ipFamilies of Service {service.metadata.name}: {', '.join(service.spec.ip_families)}",
        f"status of Pod {pod.metadata.name}",
        lacks=", ".join(lacks),
    )


_EPS = "D/concepts/services-networking/endpoint-slices/"

RULES = (
    Rule(
        id="eps-missing",
        severity="high",
        about="service",
        signs=(ServiceCheck(_no_slice, needs=_SLICES),),
        after=LAG,
        title="Service {service} has no EndpointSlice: nobody reaches the pods through it",
        why="The controller that makes them does not run, a quota forbids them, or a webhook refuses them.",
        newcomers="The list of addresses behind the Service is missing.",
        fix=(Fix("its events", "kubectl describe svc {service} -n {namespace}"),),
        doc=_EPS,
        explains=UNRESOLVED,
        case=Case(
            fires=lambda web: web.choose("EndpointSlice", "web-x7k2p").gone(),
            silent=lambda web: (
                web.choose("EndpointSlice", "web-read-x7k2p")
                .gone()
                .choose("EndpointSlice", "web-x7k2p")
                .gone()
                .service("web")
                .age(10)
            ),
        ),
    ),
    Rule(
        id="eps-stale",
        severity="high",
        about="pod",
        signs=(PodCheck(_stale, needs=_SLICES),),
        after=LAG,
        title="The endpoint of {pod} is not this pod's: {address}",
        why="EndpointSlice {slice} was not brought up to date: its controller is behind or down, or somebody made the slice by hand.",
        newcomers="The Service still has an old address for this pod.",
        fix=(
            Fix("see it", "kubectl get endpointslice {slice} -n {namespace} -o yaml"),
            Fix(
                "does kube-controller-manager run?",
                "kubectl -n kube-system get lease kube-controller-manager -o jsonpath='{.spec.renewTime}'",
            ),
        ),
        danger="Traffic may reach a pod of somebody else.",
        doc=_EPS,
        explains=UNRESOLVED,
        case=Case(
            fires=lambda web: web.endpoint(1, addresses=("10.1.0.99",)),
            silent=lambda web: web.endpoint(1, addresses=("10.1.0.99",)).pod(1).age(5),
        ),
    ),
    Rule(
        id="eps-node-missing",
        severity="medium",
        about="pod",
        signs=(ON_NODE, PodCheck(_node_missing, needs=("pods", "services", "nodes"))),
        after=60,
        title="{pod} is left out of the endpoints: node {node} does not exist",
        why="The EndpointSlice controller passes over pods whose node is gone.",
        newcomers="The pod's machine is not known to the cluster, so the pod gets no traffic.",
        fix=(Fix("is the node gone?", "kubectl get node {node}"),),
        doc=_EPS,
        case=Case(
            fires=lambda web: web.node("node-b").went(90),
            silent=lambda web: (
                web.node("node-b").went(90).service("web").spec(publish_not_ready_addresses=True)
            ),
        ),
    ),
    Rule(
        id="eps-dualstack",
        severity="medium",
        about="pod",
        signs=(ON_NODE, PodCheck(_one_family, needs=("pods", "services"))),
        title="{pod} has no {lacks} address, though its Service wants one",
        why="The node or its network gives the pod addresses of one family only: DNS has no record of the other.",
        newcomers="The Service promises two sorts of addresses, and the pod has one.",
        fix=(
            Fix(
                "see its addresses",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.status.podIPs}'",
            ),
        ),
        doc="D/concepts/services-networking/dual-stack/",
        case=Case(
            fires=lambda web: web.service("web").spec(ip_families=("IPv4", "IPv6")),
            silent=lambda web: web.service("web-read").spec(ip_families=("IPv4", "IPv6")),
        ),
    ),
)
