"""On its node: the sandbox and init containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import CREATING, NOT_READY, EventSign, PodCheck
from ststui.diagnosis.signs.container import container_statuses, end_evidence, last_end
from ststui.model.pod import Container, ContainerState, ContainerStatus, Running, Terminated

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

RECENT = 900
"""Seconds in which the kubelet says again what still fails."""
_RUNS = ContainerState(running=Running(started_at=ago(900)))
_JUST_BEGUN = ContainerState(running=Running(started_at=ago(20)))
_FAILED = ContainerState(terminated=Terminated(exit_code=2, reason="Error", finished_at=ago(10)))


def _fails(_: Seen, pod: Pod) -> Match | None:
    for each in container_statuses(pod, "init"):
        ended = last_end(each)
        if each.state.running or ended is None or not (ended.exit_code and each.restart_count):
            continue
        return Match(
            evidence=(end_evidence(each, ended, pod.metadata.name),),
            facts={"container": each.name, "code": str(ended.exit_code)},
        )
    return None


def _since(moment: datetime | None) -> str:
    return f"running since {moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "running"


def _stuck(_: Seen, pod: Pod) -> Match | None:
    for each in container_statuses(pod, "init"):
        running = each.state.running
        if running is not None:
            return Match(
                evidence=(
                    Evidence(
                        _since(running.started_at),
                        f"init container {each.name} of Pod {pod.metadata.name}",
                    ),
                ),
                facts={"container": each.name},
                since=running.started_at,
            )
    return None


def _sidecar(_: Seen, pod: Pod) -> Match | None:
    sidecars = pod.spec.sidecars
    for each in pod.status.init_container_statuses:
        if each.name not in sidecars:
            continue
        if each.started is not True and each.state.running is not None:
            return Match(
                evidence=(
                    Evidence(
                        "running, started: false", f"sidecar {each.name} of Pod {pod.metadata.name}"
                    ),
                ),
                facts={"container": each.name},
                since=each.state.running.started_at,
            )
    return None


def _with_sidecar(web: Example, *, started: bool) -> Example:
    status = ContainerStatus(name="proxy", started=started, state=_RUNS)
    return (
        web.pod(1)
        .creating()
        .spec(init_containers=(Container(name="proxy", restart_policy="Always"),))
        .status(init_container_statuses=(status,))
    )


RULES = (
    Rule(
        id="sandbox-create-failed",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedCreatePodSandBox",
                r"Failed to create pod sandbox: (?P<words>.*)",
                within=RECENT,
            ),
        ),
        after=15,
        title="{pod} cannot start: {node} cannot make its sandbox",
        why="The network plugin or the container runtime of the node fails; what stands after the colon is the plugin's own.",
        newcomers="Before any container starts, the node sets up a network for the pod, and that fails.",
        fix=(
            Fix(
                "look at the network plugin on that node",
                "kubectl get pods -n kube-system -o wide --field-selector spec.nodeName={node}",
            ),
            Fix(
                "does it happen on this node only?",
                "kubectl get pods -A -o wide | grep ContainerCreating",
            ),
        ),
        doc="D/concepts/extend-kubernetes/compute-storage-net/network-plugins/",
        explained_by=("sandbox-no-ip", "sandbox-fqdn-too-long"),
        explains=("network-not-ready",),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedCreatePodSandBox",
                    'Failed to create pod sandbox: rpc error: plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized',
                )
            ),
            silent=lambda web: web.pod(1).event(
                "FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error"
            ),
        ),
    ),
    Rule(
        id="sandbox-no-ip",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedCreatePodSandBox",
                r"failed to assign an IP|no (available )?IP|IP address.*exhaust|no addresses available",
                within=RECENT,
            ),
        ),
        after=15,
        title="{pod} cannot start: no IP address is left for it on {node}",
        why="The subnet or the node's share of it is used up.",
        newcomers="Each pod gets an address, and there is none left.",
        fix=(
            Fix(
                "count the pods of the node",
                "kubectl get pods -A --field-selector spec.nodeName={node} -o name | wc -l",
            ),
            Fix("look at the address plan of the network plugin"),
        ),
        doc="D/concepts/cluster-administration/networking/",
        hint=True,
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedCreatePodSandBox",
                    'Failed to create pod sandbox: plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedCreatePodSandBox",
                    "Failed to create pod sandbox: rpc error: context deadline exceeded",
                )
            ),
        ),
    ),
    Rule(
        id="sandbox-fqdn-too-long",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedCreatePodSandBox",
                r"failed to construct FQDN from pod hostname and cluster domain, FQDN (?P<fqdn>\S+) is too long",
                within=RECENT,
            ),
        ),
        title="{pod} cannot start: its full name {fqdn} has more than 64 characters",
        why="setHostnameAsFQDN makes the whole DNS name the hostname, and Linux takes 64 characters.",
        newcomers="The machine name of the pod would be too long.",
        fix=(
            Fix(
                "do without setHostnameAsFQDN, or shorten the names of set, Service or namespace",
                "kubectl edit sts {set} -n {namespace}",
            ),
        ),
        doc="D/concepts/services-networking/dns-pod-service/#pod-sethostnameasfqdn-field",
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedCreatePodSandBox",
                    "Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster domain, FQDN web-1.web.shop.svc.cluster.local is too long (64 characters is the max, 70 characters requested)",
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedCreatePodSandBox",
                    "Failed to create pod sandbox: rpc error: context deadline exceeded",
                )
            ),
        ),
    ),
    Rule(
        id="network-not-ready",
        severity="high",
        about="pod",
        signs=(CREATING, EventSign("NetworkNotReady", r"network is not ready", within=RECENT)),
        after=15,
        title="{pod} cannot start: the network of {node} is not ready",
        why="The network plugin has not set itself up on that node.",
        newcomers="The node has no network for pods yet.",
        fix=(
            Fix("look at the node", "kubectl describe node {node}"),
            Fix(
                "look at the network plugin there",
                "kubectl get pods -n kube-system -o wide --field-selector spec.nodeName={node}",
            ),
        ),
        doc="D/concepts/extend-kubernetes/compute-storage-net/network-plugins/",
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "NetworkNotReady",
                    "network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized",
                )
            ),
            silent=lambda web: web.pod(1).event(
                "NetworkNotReady", "network is not ready: container runtime network not ready"
            ),
        ),
    ),
    Rule(
        id="init-crashloop",
        severity="high",
        about="pod",
        signs=(NOT_READY, PodCheck(_fails)),
        title="{pod}: init container {container} fails again and again (exit code {code})",
        why="It has to end with 0 before the pod's own containers start.",
        newcomers="A preparing step runs before the program, and it goes wrong.",
        fix=(
            Fix(
                "read what it said",
                "kubectl logs {pod} -n {namespace} -c {container} --previous --tail=200",
            ),
        ),
        doc="D/tasks/debug/debug-application/debug-init-containers/",
        explains=("sts-head-of-line", "exit-*", "crashloop"),
        case=Case(
            fires=lambda web: web.pod(1).init(_FAILED, restarts=3),
            silent=lambda web: web.pod(1).init(
                ContainerState(terminated=Terminated(exit_code=0, reason="Completed")), restarts=1
            ),
        ),
    ),
    Rule(
        id="init-stuck",
        severity="medium",
        about="pod",
        signs=(NOT_READY, PodCheck(_stuck)),
        after=300,
        title="{pod}: init container {container} has been running for long",
        why="It waits for something: a name in DNS, the primary, a lock, a migration. In an OrderedReady set later ordinals do not exist yet: to wait for one of them is to wait for ever.",
        newcomers="A preparing step is waiting for somebody, and nobody comes.",
        fix=(
            Fix(
                "read what it waits for",
                "kubectl logs {pod} -n {namespace} -c {container} --tail=50",
            ),
            Fix("does the name it asks for resolve?", "ststui dns {set} -n {namespace}"),
        ),
        doc="D/concepts/workloads/pods/init-containers/",
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).init(_RUNS),
            silent=lambda web: web.pod(1).init(_JUST_BEGUN),
        ),
    ),
    Rule(
        id="sidecar-not-started",
        severity="medium",
        about="pod",
        signs=(NOT_READY, PodCheck(_sidecar)),
        after=120,
        title="{pod}: sidecar {container} does not start, and the rest waits for it",
        why="Its startup probe has not passed. A sidecar (an init container that keeps running) has to be started before anything after it.",
        newcomers="A companion program must be up first, and it is not.",
        fix=(Fix("read its log", "kubectl logs {pod} -n {namespace} -c {container} --tail=100"),),
        doc="D/concepts/workloads/pods/sidecar-containers/",
        explains=("startup-failing", "sts-head-of-line"),
        case=Case(
            fires=lambda web: _with_sidecar(web, started=False),
            silent=lambda web: _with_sidecar(web, started=True),
        ),
    ),
)
