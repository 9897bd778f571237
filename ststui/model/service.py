"""Service (v1)."""

from __future__ import annotations

from msgspec import field

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class ServicePort(Value, frozen=True):
    """A port; only named ports have SRV records."""

    name: str = ""
    port: int = 0
    protocol: str = "TCP"
    target_port: int | str | None = None


class ServiceSpec(Value, frozen=True):
    """What the service selects and how it is reached."""

    type: str = "ClusterIP"
    cluster_ip: str = field(name="clusterIP", default="")
    cluster_ips: tuple[str, ...] = field(name="clusterIPs", default=())
    ip_families: tuple[str, ...] = ()
    selector: dict[str, str] = {}
    ports: tuple[ServicePort, ...] = ()
    publish_not_ready_addresses: bool = False
    external_name: str = ""


class Service(Value, frozen=True):
    """A service."""

    metadata: Metadata
    spec: ServiceSpec = ServiceSpec()

    @property
    def headless(self) -> bool:
        """Whether it has no cluster address, so that DNS answers with pod addresses."""
        return self.spec.cluster_ip == "None"

    def selects(self, labels: dict[str, str]) -> bool:
        """Whether it selects pods with these labels; no selector selects nothing."""
        selector = self.spec.selector
        return bool(selector) and all(labels.get(k) == v for k, v in selector.items())
