"""Services, their EndpointSlices, and what DNS says of the names."""

from __future__ import annotations

from ststui.diagnosis.example.names import LABELS, NAME, NAMESPACE, NODES, metadata
from ststui.diagnosis.moments import NOW
from ststui.model import EndpointSlice, Service
from ststui.model.dns import Answer, DnsWay, Name, NameCheck, NameKind, SetDns
from ststui.model.service import ServicePort, ServiceSpec
from ststui.model.slice import Endpoint, EndpointConditions, SlicePort, TargetReference


def service(name: str, *, headless: bool) -> Service:
    """Selects the pods."""
    address = "None" if headless else "10.96.8.1"
    return Service(
        metadata=metadata(name, uid=f"uid-service-{name}"),
        spec=ServiceSpec(
            cluster_ip=address,
            cluster_ips=(address,),
            ip_families=("IPv4",),
            selector=dict(LABELS),
            ports=(ServicePort(name="http", port=80, target_port="http"),),
        ),
    )


def endpoint_slice(service: str) -> EndpointSlice:
    """All pods are ready."""
    governing = service == NAME
    return EndpointSlice(
        metadata=metadata(f"{service}-x7k2p", labels={"kubernetes.io/service-name": service}),
        address_type="IPv4",
        endpoints=tuple(
            Endpoint(
                addresses=(f"10.1.0.{ordinal + 10}",),
                conditions=EndpointConditions(ready=True, serving=True, terminating=False),
                hostname=f"{NAME}-{ordinal}" if governing else "",
                node_name=node,
                target_ref=TargetReference(
                    kind="Pod",
                    namespace=NAMESPACE,
                    name=f"{NAME}-{ordinal}",
                    uid=f"uid-pod-{ordinal}",
                ),
            )
            for ordinal, node in enumerate(NODES)
        ),
        ports=(SlicePort(name="http", port=8080),),
    )


def dns_slice() -> EndpointSlice:
    """Of the cluster's DNS."""
    return EndpointSlice(
        metadata=metadata(
            "kube-dns-4xk2p",
            namespace="kube-system",
            labels={"kubernetes.io/service-name": "kube-dns"},
        ),
        address_type="IPv4",
        endpoints=(Endpoint(addresses=("10.1.0.2",), conditions=EndpointConditions(ready=True)),),
    )


def healthy_dns() -> SetDns:
    """Every name answers as it must."""
    addresses = tuple(f"10.1.0.{ordinal + 10}" for ordinal in range(len(NODES)))
    return SetDns(
        asked_at=NOW,
        way=DnsWay(transport="portForward", servers=("coredns-a",)),
        service=_check("service", NAME, *addresses),
        ordinals={
            ordinal: _check("ordinal", f"{NAME}-{ordinal}.{NAME}", address, ordinal=ordinal)
            for ordinal, address in enumerate(addresses)
        },
    )


def _check(kind: NameKind, name: str, *addresses: str, ordinal: int | None = None) -> NameCheck:
    text = f"{name}.{NAMESPACE}.svc.cluster.local."
    return NameCheck(
        name=Name(kind=kind, text=text, types=("A",), ordinal=ordinal),
        verdict="ok",
        layer=None,
        sentence=", ".join(addresses),
        expected=addresses,
        answers=(Answer(server="coredns-a", rcode="NOERROR", addresses=addresses),),
    )
