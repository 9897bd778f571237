"""Objects in plain words for the store; all in namespace ``shop`` unless said otherwise."""

from __future__ import annotations

from ststui.model import (
    ControllerRevision,
    EndpointSlice,
    HorizontalPodAutoscaler,
    Metadata,
    PersistentVolumeClaim,
    Pod,
    PodDisruptionBudget,
    Service,
    StatefulSet,
)
from ststui.model.budget import AutoscalerSpec, BudgetSpec, ScaleTarget
from ststui.model.claim import ClaimMetadata
from ststui.model.metadata import MetadataWithWriters, OwnerReference
from ststui.model.service import ServiceSpec
from ststui.model.slice import Endpoint
from ststui.model.stateful_set import (
    ClaimTemplate,
    PodTemplate,
    Selector,
    StatefulSetSpec,
    TemplateMetadata,
)

NAMESPACE = "shop"


def owner(name: str, *, uid: str | None = None) -> OwnerReference:
    """A controller reference to a set."""
    return OwnerReference(kind="StatefulSet", name=name, uid=uid or f"uid-{name}", controller=True)


def stateful_set(
    name: str,
    *,
    replicas: int = 2,
    templates: tuple[str, ...] = ("data",),
    service: str = "",
    uid: str | None = None,
    namespace: str = NAMESPACE,
    version: str = "",
) -> StatefulSet:
    """A set whose pods are labelled ``app: NAME``."""
    return StatefulSet(
        metadata=MetadataWithWriters(
            name=name, namespace=namespace, uid=uid or f"uid-{name}", resource_version=version
        ),
        spec=StatefulSetSpec(
            replicas=replicas,
            service_name=service or name,
            template=PodTemplate(metadata=TemplateMetadata(labels={"app": name})),
            volume_claim_templates=tuple(
                ClaimTemplate(metadata=Metadata(name=each)) for each in templates
            ),
        ),
    )


LABEL = "statefulset.kubernetes.io/pod-name"


def pod(name: str, *, of: str | None = None, uid: str | None = None, mark: str = "") -> Pod:
    """A pod, of a set or of nobody; ``mark`` tells two states of it apart."""
    return Pod(
        metadata=Metadata(
            name=name,
            namespace=NAMESPACE,
            uid=f"uid-of-{name}",
            labels={"mark": mark, **({LABEL: name} if of else {})},
            owner_references=(owner(of, uid=uid),) if of else (),
        )
    )


def claim(name: str, *, mark: str = "") -> PersistentVolumeClaim:
    """A claim."""
    return PersistentVolumeClaim(
        metadata=ClaimMetadata(name=name, namespace=NAMESPACE, labels={"mark": mark})
    )


def service(name: str, *, app: str) -> Service:
    """A service that selects ``app``."""
    return Service(
        metadata=Metadata(name=name, namespace=NAMESPACE), spec=ServiceSpec(selector={"app": app})
    )


def endpoints(name: str, *, of: str, address: str = "10.0.0.1") -> EndpointSlice:
    """A slice of a service with one address."""
    return EndpointSlice(
        metadata=Metadata(
            name=name, namespace=NAMESPACE, labels={"kubernetes.io/service-name": of}
        ),
        endpoints=(Endpoint(addresses=(address,)),),
    )


def revision(name: str, *, of: str, number: int) -> ControllerRevision:
    """A revision of a set."""
    return ControllerRevision(
        metadata=Metadata(name=name, namespace=NAMESPACE, owner_references=(owner(of),)),
        revision=number,
    )


def budget(name: str, *, app: str) -> PodDisruptionBudget:
    """A budget for ``app``."""
    return PodDisruptionBudget(
        metadata=Metadata(name=name, namespace=NAMESPACE),
        spec=BudgetSpec(selector=Selector(match_labels={"app": app})),
    )


def autoscaler(name: str, *, of: str) -> HorizontalPodAutoscaler:
    """An autoscaler of a set."""
    return HorizontalPodAutoscaler(
        metadata=Metadata(name=name, namespace=NAMESPACE),
        spec=AutoscalerSpec(scale_target_ref=ScaleTarget(kind="StatefulSet", name=of)),
    )
