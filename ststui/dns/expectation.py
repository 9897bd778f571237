"""What a name must answer, as far as the API server tells: the layers above the DNS servers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ststui.dns.expected import Expectation
from ststui.dns.layer_faults import hostname_fault, misses, selector_fault, service_fault
from ststui.dns.names import families_of, too_long
from ststui.dns.slices import family_of, is_ready, of_pod, ready_endpoints, shortest, slices_of
from ststui.model import Readable, Unreadable
from ststui.model.ordinal import pod_name

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model import Family, Pod, Service


def expect_service(family: Family) -> Expectation:
    """What the governing Service's own name must answer."""
    fault = service_fault(family)
    if fault is not None:
        return fault
    service = family.governing
    if service is None or isinstance(family.services, Unreadable):
        return _services_unread(family)
    if not service.headless:
        found = tuple(sorted(shortest(e) for e in service.spec.cluster_ips or _one(service)))
        return Expectation(values=found, in_slices=found, headless=False)
    pods = family.pods.value if isinstance(family.pods, Readable) else ()
    since = max((at for pod in pods if (at := changed_at(pod))), default=None)
    slices = slices_of(family, service)
    if slices is None:
        why = family.slices.why if isinstance(family.slices, Unreadable) else "there are none"
        return Expectation(
            layer="endpointSlice",
            sentence=f"EndpointSlices of Service {service.metadata.name}: {why}",
        )
    ready = tuple(sorted({shortest(a) for e in ready_endpoints(slices) for a in e.addresses}))
    if ready:
        return Expectation(values=ready, in_slices=ready, since=since)
    labels = family.set.spec.template.metadata.labels
    if service.spec.selector and not service.selects(labels):
        return Expectation(
            verdict="selector-misses",
            layer="selector",
            sentence=misses(service, labels, whose="the pod template"),
            values=(),
        )
    text = f"no endpoint of Service {service.metadata.name} is ready"
    return Expectation(layer="readiness", sentence=text, values=(), in_slices=(), since=since)


def expect_ordinal(family: Family, ordinal: int, *, text: str) -> Expectation:
    """What an ordinal's stable name must answer.

    Args:
        family: the set and what belongs to it.
        ordinal: the ordinal.
        text: the name, absolute.
    """
    fault = service_fault(family)
    if fault is not None:
        return fault
    service = family.governing
    name = pod_name(family.name, ordinal)
    pod = family.pods_by_ordinal.get(ordinal)
    if isinstance(family.services, Unreadable) or service is None:
        return _services_unread(family)
    slices = slices_of(family, service)
    labels = pod.metadata.labels if pod else family.set.spec.template.metadata.labels
    fault = selector_fault(service, labels, slices, pod=name)
    if fault is not None:
        return fault
    if pod is None and isinstance(family.pods, Readable):
        foreign = family.foreign_by_ordinal.get(ordinal)
        owner = foreign.metadata.owner if foreign else None
        whose = f"{owner.kind} {owner.name}" if owner else "nobody"
        words = f"pod {name} belongs to {whose}" if foreign else f"there is no pod {name}"
        return Expectation(verdict="no-pod", layer="pod", sentence=words, values=())
    if too_long(text):
        return Expectation(
            verdict="no-hostname",
            layer="hostname",
            sentence=f"the name {text.rstrip('.')} is too long for DNS",
            values=(),
        )
    found = None if slices is None else of_pod(slices, name)
    in_slices = (
        None
        if found is None
        else tuple(
            sorted(
                {
                    shortest(a)
                    for e in found
                    if is_ready(e) and e.hostname == name
                    for a in e.addresses
                }
            )
        )
    )
    if pod is None:
        text_ = (
            f"pods cannot be read: {family.pods.why}" if isinstance(family.pods, Unreadable) else ""
        )
        return Expectation(
            values=in_slices,
            in_slices=in_slices,
            sentence=text_,
            layer="pod",
            headless=service.headless,
        )
    return hostname_fault(pod, service, found) or _of_state(pod, service, in_slices)


def _of_state(pod: Pod, service: Service, in_slices: tuple[str, ...] | None) -> Expectation:
    """What the pod's readiness makes of it (podToEndpoint, k8s.io/endpointslice v0.36)."""
    name = pod.metadata.name
    families = families_of(service)
    held = [each.ip for each in pod.status.pod_ips] or [pod.status.pod_ip]
    addresses = tuple(sorted(shortest(e) for e in held if e and family_of(e) in families))
    ready = pod.ready_condition
    why = ""
    if not addresses:
        why = f"pod {name} has no address yet"
    elif pod.ended:  # in no EndpointSlice (k8s.io/endpointslice, ShouldPodBeInEndpoints)
        why = f"pod {name} has ended ({pod.status.phase})"
    elif service.spec.publish_not_ready_addresses:
        pass
    elif pod.terminating:
        why = f"pod {name} is terminating"
    elif ready is None or ready.status != "True":
        why = f"pod {name} is not Ready"
    return Expectation(
        layer="readiness" if why else None,
        sentence=why,
        values=() if why else addresses,
        in_slices=in_slices,
        since=changed_at(pod),
        headless=service.headless,
    )


def changed_at(pod: Pod) -> datetime | None:
    """When what DNS must say of a pod changed last, as far as it is written down."""
    ready = pod.ready_condition
    at = ready.last_transition_time if ready else None
    ends, grace = pod.metadata.deletion_timestamp, pod.metadata.deletion_grace_period_seconds
    if ends is not None:
        asked = ends - timedelta(seconds=grace or 0)
        return max(at, asked) if at else asked
    return at or pod.status.start_time


def _services_unread(family: Family) -> Expectation:
    why = family.services.why if isinstance(family.services, Unreadable) else "not read"
    return Expectation(layer="service", sentence=f"Services cannot be read: {why}")


def _one(service: Service) -> tuple[str, ...]:
    return (service.spec.cluster_ip,) if service.spec.cluster_ip else ()
