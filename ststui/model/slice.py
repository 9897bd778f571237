"""EndpointSlice (discovery.k8s.io/v1)."""

from __future__ import annotations

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class EndpointConditions(Value, frozen=True):
    """Readiness; None counts as ready (API documentation, discovery/v1)."""

    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class TargetReference(Value, frozen=True):
    """The pod behind an endpoint."""

    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""


class Endpoint(Value, frozen=True):
    """One endpoint; ``hostname`` is what gives a pod its stable name."""

    addresses: tuple[str, ...] = ()
    conditions: EndpointConditions = EndpointConditions()
    hostname: str = ""
    node_name: str = ""
    target_ref: TargetReference | None = None


class SlicePort(Value, frozen=True):
    """A port of all endpoints of the slice."""

    name: str = ""
    port: int = 0
    protocol: str = "TCP"


class EndpointSlice(Value, frozen=True):
    """Some of the endpoints of a service."""

    metadata: Metadata
    address_type: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    ports: tuple[SlicePort, ...] = ()

    @property
    def service_name(self) -> str:
        """The service it belongs to."""
        return self.metadata.labels.get("kubernetes.io/service-name", "")
