"""The objects of a healthy set of three: no rule has anything to say about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ststui.diagnosis.moments import NOW
from ststui.model import (
    ControllerRevision,
    EndpointSlice,
    Lease,
    Node,
    OwnerReference,
    PersistentVolume,
    PersistentVolumeClaim,
    Pod,
    PodDisruptionBudget,
    Service,
    StatefulSet,
    StorageClass,
)
from ststui.model.budget import BudgetSpec, BudgetStatus
from ststui.model.claim import ClaimResources, ClaimSpec, ClaimStatus
from ststui.model.csi_node import CSINode, CSINodeSpec, NodeDriver
from ststui.model.lease import LeaseSpec
from ststui.model.metadata import Annotations, Condition, Metadata, MetadataWithWriters
from ststui.model.namespace import Namespace, NamespaceStatus
from ststui.model.node import NodeStatus, NodeSystem
from ststui.model.pod import (
    Affinity,
    AffinityTerm,
    Amounts,
    ClaimSource,
    Container,
    ContainerPort,
    ContainerState,
    ContainerStatus,
    PodAddress,
    PodAffinity,
    PodSpec,
    PodStatus,
    PodVolume,
    Probe,
    Resources,
    Running,
)
from ststui.model.service import ServicePort, ServiceSpec
from ststui.model.slice import Endpoint, EndpointConditions, SlicePort, TargetReference
from ststui.model.stateful_set import (
    ClaimTemplate,
    PodTemplate,
    RollingUpdate,
    Selector,
    StatefulSetSpec,
    StatefulSetStatus,
    TemplateMetadata,
    UpdateStrategy,
)
from ststui.model.volume import ClaimReference, CsiSource, VolumeSpec, VolumeStatus

NAME: Final = "web"
NAMESPACE: Final = "shop"
CLAIM: Final = "data"
"""The claim template's name."""
NODES: Final = ("node-a", "node-b", "node-c")
REVISION: Final = "web-7c9f6d5b8"
DRIVER: Final = "disk.csi.example.com"
LABELS: Final = {"app": "web"}
SET_OWNER: Final = OwnerReference(
    kind="StatefulSet", name=NAME, uid="uid-set", api_version="apps/v1", controller=True
)
_BORN = NOW - timedelta(days=9)
_CONTAINER = Container(
    name="main",
    image="registry.example/web:1",
    ports=(ContainerPort(name="http", container_port=8080),),
    resources=Resources(requests=Amounts(cpu="500m", memory="1Gi"), limits=Amounts(memory="1Gi")),
    readiness_probe=Probe(),
)


def healthy() -> dict[tuple[str, str], Any]:
    """All objects by kind and name.

    NodeLease, SystemLease and DnsSlice are Leases and EndpointSlices of other namespaces.
    """
    made: list[tuple[str, Any]] = [
        ("StatefulSet", _stateful_set()),
        ("ControllerRevision", _revision()),
        ("PodDisruptionBudget", _budget()),
        ("StorageClass", _storage_class()),
        ("Namespace", Namespace(metadata=_meta(NAMESPACE), status=NamespaceStatus(phase="Active"))),
        ("SystemLease", _lease("kube-controller-manager")),
        ("SystemLease", _lease("kube-scheduler")),
        ("Service", _service(NAME, headless=True)),
        ("Service", _service("web-read", headless=False)),
        ("EndpointSlice", _slice(NAME)),
        ("EndpointSlice", _slice("web-read")),
        ("DnsSlice", _dns_slice()),
    ]
    for ordinal, node in enumerate(NODES):
        made += [
            ("Pod", healthy_pod(ordinal)),
            ("PersistentVolumeClaim", _claim(ordinal)),
            ("PersistentVolume", _volume(ordinal)),
            ("Node", _node(node)),
            ("CSINode", _csi_node(node)),
            ("NodeLease", _lease(node)),
        ]
    return {(kind, item.metadata.name): item for kind, item in made}


