"""The cluster's DNS servers: the Service in front of them and the pods behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.cluster import kinds
from ststui.cluster.listing import get_one, list_once
from ststui.cluster.trouble import Trouble
from ststui.model import Service
from ststui.model.ordinal import natural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cluster.session import Session
    from ststui.model import EndpointSlice

DNS_PORT = 53
"""The Service's port; the pods' own may be another (OpenShift: 5353)."""

USUAL = (("kube-system", "kube-dns"), ("openshift-dns", "dns-default"))
"""Where the Service is: kubeadm, k3s, EKS, AKS and GKE; OpenShift (cluster-dns-operator)."""
LABEL = "k8s-app=kube-dns"
"""Its label in kube-system where it has another name (RKE2: rke2-coredns-rke2-coredns)."""


@dataclass(frozen=True, slots=True, order=True)
class DnsPod:
    """A ready DNS pod and the port on which it takes DNS over TCP."""

    namespace: str
    pod: str
    port: int


async def find_service(session: Session) -> Service | Trouble:
    """The Service in front of the DNS servers, or why it is not known."""
    first: Trouble | None = None
    for namespace, name in USUAL:
        found = await get_one(session, kinds.SERVICES, namespace=namespace, name=name)
        if isinstance(found, Service):
            return found
        if isinstance(found, Trouble) and found.kind != "notFound":
            first = first or _placed(found, namespace)
        if namespace == "kube-system":
            listed = await list_once(
                session, kinds.SERVICES, namespace=namespace, label_selector=LABEL
            )
            if not isinstance(listed, Trouble):
                for each in listed.items:
                    if any(port.port == DNS_PORT for port in each.spec.ports):
                        return each
            elif first is None and listed.kind != "denied":
                first = listed
    return first or Trouble(
        kind="notFound",
        text="no DNS Service in kube-system or openshift-dns: the cluster's DNS runs outside of it",
    )


async def find_pods(session: Session, service: Service) -> tuple[DnsPod, ...] | Trouble:
    """The ready pods behind the DNS Service, or why they are not known."""
    namespace, name = service.metadata.namespace, service.metadata.name
    listed = await list_once(
        session,
        kinds.SLICES,
        namespace=namespace,
        label_selector=f"kubernetes.io/service-name={name}",
    )
    if isinstance(listed, Trouble):
        return _placed(listed, namespace)
    pods = dns_pods(service, listed.items)
    if pods:
        return pods
    text = f"Service {namespace}/{name} has no ready DNS pod that takes TCP"
    return Trouble(kind="notFound", text=text)


def _placed(trouble: Trouble, namespace: str) -> Trouble:
    """A missing right with the namespace in which it is missing: not one that anybody looks at."""
    if trouble.kind != "denied" or namespace in trouble.text:
        return trouble
    return replace(trouble, text=f"{trouble.text} in {namespace}")


def dns_pods(service: Service, slices: Iterable[EndpointSlice]) -> tuple[DnsPod, ...]:
    """Ready pods with the port behind the Service's TCP port 53, in natural order."""
    names = {p.name for p in service.spec.ports if p.port == DNS_PORT and p.protocol == "TCP"}
    found = {
        DnsPod(endpoint.target_ref.namespace or service.metadata.namespace, pod, port.port)
        for each in slices
        for port in each.ports
        if port.protocol == "TCP" and port.name in names
        for endpoint in each.endpoints
        if endpoint.conditions.ready is not False and endpoint.target_ref is not None
        if endpoint.target_ref.kind == "Pod" and (pod := endpoint.target_ref.name)
    }
    return tuple(sorted(found, key=lambda each: (each.namespace, natural(each.pod), each.port)))
