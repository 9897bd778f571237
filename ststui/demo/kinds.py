"""The kinds the embedded cluster serves, as its discovery tells them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of object and where the API has it."""

    group: str = ""
    """API group; empty for the core."""
    version: str = "v1"
    """The one version served."""
    plural: str
    """The resource's name in paths."""
    kind: str
    """The name in manifests."""
    namespaced: bool = True
    """Whether objects live in a namespace."""
    short: tuple[str, ...] = ()
    """Names kubectl accepts too."""
    subresources: tuple[str, ...] = ()
    """Parts with a path of their own."""
    categories: tuple[str, ...] = ()
    """Groups such as kubectl's "all"."""

    @property
    def api_version(self) -> str:
        """Group and version as manifests write them."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """Resource and group as error messages write them: statefulsets.apps."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def qualified_kind(self) -> str:
        """Kind and group as validation errors write them: StatefulSet.apps."""
        return f"{self.kind}.{self.group}" if self.group else self.kind


NAMESPACES = Kind(
    plural="namespaces", kind="Namespace", namespaced=False, short=("ns",), subresources=("status",)
)
NODES = Kind(
    plural="nodes",
    kind="Node",
    namespaced=False,
    short=("no",),
    subresources=("status", "proxy"),
)
PODS = Kind(
    plural="pods",
    kind="Pod",
    short=("po",),
    subresources=("status", "log", "exec", "portforward", "eviction", "ephemeralcontainers"),
    categories=("all",),
)
SERVICES = Kind(
    plural="services",
    kind="Service",
    short=("svc",),
    subresources=("status",),
    categories=("all",),
)
CLAIMS = Kind(
    plural="persistentvolumeclaims",
    kind="PersistentVolumeClaim",
    short=("pvc",),
    subresources=("status",),
)
VOLUMES = Kind(
    plural="persistentvolumes",
    kind="PersistentVolume",
    namespaced=False,
    short=("pv",),
    subresources=("status",),
)
EVENTS = Kind(plural="events", kind="Event", short=("ev",))
CONFIG_MAPS = Kind(plural="configmaps", kind="ConfigMap", short=("cm",))
SECRETS = Kind(plural="secrets", kind="Secret")
SERVICE_ACCOUNTS = Kind(plural="serviceaccounts", kind="ServiceAccount", short=("sa",))
QUOTAS = Kind(
    plural="resourcequotas", kind="ResourceQuota", short=("quota",), subresources=("status",)
)
LIMIT_RANGES = Kind(plural="limitranges", kind="LimitRange", short=("limits",))
STATEFUL_SETS = Kind(
    group="apps",
    plural="statefulsets",
    kind="StatefulSet",
    short=("sts",),
    subresources=("status", "scale"),
    categories=("all",),
)
REVISIONS = Kind(group="apps", plural="controllerrevisions", kind="ControllerRevision")
DEPLOYMENTS = Kind(
    group="apps",
    plural="deployments",
    kind="Deployment",
    short=("deploy",),
    subresources=("status",),
    categories=("all",),
)
SLICES = Kind(group="discovery.k8s.io", plural="endpointslices", kind="EndpointSlice")
BUDGETS = Kind(
    group="policy",
    plural="poddisruptionbudgets",
    kind="PodDisruptionBudget",
    short=("pdb",),
    subresources=("status",),
)
AUTOSCALERS = Kind(
    group="autoscaling",
    version="v2",
    plural="horizontalpodautoscalers",
    kind="HorizontalPodAutoscaler",
    short=("hpa",),
    subresources=("status",),
    categories=("all",),
)
CLASSES = Kind(
    group="storage.k8s.io",
    plural="storageclasses",
    kind="StorageClass",
    namespaced=False,
    short=("sc",),
)
ATTACHMENTS = Kind(
    group="storage.k8s.io",
    plural="volumeattachments",
    kind="VolumeAttachment",
    namespaced=False,
    subresources=("status",),
)
CSI_NODES = Kind(group="storage.k8s.io", plural="csinodes", kind="CSINode", namespaced=False)
PRIORITY_CLASSES = Kind(
    group="scheduling.k8s.io",
    plural="priorityclasses",
    kind="PriorityClass",
    namespaced=False,
    short=("pc",),
)
LEASES = Kind(group="coordination.k8s.io", plural="leases", kind="Lease")
NETWORK_POLICIES = Kind(
    group="networking.k8s.io", plural="networkpolicies", kind="NetworkPolicy", short=("netpol",)
)
DEFINITIONS = Kind(
    group="apiextensions.k8s.io",
    plural="customresourcedefinitions",
    kind="CustomResourceDefinition",
    namespaced=False,
    short=("crd",),
)

KINDS: tuple[Kind, ...] = (
    NAMESPACES,
    NODES,
    PODS,
    SERVICES,
    CLAIMS,
    VOLUMES,
    EVENTS,
    CONFIG_MAPS,
    SECRETS,
    SERVICE_ACCOUNTS,
    QUOTAS,
    LIMIT_RANGES,
    STATEFUL_SETS,
    REVISIONS,
    DEPLOYMENTS,
    SLICES,
    BUDGETS,
    AUTOSCALERS,
    CLASSES,
    ATTACHMENTS,
    CSI_NODES,
    PRIORITY_CLASSES,
    LEASES,
    NETWORK_POLICIES,
    DEFINITIONS,
)
"""Every kind with objects in the store."""

BY_PATH: dict[tuple[str, str, str], Kind] = {
    (kind.group, kind.version, kind.plural): kind for kind in KINDS
}
"""Kinds by group, version and resource, as a path names them."""
