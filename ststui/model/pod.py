"""Pod (v1)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from msgspec import field

from ststui.model.metadata import Condition, Metadata, condition
from ststui.model.node_selector import NodeSelector
from ststui.model.value import Value

POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
"""apps/v1 StatefulSetPodNameLabel; set and repaired by the controller on each pod of a set
(updateIdentity, pkg/controller/statefulset/stateful_set_utils.go, v1.36)."""

PASSING = frozenset({"foregroundDeletion", "orphan", "batch.kubernetes.io/job-tracking"})
"""Finalizers that controllers of kube-controller-manager take off: the garbage collector, and that
of Jobs, also from pods without a Job (pkg/controller/job, v1.36)."""


Amounts: TypeAlias = dict[str, str | int | float]
"""Quantities by resource, extended ones too; the API server writes text, people numbers as well."""


class Resources(Value, frozen=True):
    """What a container asks for and what it may use at most; hashable, as containers are."""

    requests: Amounts = {}
    limits: Amounts = {}

    def __hash__(self) -> int:
        """By what is named, in whatever order."""
        return hash((frozenset(self.requests.items()), frozenset(self.limits.items())))


class Handler(Value, frozen=True):
    """A hook; only that there is one."""


class Lifecycle(Value, frozen=True):
    """Hooks of a container."""

    pre_stop: Handler | None = None


class ContainerPort(Value, frozen=True):
    """A port that a container names."""

    name: str = ""
    container_port: int = 0


class Container(Value, frozen=True):
    """A container of a pod's spec; hashable, so that equal ones are kept once."""

    name: str = ""
    image: str = ""
    restart_policy: str = ""
    """``Always`` on an init container makes it a sidecar."""
    ports: tuple[ContainerPort, ...] = ()
    resources: Resources = Resources()
    lifecycle: Lifecycle | None = None


class Toleration(Value, frozen=True):
    """A taint that the pod puts up with; an empty key with Exists is every taint."""

    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""
    toleration_seconds: int | None = None


class SpreadConstraint(Value, frozen=True):
    """A topology spread constraint."""

    topology_key: str = ""


class AffinityTerm(Value, frozen=True):
    """One term of an affinity between pods, without its selector."""

    topology_key: str = ""


class PodAffinity(Value, frozen=True):
    """Affinity or anti-affinity between pods; the preferred terms only by their number."""

    required_during_scheduling_ignored_during_execution: tuple[AffinityTerm, ...] = ()
    preferred_during_scheduling_ignored_during_execution: tuple[Handler, ...] = ()


class NodeAffinity(Value, frozen=True):
    """Where a pod may be; the preferences are left out."""

    required_during_scheduling_ignored_during_execution: NodeSelector | None = None


class Affinity(Value, frozen=True):
    """Where a pod wants to be, by labels of nodes and relative to other pods."""

    node_affinity: NodeAffinity | None = None

    pod_affinity: PodAffinity | None = None
    pod_anti_affinity: PodAffinity | None = None


class ClaimSource(Value, frozen=True):
    """A volume that is a claim."""

    claim_name: str = ""


class EphemeralSource(Value, frozen=True):
    """A volume with a claim of the pod's own; only that there is one."""


class PodVolume(Value, frozen=True):
    """A volume of a pod."""

    name: str = ""
    persistent_volume_claim: ClaimSource | None = None
    ephemeral: EphemeralSource | None = None


class PodSpec(Value, frozen=True):
    """What the pod asks for."""

    node_name: str = ""
    hostname: str = ""
    subdomain: str = ""
    scheduler_name: str = ""
    priority_class_name: str = ""
    termination_grace_period_seconds: int | None = None
    init_containers: tuple[Container, ...] = ()
    containers: tuple[Container, ...] = ()
    resources: Resources = Resources()
    """Of the whole pod; where they are named, those of its containers do not add up."""
    overhead: Amounts = {}
    """What the RuntimeClass adds."""
    volumes: tuple[PodVolume, ...] = ()
    tolerations: tuple[Toleration, ...] = ()
    dns_policy: str = ""
    host_network: bool = False
    node_selector: dict[str, str] = {}
    """Of templates only."""
    affinity: Affinity | None = None
    """Of templates only: pods drop it when decoded, as they have what the template has."""
    topology_spread_constraints: tuple[SpreadConstraint, ...] = ()
    """Of templates only."""

    @property
    def claims(self) -> tuple[str, ...]:
        """Names of the claims it names; those of ephemeral volumes `Pod.claims` has too."""
        return tuple(
            each.persistent_volume_claim.claim_name
            for each in self.volumes
            if each.persistent_volume_claim
        )

    @property
    def sidecars(self) -> frozenset[str]:
        """Names of the init containers that go on running."""
        return frozenset(c.name for c in self.init_containers if c.restart_policy == "Always")