def healthy_pod(ordinal: int) -> Pod:
    """A pod that has been Ready for an hour."""
    name = f"{NAME}-{ordinal}"
    since = NOW - timedelta(hours=1)
    return Pod(
        metadata=_meta(
            name,
            uid=f"uid-pod-{ordinal}",
            labels={
                **LABELS,
                "statefulset.kubernetes.io/pod-name": name,
                "apps.kubernetes.io/pod-index": str(ordinal),
                "controller-revision-hash": REVISION,
            },
            owner_references=(SET_OWNER,),
            creation_timestamp=since,
        ),
        spec=PodSpec(
            node_name=NODES[ordinal % len(NODES)],
            hostname=name,
            subdomain=NAME,
            scheduler_name="default-scheduler",
            termination_grace_period_seconds=30,
            containers=(_CONTAINER,),
            volumes=(
                PodVolume(
                    name=CLAIM,
                    persistent_volume_claim=ClaimSource(claim_name=f"{CLAIM}-{name}"),
                ),
            ),
            dns_policy="ClusterFirst",
        ),
        status=PodStatus(
            phase="Running",
            pod_ip=f"10.1.0.{ordinal + 10}",
            pod_ips=(PodAddress(ip=f"10.1.0.{ordinal + 10}"),),
            start_time=since,
            conditions=tuple(
                Condition(type=each, status="True", last_transition_time=since)
                for each in ("PodScheduled", "Initialized", "ContainersReady", "Ready")
            ),
            container_statuses=(
                ContainerStatus(
                    name="main",
                    image=_CONTAINER.image,
                    ready=True,
                    started=True,
                    state=ContainerState(running=Running(started_at=since)),
                ),
            ),
        ),
    )


def _meta(name: str, *, uid: str = "", **more: Any) -> Metadata:
    fields = {"namespace": NAMESPACE, "creation_timestamp": _BORN, **more}
    return Metadata(name=name, uid=uid or f"uid-{name}", **fields)


def _stateful_set() -> StatefulSet:
    spread = PodAffinity(
        required_during_scheduling_ignored_during_execution=(
            AffinityTerm(topology_key="kubernetes.io/hostname"),
        )
    )
    return StatefulSet(
        metadata=MetadataWithWriters(
            name=NAME,
            namespace=NAMESPACE,
            uid=SET_OWNER.uid,
            generation=3,
            creation_timestamp=_BORN,
        ),
        spec=StatefulSetSpec(
            replicas=3,
            service_name=NAME,
            selector=Selector(match_labels=dict(LABELS)),
            template=PodTemplate(
                metadata=TemplateMetadata(labels=dict(LABELS)),
                spec=PodSpec(
                    containers=(_CONTAINER,),
                    affinity=Affinity(pod_anti_affinity=spread),
                    termination_grace_period_seconds=30,
                    dns_policy="ClusterFirst",
                ),
            ),
            volume_claim_templates=(
                ClaimTemplate(metadata=Metadata(name=CLAIM), spec=_claim_spec()),
            ),
            update_strategy=UpdateStrategy(rolling_update=RollingUpdate(partition=0)),
        ),
        status=StatefulSetStatus(
            observed_generation=3,
            replicas=3,
            ready_replicas=3,
            available_replicas=3,
            current_replicas=3,
            updated_replicas=3,
            current_revision=REVISION,
            update_revision=REVISION,
        ),
    )


def _revision() -> ControllerRevision:
    return ControllerRevision(metadata=_meta(REVISION, owner_references=(SET_OWNER,)), revision=2)


def _claim_spec() -> ClaimSpec:
    return ClaimSpec(
        storage_class_name="standard",
        access_modes=("ReadWriteOnce",),
        resources=ClaimResources(requests={"storage": "10Gi"}),
    )


