"""The kinds that ststui reads: where they are in the API and what they become."""

from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from ststui.cluster.decode.single import Object
from ststui.model import (
    ControllerRevision,
    EndpointSlice,
    Event,
    HorizontalPodAutoscaler,
    Lease,
    Node,
    PersistentVolume,
    PersistentVolumeClaim,
    Pod,
    PodDisruptionBudget,
    Service,
    StatefulSet,
    StorageClass,
)
from ststui.model.attachment import VolumeAttachment
from ststui.model.csi_node import CSINode
from ststui.model.limit_range import LimitRange
from ststui.model.namespace import Namespace
from ststui.model.pod import POD_NAME_LABEL
from ststui.model.quota import ResourceQuota
from ststui.model.revision import FullRevision
from ststui.model.whole_set import WholeSet

T = TypeVar("T", bound=Object)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One resource of the API."""

    plural: str
    """The API's plural name; also the `resource` of rights and Complaints."""

    group: str
    """The API group; empty for the core group."""

    version: str
    """The version that is read."""

    type: type[T]
    """What its objects are decoded to."""

    namespaced: bool = True
    """Whether its objects live in namespaces."""

    list_query: tuple[tuple[str, str], ...] = ()
    """Selectors that every list and watch of it has unless the caller has others."""

    @property
    def root(self) -> str:
        """The path of its group and version."""
        return f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"


STATEFUL_SETS: Final = Kind("statefulsets", "apps", "v1", StatefulSet)
WHOLE_SETS: Final = Kind("statefulsets", "apps", "v1", WholeSet)
"""With their templates as JSON."""

PODS: Final = Kind("pods", "", "v1", Pod, list_query=(("labelSelector", POD_NAME_LABEL),))
"""Pods of StatefulSets only, by the label that their controller sets and repairs: a cluster full of
Deployments costs nothing."""

CLAIMS: Final = Kind("persistentvolumeclaims", "", "v1", PersistentVolumeClaim)
VOLUMES: Final = Kind("persistentvolumes", "", "v1", PersistentVolume, namespaced=False)
SERVICES: Final = Kind("services", "", "v1", Service)

SLICES: Final = Kind(
    "endpointslices",
    "discovery.k8s.io",
    "v1",
    EndpointSlice,
    list_query=(("labelSelector", "service.kubernetes.io/headless"),),
)
"""Slices of headless Services only; others are asked for when looked at."""

NODES: Final = Kind("nodes", "", "v1", Node, namespaced=False)
REVISIONS: Final = Kind("controllerrevisions", "apps", "v1", ControllerRevision)
FULL_REVISIONS: Final = Kind("controllerrevisions", "apps", "v1", FullRevision)
"""With their templates, which are too large to be watched for all sets."""
BUDGETS: Final = Kind("poddisruptionbudgets", "policy", "v1", PodDisruptionBudget)
AUTOSCALERS: Final = Kind("horizontalpodautoscalers", "autoscaling", "v2", HorizontalPodAutoscaler)
EVENTS: Final = Kind("events", "", "v1", Event)
STORAGE_CLASSES: Final = Kind(
    "storageclasses", "storage.k8s.io", "v1", StorageClass, namespaced=False
)
LEASES: Final = Kind("leases", "coordination.k8s.io", "v1", Lease)
ATTACHMENTS: Final = Kind(
    "volumeattachments", "storage.k8s.io", "v1", VolumeAttachment, namespaced=False
)
CSI_NODES: Final = Kind("csinodes", "storage.k8s.io", "v1", CSINode, namespaced=False)
QUOTAS: Final = Kind("resourcequotas", "", "v1", ResourceQuota)
LIMIT_RANGES: Final = Kind("limitranges", "", "v1", LimitRange)
NAMESPACES: Final = Kind("namespaces", "", "v1", Namespace, namespaced=False)

KINDS: Final[tuple[Kind[Any], ...]] = (
    STATEFUL_SETS,
    PODS,
    CLAIMS,
    VOLUMES,
    SERVICES,
    SLICES,
    NODES,
    REVISIONS,
    BUDGETS,
    AUTOSCALERS,
    EVENTS,
    STORAGE_CLASSES,
    LEASES,
    ATTACHMENTS,
    CSI_NODES,
    QUOTAS,
    LIMIT_RANGES,
    NAMESPACES,
)
"""All of them."""


def path(kind: Kind[T], *, namespace: str | None = None, name: str = "") -> str:
    """Give the path of a list or of one object.

    Args:
        kind: The kind.
        namespace: The namespace; `None` for all of them, and for kinds without.
        name: The object's name; the list if empty.

    Returns:
        The path below the server's address.
    """
    scope = f"/namespaces/{namespace}" if namespace and kind.namespaced else ""
    return f"{kind.root}{scope}/{kind.plural}" + (f"/{name}" if name else "")
