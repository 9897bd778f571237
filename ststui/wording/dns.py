"""Words for DNS: verdicts in a column, layers, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.wording.command import in_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.model import Family
    from ststui.model.dns import Layer, NameCheck, SetDns, Transport, Verdict, ZoneSource

VERDICTS: dict[Verdict, str] = {
    "ok": "ok",
    "nxdomain-expected": "not ready",
    "nxdomain-unexpected": "no name",
    "stale": "stale",
    "split": "split",
    "nodata": "no address",
    "servfail": "SERVFAIL",
    "refused": "REFUSED",
    "timeout": "timeout",
    "no-service": "no Service",
    "not-headless": "not headless",
    "selector-misses": "selector misses",
    "no-hostname": "no hostname",
    "no-pod": "no pod",
    "unavailable": "unavailable",
}
"""Verdict to the words of the DNS column."""

LAYERS: dict[Layer, str] = {
    "service": "Service",
    "selector": "selector",
    "pod": "pod",
    "hostname": "hostname and subdomain",
    "readiness": "readiness",
    "endpointSlice": "EndpointSlice",
    "server": "DNS server",
    "cache": "cache",
}
"""Layer to words."""

ZONE_SOURCES: dict[ZoneSource, str] = {
    "flag": "by --cluster-domain",
    "searchList": "by this pod's search list",
    "ptr": "by a PTR query",
    "configMap": "by a ConfigMap of kube-system",
    "assumed": "assumed",
}
"""How the zone is known."""

TRANSPORTS: dict[Transport, str] = {
    "resolver": "this pod's resolver",
    "server": "--dns-server",
    "portForward": "port-forward",
    "exec": "a command in a pod",
    "none": "none",
}
"""Transport to words."""


class Advice(NamedTuple):
    """One thing to do."""

    text: str
    command: str = ""
    danger: str = ""


_CLIENT_CACHE = (
    "Wait: clients and caches may keep the old answer until its TTL is over; nothing needs doing."
)
_RESTART_DANGER = (
    "Restarting the DNS pods empties every cache at once and interrupts name resolution of the"
    " whole cluster; do it one pod at a time, and only if the log shows that it does not watch."
)


def advice(family: Family, dns: SetDns) -> tuple[Advice, ...]:
    """What to do next, worst layer first, each thing once.

    Never a restart of the cluster's DNS: first its log, with the danger named.

    Args:
        family: the set.
        dns: what DNS says of it.
    """
    checks = (dns.service, *dns.ordinals.values(), *dns.records)
    found: dict[Advice, None] = {}
    for check in checks:
        for each in _for(family, check, dns):
            found[each._replace(command=in_context(each.command, family.context))] = None
    return tuple(found)


def _for(family: Family, check: NameCheck, dns: SetDns) -> Iterator[Advice]:
    namespace, service = family.namespace, family.set.spec.service_name
    match check.verdict:
        case "no-service":
            yield Advice(
                f"Apply the manifest of headless Service {service} again; see first that it is gone"
                if service
                else "serviceName cannot be changed: delete the set with --cascade=orphan, make it"
                " again with one",
                f"kubectl get service {service} -n {namespace}" if service else "",
            )
        case "selector-misses":
            yield Advice(
                "Compare the Service's selector with the pods' labels",
                f"kubectl get pods -n {namespace} --show-labels",
            )
        case "no-hostname" if check.layer == "hostname":
            yield Advice(
                "See the pod's hostname and subdomain; one made anew by the controller has both",
                f"kubectl get pod {_pod(family, check)} -n {namespace}"
                " -o jsonpath='{.spec.hostname}.{.spec.subdomain}'",
            )
        case "no-hostname":
            yield _slices(namespace, service)
        case "nxdomain-unexpected" | "stale" | "split" if check.layer == "endpointSlice":
            yield _slices(namespace, service)
        case "nxdomain-unexpected" | "stale" | "split" if check.layer == "cache":
            yield Advice(_CLIENT_CACHE)
        case (
            "nxdomain-unexpected"
            | "stale"
            | "split"
            | "servfail"
            | "refused"
            | "timeout"
            | "nodata"
        ):
            yield from _servers(check, dns)
        case "unavailable" if check.layer == "server":
            if dns.way.client:
                return  # what is advised was tried just now
            if dns.way.transport == "none":
                pod = next(iter(family.pods_by_ordinal.values()), None)
                name = pod.metadata.name if pod else f"{family.name}-0"
                yield Advice(
                    "Ask from inside a pod instead (starts a process there)",
                    f"ststui dns {family.name} -n {namespace} --client {name}",
                )
            else:
                yield from _servers(check, dns)
        case "unavailable" | "ok" | "nxdomain-expected" | "not-headless" | "no-pod":
            return


def _pod(family: Family, check: NameCheck) -> str:
    return f"{family.name}-{check.name.ordinal}"


def _slices(namespace: str, service: str) -> Advice:
    return Advice(
        "See what the EndpointSlices have; kube-controller-manager writes them",
        f"kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={service}",
    )


def _servers(check: NameCheck, dns: SetDns) -> Iterator[Advice]:
    if dns.way.transport != "portForward":
        yield Advice("Read the log of the DNS server that was asked", danger=_RESTART_DANGER)
        return
    for each in check.answers:
        if check.expected is not None and each.addresses == check.expected:
            continue
        bad = each.rcode not in {"NOERROR", "NXDOMAIN"} or check.verdict in {"stale", "split"}
        if bad or check.verdict in {"nxdomain-unexpected", "nodata"}:
            yield Advice(
                f"Read the log of {each.server} first: does it still watch the API server?",
                f"kubectl logs -n {dns.way.namespace or 'kube-system'} {each.server} --tail=50",
                danger=_RESTART_DANGER,
            )
