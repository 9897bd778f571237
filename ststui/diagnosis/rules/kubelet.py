"""On its node: the kubelet does not react, refuses the pod, or evicted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import CREATING, EventSign, PodCheck, PodReason

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

EVICTED = 1800
"""Seconds for which an eviction is spoken of when the pod itself is gone already."""
_LOW = "The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 512Mi."
_OWN = "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi."
_OWN_TEXT = r"exceeded its local ephemeral storage limit|ephemeral local storage usage exceeds|Usage of EmptyDir volume"


def _nothing_yet(_: Seen, pod: Pod) -> Match | None:
    if pod.status.start_time is not None or pod.status.container_statuses:
        return None
    return found("scheduled, and status.startTime is empty", f"status of Pod {pod.metadata.name}")


def _evicted_before(web: Example) -> Example:
    """An earlier web-1 was evicted; the one of today is well."""
    uid = web.pod(1).objects["Pod", "web-1"].metadata.uid
    return web.meta(uid="uid-of-a-former-pod").event("Evicted", _LOW).meta(uid=uid)


RULES = (
    Rule(
        id="kubelet-not-reacting",
        severity="high",
        about="pod",
        signs=(CREATING, PodCheck(_nothing_yet)),
        after=60,
        title="{pod}: {node} does not take notice of it",
        why="The pod has a node, and its kubelet has not begun: it is down, cut off or overloaded.",
        newcomers="The machine that is to run the pod does not answer.",
        fix=(
            Fix("look at the node", "kubectl get node {node}"),
            Fix(
                "when did its kubelet last report?",
                "kubectl -n kube-node-lease get lease {node} -o jsonpath='{.spec.renewTime}'",
            ),
        ),
        doc="D/concepts/architecture/nodes/",
        hint=True,
        explained_by=("node-*",),
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).creating().status(start_time=None, container_statuses=()),
            silent=lambda web: (
                web.pod(1).creating(for_=10).status(start_time=None, container_statuses=())
            ),
        ),
    ),
    Rule(
        id="pod-admission-rejected",
        severity="high",
        about="pod",
        signs=(
            PodReason(
                r"OutOf\w+|UnexpectedAdmissionError|NodeAffinity|NodePorts|TopologyAffinityError|VolumeAttachmentLimitExceeded|\w+NotSupported|InvalidNodeInfo|PodOSNotSupported"
            ),
        ),
        title="{pod} was refused by the kubelet of {node}: {reason}",
        why="What the scheduler thought free was not. The controller deletes such a pod at once and makes it again, so it comes and goes.",
        newcomers="The machine sent the pod away at the door.",
        fix=(
            Fix(
                "see the events",
                "kubectl get events -n {namespace} --field-selector involvedObject.name={pod}",
            ),
            Fix("look at the node", "kubectl describe node {node}"),
        ),
        doc="D/concepts/workloads/pods/pod-lifecycle/",
        case=Case(
            fires=lambda web: web.pod(1).failed(
                "OutOfcpu",
                "Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000",
            ),
            silent=lambda web: web.pod(1).failed("Evicted", _LOW),
        ),
    ),
    Rule(
        id="pod-evicted-pressure",
        severity="high",
        about="pod",
        signs=(
            PodReason(
                "Evicted",
                r"The node was low on resource: (?P<resource>[\w-]+)|The node had condition",
            ),
        ),
        title="{pod} was evicted: {node} ran short of a resource",
        why="The kubelet ends pods before the node itself fails; those that use more than they asked for go first. The controller makes the pod again.",
        newcomers="The machine was running out of memory or disk and threw pods out.",
        fix=(
            Fix("look at the node's conditions", "kubectl describe node {node}"),
            Fix("ask for as much memory as is used: such pods go last"),
        ),
        doc="D/concepts/scheduling-eviction/node-pressure-eviction/",
        case=Case(
            fires=lambda web: web.pod(1).failed("Evicted", _LOW),
            silent=lambda web: web.pod(1).failed("Evicted", _OWN),
        ),
    ),
    Rule(
        id="pod-evicted-own-usage",
        severity="high",
        about="pod",
        signs=(PodReason("Evicted", _OWN_TEXT),),
        title="{pod} was evicted: it wrote more to the node's disk than it may",
        why="Logs, emptyDir volumes and what containers write outside of volumes count against the ephemeral-storage limit.",
        newcomers="The pod filled the machine's own disk.",
        fix=(
            Fix(
                "write the data to the claim, or raise the ephemeral-storage limit in the template",
                "kubectl edit sts {set} -n {namespace}",
            ),
        ),
        doc="D/concepts/configuration/manage-resources-containers/#local-ephemeral-storage",
        case=Case(
            fires=lambda web: web.pod(1).failed("Evicted", _OWN),
            silent=lambda web: web.pod(1).failed("Evicted", _LOW),
        ),
    ),
    Rule(
        id="pod-evicted-lately",
        severity="medium",
        about="pod",
        signs=(EventSign("Evicted", of="former", within=EVICTED),),
        title="{pod} is a new pod: the one before it was evicted a short while ago",
        why="Its node was short of what the event names, and threw the pod out; the controller made a new one.",
        newcomers="The machine threw the pod out to save itself.",
        fix=(
            Fix(
                "see what its node was short of",
                "kubectl get events -n {namespace} --field-selector reason=Evicted",
            ),
        ),
        doc="D/concepts/scheduling-eviction/node-pressure-eviction/",
        case=Case(fires=_evicted_before, silent=lambda web: web.pod(1).event("Evicted", _LOW)),
    ),
    Rule(
        id="pod-node-shutdown",
        severity="medium",
        about="pod",
        signs=(PodReason(r"Terminated|NodeShutdown", r"node shutdown"),),
        title="{pod} was ended because {node} shuts down",
        why="The node was shut down in an orderly way; the controller makes the pod again elsewhere.",
        newcomers="The machine was switched off, and the pod with it.",
        fix=(Fix("look at the node", "kubectl get node {node}"),),
        doc="D/concepts/cluster-administration/node-shutdown/",
        case=Case(
            fires=lambda web: web.pod(1).failed(
                "Terminated", "Pod was terminated in response to imminent node shutdown."
            ),
            silent=lambda web: web.pod(1).failed("Evicted", _LOW),
        ),
    ),
)