def _claim(ordinal: int) -> PersistentVolumeClaim:
    wanted = _claim_spec()
    return PersistentVolumeClaim(
        metadata=_meta(
            f"{CLAIM}-{NAME}-{ordinal}",
            uid=f"uid-claim-{ordinal}",
            labels=dict(LABELS),
            finalizers=("kubernetes.io/pvc-protection",),
        ),
        spec=ClaimSpec(
            storage_class_name=wanted.storage_class_name,
            access_modes=wanted.access_modes,
            resources=wanted.resources,
            volume_name=f"pv-{ordinal}",
            volume_mode="Filesystem",
        ),
        status=ClaimStatus(phase="Bound", capacity={"storage": "10Gi"}),
    )


def _volume(ordinal: int) -> PersistentVolume:
    return PersistentVolume(
        metadata=_meta(f"pv-{ordinal}", namespace=""),
        spec=VolumeSpec(
            capacity={"storage": "10Gi"},
            storage_class_name="standard",
            persistent_volume_reclaim_policy="Retain",
            access_modes=("ReadWriteOnce",),
            claim_ref=ClaimReference(
                namespace=NAMESPACE,
                name=f"{CLAIM}-{NAME}-{ordinal}",
                uid=f"uid-claim-{ordinal}",
            ),
            csi=CsiSource(driver=DRIVER, volume_handle=f"disk-{ordinal}"),
        ),
        status=VolumeStatus(phase="Bound"),
    )


def _storage_class() -> StorageClass:
    return StorageClass(
        metadata=_meta("standard", namespace="", annotations=Annotations(default_class="true")),
        provisioner=DRIVER,
        reclaim_policy="Retain",
        volume_binding_mode="WaitForFirstConsumer",
        allow_volume_expansion=True,
    )


def _node(name: str) -> Node:
    return Node(
        metadata=_meta(name, namespace="", labels={"kubernetes.io/hostname": name}),
        status=NodeStatus(
            conditions=(
                Condition(type="Ready", status="True", last_transition_time=_BORN),
                Condition(type="MemoryPressure", status="False", last_transition_time=_BORN),
                Condition(type="DiskPressure", status="False", last_transition_time=_BORN),
            ),
            node_info=NodeSystem(architecture="amd64", kubelet_version="v1.36.3"),
        ),
    )


def _csi_node(name: str) -> CSINode:
    return CSINode(
        metadata=_meta(name, namespace=""),
        spec=CSINodeSpec(drivers=(NodeDriver(name=DRIVER),)),
    )


def _lease(name: str) -> Lease:
    renewed = NOW - timedelta(seconds=3)
    return Lease(
        metadata=_meta(name),
        spec=LeaseSpec(holder_identity=name, renew_time=renewed, lease_duration_seconds=40),
    )


def _budget() -> PodDisruptionBudget:
    return PodDisruptionBudget(
        metadata=_meta("web", generation=1),
        spec=BudgetSpec(max_unavailable=1, selector=Selector(match_labels=dict(LABELS))),
        status=BudgetStatus(
            disruptions_allowed=1,
            current_healthy=3,
            desired_healthy=2,
            expected_pods=3,
            observed_generation=1,
        ),
    )


def _service(name: str, *, headless: bool) -> Service:
    address = "None" if headless else "10.96.8.1"
    return Service(
        metadata=_meta(name, uid=f"uid-service-{name}"),
        spec=ServiceSpec(
            cluster_ip=address,
            cluster_ips=(address,),
            ip_families=("IPv4",),
            selector=dict(LABELS),
            ports=(ServicePort(name="http", port=80, target_port="http"),),
        ),
    )


def _slice(service: str) -> EndpointSlice:
    governing = service == NAME
    return EndpointSlice(
        metadata=_meta(f"{service}-x7k2p", labels={"kubernetes.io/service-name": service}),
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


def _dns_slice() -> EndpointSlice:
    return EndpointSlice(
        metadata=_meta(
            "kube-dns-4xk2p",
            namespace="kube-system",
            labels={"kubernetes.io/service-name": "kube-dns"},
        ),
        address_type="IPv4",
        endpoints=(Endpoint(addresses=("10.1.0.2",), conditions=EndpointConditions(ready=True)),),
    )
