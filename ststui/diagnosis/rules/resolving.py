"""Names that do not resolve because of readiness or of the cluster's DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ststui.diagnosis.causes import ILL, UNRESOLVED
from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, PodCheck, SetCheck
from ststui.model.slice import EndpointConditions
from ststui.wording.counted import counted

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import EndpointSlice, Pod


_SLICES: Final[tuple[Need, ...]] = ("pods", "services", "endpointslices")
FEWEST: Final = 2
"""Pods that run, before one of them can look for another."""


def _hidden(seen: Seen, pod: Pod) -> Match | None:
    service = seen.family.governing
    if service is None or service.spec.publish_not_ready_addresses or not pod.status.pod_ip:
        return None
    for each in seen.slices:
        for endpoint in each.endpoints:
            target = endpoint.target_ref
            mine = target is not None and target.uid == pod.metadata.uid
            if mine and each.service_name == service.metadata.name:
                if endpoint.conditions.ready is not False:
                    return None
                return found(
                    "conditions.ready: false",
                    f"endpoint of {pod.metadata.name} in EndpointSlice {each.metadata.name}",
                )
    return None


def _nobody_found(seen: Seen) -> Match | None:
    service = seen.family.governing
    if service is None or service.spec.publish_not_ready_addresses or seen.set.replicas < 2:
        return None
    pods = seen.pods
    running = [p for p in pods if p.status.phase == "Running" and not p.terminating]
    if len(running) < FEWEST or any(p.running_and_ready for p in pods):
        return None
    if any(each.state.running is None for p in running for each in p.status.container_statuses):
        return None
    moments = [p.ready_condition.last_transition_time for p in running if p.ready_condition]
    known = [each for each in moments if each]
    return found(
        f"publishNotReadyAddresses: false; {counted(len(running), 'pod')} running, none Ready",
        f"spec of Service {service.metadata.name}; pods of the set",
        since=max(known) if known else None,
        service=service.metadata.name,
    )


def _dns_down(seen: Seen) -> Match | None:
    endpoints = [endpoint for each in seen.dns_slices for endpoint in each.endpoints]
    if not seen.dns_slices or any(each.conditions.ready is not False for each in endpoints):
        return None
    return found(
        f"{len(endpoints)} endpoints, none is ready",
        "EndpointSlices of Service kube-system/kube-dns",
    )


def _hide(web: Example, *, seconds: float) -> Example:
    web.endpoint(1, conditions=EndpointConditions(ready=False, serving=False))
    return web.pod(1).running(for_=seconds)


def _none_ready(web: Example, *, seconds: float) -> Example:
    for ordinal in range(3):
        web.pod(ordinal).running(for_=seconds)
    return web


def _dns(web: Example, *, ready: bool) -> Example:
    held: EndpointSlice = web.objects["DnsSlice", "kube-dns-4xk2p"]
    endpoint = replace(held.endpoints[0], conditions=EndpointConditions(ready=ready))
    return web.choose("DnsSlice", "kube-dns-4xk2p").change(endpoints=(endpoint,))


_SEE = Fix(
    "see the endpoints",
    "kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={service} -o yaml",
)

RULES = (
    Rule(
        id="dns-unready-hidden",
        severity="low",
        about="pod",
        signs=(NOT_READY, PodCheck(_hidden, needs=_SLICES)),
        after=60,
        title="The name of {pod} does not resolve while it is not Ready",
        why="That is how it is meant: DNS names only pods that are Ready, unless the Service has publishNotReadyAddresses.",
        newcomers="A pod gets its name in DNS when it says that it is ready.",
        fix=(_SEE, Fix("see why it is not Ready", "kubectl describe pod {pod} -n {namespace}")),
        doc="D/concepts/services-networking/dns-pod-service/",
        explained_by=(*ILL, "sts-rollout-*", "sts-broken-*"),
        case=Case(
            fires=lambda web: _hide(web, seconds=300), silent=lambda web: _hide(web, seconds=10)
        ),
    ),
    Rule(
        id="dns-bootstrap-deadlock",
        severity="medium",
        about="set",
        signs=(SetCheck(_nobody_found, needs=("pods", "services")),),
        after=300,
        hint=True,
        title="No pod of {set} is Ready, and none can find another by name",
        why="DNS names only Ready pods. If the program is Ready only after it found its peers, each waits for the other; their logs would say no such host.",
        newcomers="The members look for one another in a list that shows only those who are done.",
        fix=(
            Fix(
                "do the logs speak of unknown hosts?",
                "kubectl logs {first_pod} -n {namespace} --tail=50",
            ),
            Fix(
                "if so, name them before they are Ready",
                """kubectl patch svc {service} -n {namespace} -p '{"spec":{"publishNotReadyAddresses":true}}'""",
            ),
        ),
        danger="Clients of that Service then see pods that are not Ready: give clients a Service of their own.",
        doc="D/concepts/services-networking/service/#headless-services",
        explained_by=(
            *("sched-*", "image-*", "config-*", "vol-*", "init-*", "node-*", "svc-*"),
            *("kubelet-*", "startup-*", "liveness-*", "readiness-gate"),
        ),
        case=Case(
            fires=lambda web: _none_ready(web, seconds=900),
            silent=lambda web: (
                _none_ready(web, seconds=900).service("web").spec(publish_not_ready_addresses=True)
            ),
        ),
    ),
    Rule(
        id="dns-coredns-down",
        severity="critical",
        about="set",
        signs=(SetCheck(_dns_down, needs=("dnsSlices",)),),
        title="The cluster's DNS has no ready server: no name resolves",
        why="No endpoint of Service kube-system/kube-dns is ready.",
        newcomers="The directory that turns names into addresses is down.",
        fix=(
            Fix("see its pods", "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide"),
            Fix("and their logs", "kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50"),
        ),
        doc="D/tasks/administer-cluster/dns-debugging-resolution/",
        explains=UNRESOLVED,
        case=Case(
            fires=lambda web: _dns(web, ready=False), silent=lambda web: _dns(web, ready=True)
        ),
    ),
)
