"""Faults above readiness: the Service, its selector, the pod's hostname and subdomain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.dns.expected import Expectation
from ststui.dns.slices import of_pod
from ststui.model import Unreadable

if TYPE_CHECKING:
    from ststui.model import EndpointSlice, Family, Pod, Service
    from ststui.model.slice import Endpoint


def service_fault(family: Family) -> Expectation | None:
    """No Service, or one that selects no pods; None where all is well, or not known."""
    wanted = family.set.spec.service_name
    if not wanted:
        text = "the StatefulSet has no serviceName, so its pods have no stable names"
        return Expectation(verdict="no-service", layer="service", sentence=text, values=())
    if isinstance(family.services, Unreadable):
        return None
    service = family.governing
    if service is None:
        text = f"Service {wanted} does not exist, so no pod of the set has a stable name"
        return Expectation(verdict="no-service", layer="service", sentence=text, values=())
    if service.spec.type == "ExternalName":
        text = f"Service {wanted} is of type ExternalName, which selects no pods"
        return Expectation(verdict="selector-misses", layer="service", sentence=text, values=())
    return None


def selector_fault(
    service: Service,
    labels: dict[str, str],
    slices: tuple[EndpointSlice, ...] | None,
    *,
    pod: str,
) -> Expectation | None:
    """The Service does not select a pod; None where it does.

    Args:
        service: the governing Service.
        labels: the pod's, or the template's.
        slices: its EndpointSlices, None if not known: without a selector they have the pods.
        pod: the pod's name.
    """
    if service.spec.selector:
        if service.selects(labels):
            return None
        text = misses(service, labels, whose=f"pod {pod}")
    elif slices is None or not of_pod(slices, pod):
        text = f"Service {service.metadata.name} has no selector, so it has no pod as an endpoint"
    else:
        return None
    return Expectation(verdict="selector-misses", layer="selector", sentence=text, values=())


def misses(service: Service, labels: dict[str, str], *, whose: str) -> str:
    """Which labels the selector wants, and what is there instead.

    Args:
        service: the governing Service.
        labels: what it should select.
        whose: whose labels they are, e.g. ``pod db-0``.
    """
    wrong = [(k, v) for k, v in sorted(service.spec.selector.items()) if labels.get(k) != v]
    wanted = ", ".join(f"{k}={v}" for k, v in wrong)
    has = ", ".join(f"{k}={labels[k]}" if k in labels else f"no {k}" for k, _ in wrong)
    return f"Service {service.metadata.name} selects {wanted}; {whose} has {has}"


def hostname_fault(
    pod: Pod, service: Service, found: tuple[Endpoint, ...] | None
) -> Expectation | None:
    """The endpoint controller names an endpoint only if all this fits (ShouldSetHostname)."""
    name, wanted = pod.metadata.name, service.metadata.name
    text, layer = "", "hostname"
    if pod.spec.hostname != name:
        has = f"hostname {pod.spec.hostname}" if pod.spec.hostname else "no hostname"
        text = f"pod {name} has {has}, so it has no name {name}.{wanted}"
    elif pod.spec.subdomain != wanted:
        has = f"subdomain {pod.spec.subdomain}" if pod.spec.subdomain else "no subdomain"
        text = f"pod {name} has {has}, but its Service is {wanted}"
    elif found and not any(each.hostname == name for each in found):
        text, layer = f"the EndpointSlice has pod {name} without a hostname", "endpointSlice"
    if not text:
        return None
    return Expectation(
        verdict="no-hostname",
        layer="hostname" if layer == "hostname" else "endpointSlice",
        sentence=text,
        values=(),
    )
