"""Pods that cannot end because of their node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import NOT_MOVED, STANDSTILL
from ststui.diagnosis.departed import departed
from ststui.diagnosis.match import Evidence, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import ON_NODE, TERMINATING, Check, PodCheck
from ststui.model.metadata import condition
from ststui.model.node import Taint
from ststui.model.pod import Toleration

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model import Node, Pod

OUT_OF_SERVICE: Final = "node.kubernetes.io/out-of-service"
UNREACHABLE: Final = ("node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready")
EVICTED_AFTER: Final = 300
"""Seconds that pods stay on an unreachable node by default (DefaultTolerationSeconds)."""
GARBAGE: Final = 60
"""PodGC removes pods of nodes that are gone after a quarantine of 40 s (pkg/controller/podgc)."""


def _words(node: Node) -> str:
    held = condition(node.status.conditions, "Ready")
    if held is None:
        return "it has no Ready condition"
    return ": ".join(e for e in (held.reason, held.message) if e) or f"Ready={held.status}"


def _node_not_ready(seen: Seen, pod: Pod) -> Match | None:
    node = seen.node(pod.spec.node_name)
    if node is None or node.ready:
        return None
    held = condition(node.status.conditions, "Ready")
    ends = pod.metadata.deletion_timestamp
    return Match(
        evidence=(
            Evidence(_words(node), f"condition Ready of Node {node.metadata.name}"),
            Evidence(
                f"deletionTimestamp {ends:%Y-%m-%dT%H:%M:%SZ}" if ends else "deletionTimestamp",
                f"metadata of Pod {pod.metadata.name}",
            ),
        ),
        since=held.last_transition_time if held else None,
    )


def _node_gone(seen: Seen, pod: Pod) -> Match | None:
    if not pod.spec.node_name or pod.spec.node_name in seen.nodes:
        return None
    source = f"spec.nodeName of Pod {pod.metadata.name}; Nodes"
    return found(f"{pod.spec.node_name} is not among the nodes", source, since=departed(seen, pod))


def _stays_bound(seen: Seen, pod: Pod) -> Match | None:
    node = seen.node(pod.spec.node_name)
    held = condition(node.status.conditions, "Ready") if node else None
    if node is None or node.ready or held is None:
        return None
    for each in pod.spec.tolerations:
        covers = each.key in UNREACHABLE or (not each.key and each.operator == "Exists")
        if covers and each.effect in {"", "NoExecute"} and each.toleration_seconds is None:
            return Match(
                evidence=(
                    Evidence(_words(node), f"condition Ready of Node {node.metadata.name}"),
                    Evidence(
                        f"tolerates {each.key or 'every taint'} without tolerationSeconds",
                        f"spec.tolerations of Pod {pod.metadata.name}",
                    ),
                ),
                since=held.last_transition_time,
            )
    return None


def _taint_left(seen: Seen, subject: Subject) -> Match | None:
    node = seen.node(subject.name)
    if node is None or not node.ready:
        return None
    if not any(each.key == OUT_OF_SERVICE for each in node.spec.taints):
        return None
    return found(f"taint {OUT_OF_SERVICE}, Ready=True", f"Node {subject.name}")


def _silent_node(web: Example) -> Example:
    return web.node("node-b").condition(
        "Ready",
        "Unknown",
        reason="NodeStatusUnknown",
        message="Kubelet stopped posting node status.",
    )


_NON_GRACEFUL = "D/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown"

RULES = (
    Rule(
        id="term-node-unreachable",
        severity="critical",
        about="pod",
        signs=(TERMINATING, PodCheck(_node_not_ready, needs=("pods", "nodes"))),
        title="{pod} cannot end: its node {node} is not Ready",
        why="Only the kubelet can say that the pod has ended, and it is silent or cannot work. The controller"
        " makes no second {pod} while the first may still be running.",
        newcomers="Nobody can tell whether the program on that node still runs and writes.",
        fix=(
            Fix("see what the node says", "kubectl describe node {node}"),
            Fix("prove that the machine is off: console, IPMI, cloud"),
            Fix(
                "only then: its pods are removed and its volumes detached",
                "kubectl taint nodes {node} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute",
            ),
            Fix(
                "or, if the machine never comes back: its pods are removed after 40s",
                "kubectl delete node {node}",
            ),
        ),
        danger="If the node is only cut off, there will be two of {pod} that write: split brain.",
        doc=_NON_GRACEFUL,
        explains=(
            *STANDSTILL,
            *NOT_MOVED,
            "node-notready*",
            "node-cordoned",
            "term-overdue",
            "term-finalizer*",
            "term-in-grace",
        ),
        case=Case(
            fires=lambda web: _silent_node(web).pod(1).terminating(-60),
            silent=lambda web: web.pod(1).terminating(-60),
        ),
    ),
    Rule(
        id="term-node-gone",
        severity="medium",
        about="pod",
        signs=(PodCheck(_node_gone, needs=("pods", "nodes")),),
        after=GARBAGE,
        title="{pod} is bound to node {node}, which does not exist",
        why="The garbage collector of pods removes it about 40 seconds after the node went. When it does not, kube-controller-manager is down or a finalizer holds the pod.",
        newcomers="The machine was taken out of the cluster, and the pod is still written down as being there.",
        fix=(
            Fix(
                "is there a finalizer?",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.metadata.finalizers}'",
            ),
            Fix(
                "does kube-controller-manager run?",
                "kubectl -n kube-system get lease kube-controller-manager -o jsonpath='{.spec.renewTime}'",
            ),
        ),
        danger="A node object can be deleted while its machine still runs.",
        doc="D/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection",
        explains=(
            *STANDSTILL,
            "term-overdue",
            "term-in-grace",
            "eps-node-missing",
            "node-notready*",
        ),
        explained_by=("term-finalizer",),
        case=Case(
            fires=lambda web: web.node("node-b").went(90),
            silent=lambda web: web.node("node-b").went(20),
        ),
    ),
    Rule(
        id="term-tolerates-unreachable",
        severity="info",
        about="pod",
        signs=(ON_NODE, PodCheck(_stays_bound, needs=("pods", "nodes"))),
        after=EVICTED_AFTER,
        title="{pod} stays bound to {node}, which is not Ready: it tolerates that for ever",
        why="Without tolerationSeconds the pod is never evicted from a silent node. Others go after 300 seconds.",
        newcomers="This pod asked not to be moved when its machine falls silent.",
        fix=(
            Fix(
                "see its tolerations",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.spec.tolerations}'",
            ),
        ),
        doc="D/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions",
        explained_by=("node-notready",),
        case=Case(
            fires=lambda web: (
                _silent_node(web).pod(1).spec(tolerations=(Toleration(operator="Exists"),))
            ),
            silent=lambda web: (
                _silent_node(web)
                .pod(1)
                .spec(
                    tolerations=(
                        Toleration(key=UNREACHABLE[0], operator="Exists", toleration_seconds=300),
                    )
                )
            ),
        ),
    ),
    Rule(
        id="node-out-of-service-left",
        severity="high",
        about="node",
        signs=(Check(_taint_left, needs=("pods", "nodes")),),
        title="{node} is Ready again and still tainted out-of-service",
        why="The taint must be taken away by hand. While it stays, pods here are removed without waiting and volumes are detached while they may be mounted.",
        newcomers="Somebody marked this machine as dead. It lives, and the mark is still there.",
        fix=(
            Fix(
                "take the taint away",
                "kubectl taint nodes {node} node.kubernetes.io/out-of-service-",
            ),
        ),
        danger="Volumes may be detached while a program writes to them.",
        doc=_NON_GRACEFUL,
        case=Case(
            fires=lambda web: web.node("node-b").spec(
                taints=(Taint(key=OUT_OF_SERVICE, value="nodeshutdown", effect="NoExecute"),)
            ),
            silent=lambda web: _silent_node(web).spec(
                taints=(Taint(key=OUT_OF_SERVICE, value="nodeshutdown", effect="NoExecute"),)
            ),
        ),
    ),
)
