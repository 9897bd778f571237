"""Families in plain words, for the cases that rules declare and for tests.

``Example()`` is a healthy set of three; what is said of it makes it ill:
``Example().pod(1).no_node("3 Insufficient cpu")``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from ststui.diagnosis.example.assemble import Parts
from ststui.diagnosis.example.healthy import healthy
from ststui.diagnosis.example.names import CLAIM, NAME, NAMESPACE, OLD
from ststui.diagnosis.example.network import healthy_dns
from ststui.diagnosis.example.pods import healthy_pod
from ststui.diagnosis.example.statuses import crashed, running, waiting
from ststui.diagnosis.example.words import HOPELESS, no_node, not_created
from ststui.diagnosis.moments import ago
from ststui.model import Event
from ststui.model.event import InvolvedObject
from ststui.model.metadata import Condition, Metadata, OwnerReference
from ststui.model.pod import ContainerState, ContainerStatus, Terminated, Waiting

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model.dns import Layer, SetDns, Verdict
    from ststui.model.usage import VolumeUsage

DENIED: Final = "no permission"
"""Why a part that an example denies is not known."""


class Example:
    """A set ``web`` in ``shop`` with three pods, and all that belongs to it.

    ``pod()``, ``claim()``, ``node()`` … choose the object that the next words are about; it begins
    with the set. Objects are kept by kind and name in ``objects`` for what no word says.
    """

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], Any] = healthy()
        self.dns: SetDns = healthy_dns()
        self.used: dict[str, VolumeUsage] = {}
        self.version: str | None = "v1.36.3"
        self._events: list[Event] = []
        self._denied: dict[str, str] = {}
        self._lost_nodes: dict[str, datetime] = {}
        self._at = ("StatefulSet", NAME)

    # --- which object ---

    def sts(self) -> Self:
        """The set."""
        return self.choose("StatefulSet", NAME)

    def pod(self, ordinal: int) -> Self:
        """The pod of an ordinal; a healthy one is made where there is none."""
        name = f"{NAME}-{ordinal}"
        if ("Pod", name) not in self.objects:
            self.objects["Pod", name] = healthy_pod(ordinal)
        return self.choose("Pod", name)

    def claim(self, ordinal: int) -> Self:
        """The claim ``data-web-N``; one like that of ordinal 0 is made where there is none."""
        return self._or_like("PersistentVolumeClaim", f"{CLAIM}-{NAME}-{ordinal}")

    def volume(self, ordinal: int) -> Self:
        """The volume ``pv-N`` of the claim of an ordinal."""
        return self._or_like("PersistentVolume", f"pv-{ordinal}")

    def node(self, name: str) -> Self:
        """A node; they are node-a, node-b and node-c for web-0, web-1 and web-2."""
        return self._or_like("Node", name)

    def service(self, name: str = NAME) -> Self:
        """A service; the governing one is called as the set, one for clients web-read."""
        return self._or_like("Service", name)

    def choose(self, kind: str, name: str) -> Self:
        """Any object."""
        self._at = (kind, name)
        return self

    def add(self, kind: str, item: Any) -> Self:
        """Add an object, and choose it."""
        self.objects[kind, item.metadata.name] = item
        return self.choose(kind, item.metadata.name)

    def gone(self) -> Self:
        """Take the object away."""
        self.objects.pop(self._at, None)
        return self

    def went(self, before: float) -> Self:
        """A node that went so many seconds ago, while somebody looked on."""
        self._lost_nodes[self._at[1]] = ago(before)
        return self.gone()

    # --- what is with it ---

    def meta(self, **changes: Any) -> Self:
        """Change metadata by field."""
        return self._change("metadata", changes)

    def spec(self, **changes: Any) -> Self:
        """Change the spec by field."""
        return self._change("spec", changes)

    def status(self, **changes: Any) -> Self:
        """Change the status by field."""
        return self._change("status", changes)

    def template(self, **changes: Any) -> Self:
        """Change the spec of the set's pod template by field."""
        stateful_set = self.objects["StatefulSet", NAME]
        template = stateful_set.spec.template
        spec = msgspec.structs.replace(template.spec, **changes)
        return self.sts().spec(template=msgspec.structs.replace(template, spec=spec))

    def image(self, image: str) -> Self:
        """Another image in the set's pod template."""
        containers = self.objects["StatefulSet", NAME].spec.template.spec.containers
        return self.template(
            containers=tuple(msgspec.structs.replace(c, image=image) for c in containers)
        )

    def change(self, **changes: Any) -> Self:
        """Change fields of the object itself, for kinds without a spec."""
        self.objects[self._at] = msgspec.structs.replace(self.objects[self._at], **changes)
        return self

    def age(self, seconds: float) -> Self:
        """Created so many seconds ago."""
        return self.meta(creation_timestamp=ago(seconds))

    def terminating(self, left: float = 0, *, grace: int = 30) -> Self:
        """Being deleted; so many seconds of the grace period are left, or negative: overdue."""
        return self.meta(deletion_timestamp=ago(-left), deletion_grace_period_seconds=grace)

    def condition(
        self,
        kind: str,
        status: str = "True",
        *,
        reason: str = "",
        message: str = "",
        for_: float = 600,
    ) -> Self:
        """Set a condition, for so many seconds already."""
        made = Condition(
            type=kind,
            status=status,
            reason=reason,
            message=message,
            last_transition_time=ago(for_),
        )
        held = self.objects[self._at].status.conditions
        return self.status(conditions=(*(c for c in held if c.type != kind), made))

    def event(
        self,
        reason: str,
        message: str,
        *,
        kind: str = "Warning",
        before: float = 60,
        times: int = 1,
        lasted: float = 0,
        container: str = "",
    ) -> Self:
        """An event about the object or a container of it, so many seconds before now.

        One that came several times may have lasted for a while.
        """
        item = self.objects[self._at]
        self._events.append(
            Event(
                metadata=Metadata(name=f"event-{len(self._events)}", namespace=NAMESPACE),
                involved_object=InvolvedObject(
                    kind=self._at[0],
                    name=self._at[1],
                    uid=item.metadata.uid,
                    field_path=f"spec.containers{{{container}}}" if container else "",
                ),
                type=kind,
                reason=reason,
                message=message,
                count=times,
                first_timestamp=ago(before + lasted) if lasted else None,
                last_timestamp=ago(before),
            )
        )
        return self

    # --- the pod, and what is said of it ---

    def unscheduled(
        self, message: str, *, reason: str = "Unschedulable", for_: float = 120
    ) -> Self:
        """Pending without a node; the scheduler says why."""
        self.spec(node_name="").status(
            phase="Pending", conditions=(), container_statuses=(), init_container_statuses=()
        )
        return self.condition("PodScheduled", "False", reason=reason, message=message, for_=for_)

    def no_node(self, reasons: str, *, end: str = HOPELESS, for_: float = 120) -> Self:
        """Pending: the scheduler found no node, for reasons such as ``3 Insufficient cpu``."""
        return self.unscheduled(no_node(reasons, end=end), for_=for_)

    def refused(self, ordinal: int, why: str, *, before: float = 60, times: int = 1) -> Self:
        """The pod of an ordinal is not there, and was refused so many seconds ago."""
        name = f"{NAME}-{ordinal}"
        self.choose("Pod", name).gone().sts()
        return self.event("FailedCreate", not_created(name, why), before=before, times=times)

    def of_revision(self, ordinal: int, revision: str = OLD) -> Self:
        """The pod of an ordinal is of another revision."""
        labels = self.pod(ordinal).objects[self._at].metadata.labels
        return self.meta(labels={**labels, "controller-revision-hash": revision})

    def updating(self) -> Self:
        """The set is between two revisions; its pods are all of the newest unless said."""
        return self.sts().status(current_revision=OLD, updated_replicas=0)

    def unbound_claim(self, ordinal: int, volume: str = "") -> Self:
        """The claim of an ordinal is Pending; it may ask for a certain volume."""
        return self.claim(ordinal).spec(volume_name=volume).status(phase="Pending", capacity={})

    def endpoint(self, ordinal: int, **changes: Any) -> Self:
        """Change the endpoint of a pod in the slice of the governing Service."""
        self.choose("EndpointSlice", f"{NAME}-x7k2p")
        endpoints = tuple(
            msgspec.structs.replace(each, **changes) if at == ordinal else each
            for at, each in enumerate(self.objects[self._at].endpoints)
        )
        return self.change(endpoints=endpoints)

    def creating(self, *, for_: float = 300) -> Self:
        """On its node, no container has run yet."""
        self.status(phase="Pending", init_container_statuses=())
        self.condition("PodScheduled", for_=for_)
        return self.waiting("ContainerCreating", for_=for_)

    def waiting(
        self, reason: str, message: str = "", *, restarts: int = 0, for_: float = 300
    ) -> Self:
        """The container waits for a reason; the pod is not Ready."""
        return self._main(waiting(reason, message, restarts=restarts), for_=for_)

    def crashing(
        self,
        reason: str = "Error",
        code: int = 1,
        *,
        restarts: int = 5,
        message: str = "",
        waiting: str = "CrashLoopBackOff",
        before: float = 60,
    ) -> Self:
        """The container ended and waits to be started again."""
        ended = Terminated(exit_code=code, reason=reason, message=message, finished_at=ago(before))
        words = f"back-off 40s restarting failed container=main pod={self._at[1]}_{NAMESPACE}"
        waits = Waiting(reason=waiting, message=words)
        return self._main(crashed(ended, waits, restarts=restarts))

    def running(
        self,
        *,
        ready: bool = False,
        started: bool = True,
        restarts: int = 0,
        last: Terminated | None = None,
        for_: float = 600,
    ) -> Self:
        """The container runs, for so long already; not Ready unless said."""
        status = running(ready=ready, started=started, restarts=restarts, last=last, for_=for_)
        return self._main(status, for_=for_)

    def init(
        self, state: ContainerState, *, last: ContainerState | None = None, restarts: int = 0
    ) -> Self:
        """The init container ``boot`` is in a state, and the main container has not begun."""
        status = ContainerStatus(
            name="boot",
            restart_count=restarts,
            started=state.running is not None,
            state=state,
            last_state=last or ContainerState(),
        )
        self.status(phase="Pending").waiting("PodInitializing")
        self.status(phase="Pending", init_container_statuses=(status,))
        return self.condition(
            "Initialized",
            "False",
            reason="ContainersNotInitialized",
            message="containers with incomplete status: [boot]",
        )

    def failed(self, reason: str, message: str = "") -> Self:
        """Phase Failed."""
        return self.status(phase="Failed", reason=reason, message=message, container_statuses=())

    def owned_by(self, owner: OwnerReference | None) -> Self:
        """Another owner, or none."""
        return self.meta(owner_references=(owner,) if owner else ())

    # --- what is known of it ---

    def usage(self, ordinal: int, used: VolumeUsage) -> Self:
        """How full the claim of an ordinal is."""
        self.used[f"{CLAIM}-{NAME}-{ordinal}"] = used
        return self

    def resolved(self, ordinal: int, verdict: Verdict, layer: Layer | None, sentence: str) -> Self:
        """What DNS says of the name of an ordinal."""
        held = self.dns.ordinals[ordinal]
        check = replace(held, verdict=verdict, layer=layer, sentence=sentence)
        self.dns = replace(self.dns, ordinals={**self.dns.ordinals, ordinal: check})
        return self

    def kubernetes(self, version: str) -> Self:
        """The version of the control plane."""
        self.version = version
        return self

    def denied(self, *needs: Need, why: str = DENIED) -> Self:
        """Parts that could not be read."""
        self._denied.update(dict.fromkeys(needs, why))
        return self

    def seen(self) -> Seen:
        """What the rules look at."""
        return Parts(
            objects=self.objects,
            events=self._events,
            dns=self.dns,
            used=self.used,
            version=self.version,
            denied=self._denied,
            lost_nodes=self._lost_nodes,
        ).seen()

    # --- inside ---

    def _or_like(self, kind: str, name: str) -> Self:
        if (kind, name) not in self.objects:
            like = next(item for (k, _), item in self.objects.items() if k == kind)
            metadata = msgspec.structs.replace(like.metadata, name=name, uid=f"uid-{kind}-{name}")
            self.objects[kind, name] = msgspec.structs.replace(like, metadata=metadata)
        return self.choose(kind, name)

    def _change(self, part: str, changes: dict[str, Any]) -> Self:
        item = self.objects[self._at]
        value = msgspec.structs.replace(getattr(item, part), **changes)
        self.objects[self._at] = msgspec.structs.replace(item, **{part: value})
        return self

    def _main(self, status: ContainerStatus, *, for_: float = 300) -> Self:
        phase = "Running" if status.state.running else self.objects[self._at].status.phase
        self.status(phase=phase, container_statuses=(status,))
        if status.ready:
            return self.condition("Ready", for_=for_)
        return self.condition(
            "Ready",
            "False",
            reason="ContainersNotReady",
            message=f"containers with unready status: [{status.name}]",
            for_=for_,
        )