ON_ITS_WAY = frozenset({"", "ContainerCreating", "PodInitializing", "RestartingAllContainers"})
"""Waiting reasons that say nothing but that a container is on its way. Every other is an error of
the last try to start it (pkg/kubelet/kubelet_pods.go and reason_cache.go, v1.36)."""


class Waiting(Value, frozen=True):
    """A container that does not run yet, or not now."""

    reason: str = ""
    message: str = ""

    @property
    def fails(self) -> bool:
        """Whether an error keeps it from running."""
        return self.reason not in ON_ITS_WAY


class Running(Value, frozen=True):
    """A container that runs."""

    started_at: datetime | None = None


class Terminated(Value, frozen=True):
    """A container that ended."""

    exit_code: int = 0
    signal: int = 0
    reason: str = ""
    message: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None


class ContainerState(Value, frozen=True):
    """One of waiting, running, terminated."""

    waiting: Waiting | None = None
    running: Running | None = None
    terminated: Terminated | None = None


class ContainerStatus(Value, frozen=True):
    """What the kubelet says of a container."""

    name: str = ""
    image: str = ""
    ready: bool = False
    started: bool | None = None
    restart_count: int = 0
    state: ContainerState = ContainerState()
    last_state: ContainerState = ContainerState()


class PodAddress(Value, frozen=True):
    """One address; a dual-stack pod has two."""

    ip: str = ""


class PodStatus(Value, frozen=True):
    """What is known of the pod."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    host_ip: str = field(name="hostIP", default="")
    pod_ip: str = field(name="podIP", default="")
    pod_ips: tuple[PodAddress, ...] = field(name="podIPs", default=())
    start_time: datetime | None = None
    nominated_node_name: str = ""
    conditions: tuple[Condition, ...] = ()
    init_container_statuses: tuple[ContainerStatus, ...] = ()
    container_statuses: tuple[ContainerStatus, ...] = ()


class Pod(Value, frozen=True):
    """A pod."""

    metadata: Metadata
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()

    @property
    def terminating(self) -> bool:
        """Whether its deletion was asked for."""
        return self.metadata.deletion_timestamp is not None

    @property
    def ended(self) -> bool:
        """Whether its containers have ended for good: phase Failed or Succeeded."""
        return self.status.phase in {"Failed", "Succeeded"}

    @property
    def holders(self) -> tuple[str, ...]:
        """Finalizers that keep it once it has ended, until who set them takes them off."""
        return tuple(each for each in self.metadata.finalizers if each not in PASSING)

    @property
    def ready_condition(self) -> Condition | None:
        """The Ready condition."""
        return condition(self.status.conditions, "Ready")

    @property
    def claims(self) -> tuple[str, ...]:
        """Names of the claims the pod mounts.

        That of an ephemeral volume has the names of pod and volume (VolumeClaimName of
        component-helpers storage/ephemeral, v0.36).
        """
        return self.spec.claims + tuple(
            f"{self.metadata.name}-{each.name}" for each in self.spec.volumes if each.ephemeral
        )

    @property
    def running_and_ready(self) -> bool:
        """Phase Running and condition Ready: isRunningAndReady (stateful_set_utils.go, v1.36)."""
        ready = self.ready_condition
        return self.status.phase == "Running" and ready is not None and ready.status == "True"

    @property
    def late_since(self) -> datetime | None:
        """From when on it is late to whoever waits until it is Ready, or gone; None: not known.

        One that is being deleted may still be Ready, and has been so for long: it is late from the
        end of its grace period on, which its deletionTimestamp is.
        """
        if self.terminating:
            return self.metadata.deletion_timestamp
        ready = self.ready_condition
        return (ready and ready.last_transition_time) or self.metadata.creation_timestamp

    @property
    def revision(self) -> str:
        """Full name of the ControllerRevision it was made from; empty when unlabelled."""
        return self.metadata.labels.get("controller-revision-hash", "")

    @property
    def restarts(self) -> int:
        """Restarts of its containers, sidecars included."""
        sidecars = self.spec.sidecars
        return sum(each.restart_count for each in self.status.container_statuses) + sum(
            each.restart_count
            for each in self.status.init_container_statuses
            if each.name in sidecars
        )
