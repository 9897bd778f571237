"""Pending: no node has room, or there is no node."""

from __future__ import annotations

from ststui.diagnosis.example import NO_VICTIMS
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import CLOSED_NODES, PATIENCE, UNSCHEDULED, Scheduler

SHOW_REQUESTS = Fix(
    "see what the pod asks for",
    "kubectl get pod {pod} -n {namespace}"
    " -o jsonpath='{range .spec.containers[*]}{.name} {.resources.requests}{\"\\n\"}{end}'",
)
SHOW_ALLOCATED = Fix(
    "see what is taken on each node", "kubectl describe nodes | grep -A8 'Allocated resources'"
)

RULES = (
    Rule(
        id="sched-insufficient-cpu",
        severity="high",
        about="pod",
        signs=(UNSCHEDULED, Scheduler(r"(?P<count>\d+) Insufficient cpu"), CLOSED_NODES),
        after=PATIENCE,
        title="{pod} is Pending: too little cpu is left on {count} of {total} nodes",
        why="The scheduler counts requests, not usage: what the pod asks for does not fit beside"
        " what other pods asked for.",
        newcomers="Each container asks for a share of a node, and no node has that much unasked-for"
        " share left.",
        fix=(
            SHOW_ALLOCATED,
            SHOW_REQUESTS,
            Fix("add a node, or lower the requests in the template"),
        ),
        danger="Changing requests changes the template: every pod is replaced.",
        doc="D/concepts/configuration/manage-resources-containers/",
        case=Case(
            fires=lambda web: web.pod(1).no_node("3 Insufficient cpu"),
            silent=lambda web: web.pod(1).no_node("3 Insufficient memory"),
        ),
    ),
    Rule(
        id="sched-insufficient-memory",
        severity="high",
        about="pod",
        signs=(UNSCHEDULED, Scheduler(r"(?P<count>\d+) Insufficient memory"), CLOSED_NODES),
        after=PATIENCE,
        title="{pod} is Pending: too little memory is left on {count} of {total} nodes",
        why="The memory that the pod requests does not fit beside the requests of other pods. A"
        " request larger than any node never fits.",
        newcomers="Each container reserves memory on its node, and no node has that much left to"
        " reserve.",
        fix=(
            Fix(
                "see how much memory nodes offer",
                "kubectl get nodes"
                " -o custom-columns=NODE:.metadata.name,MEMORY:.status.allocatable.memory",
            ),
            SHOW_ALLOCATED,
            Fix("add a node, or lower the requests in the template"),
        ),
        danger="Changing requests changes the template: every pod is replaced.",
        doc="D/concepts/configuration/manage-resources-containers/",
        case=Case(
            fires=lambda web: web.pod(1).no_node("1 Insufficient cpu, 2 Insufficient memory"),
            silent=lambda web: web.pod(1).no_node("3 Insufficient memory", for_=2),
        ),
    ),
    Rule(
        id="sched-insufficient-other",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"(?P<count>\d+) Insufficient (?!cpu\b|memory\b)(?P<resource>[\w./-]*\w)"),
        ),
        after=PATIENCE,
        title="{pod} is Pending: too little {resource} is left on {count} of {total} nodes",
        why="The pod requests a resource that no fitting node has enough of: ephemeral storage,"
        " huge pages or a device.",
        newcomers="Besides cpu and memory, nodes offer disk space and devices, and these run out"
        " too.",
        fix=(
            Fix(
                "see what nodes offer",
                "kubectl get nodes -o custom-columns=NODE:.metadata.name,OFFERS:.status.allocatable",
            ),
            SHOW_REQUESTS,
        ),
        doc="D/tasks/configure-pod-container/extended-resource/",
        case=Case(
            fires=lambda web: web.pod(1).no_node("3 Insufficient ephemeral-storage"),
            silent=lambda web: web.pod(1).no_node("3 Insufficient cpu"),
        ),
    ),
    Rule(
        id="sched-too-many-pods",
        severity="high",
        about="pod",
        signs=(UNSCHEDULED, Scheduler(r"(?P<count>\d+) Too many pods")),
        after=PATIENCE,
        title="{pod} is Pending: no further pod fits on {count} of {total} nodes",
        why="A node takes a fixed number of pods (max-pods, often bound to its network addresses).",
        newcomers="However small a pod is, a node takes only so many.",
        fix=(
            Fix(
                "count the pods of each node",
                "kubectl get pods -A -o jsonpath='{range .items[*]}{.spec.nodeName}{\"\\n\"}{end}'"
                " | sort | uniq -c",
            ),
            Fix("add a node"),
        ),
        doc="D/setup/best-practices/cluster-large/",
        case=Case(
            fires=lambda web: web.pod(1).no_node("3 Too many pods"),
            silent=lambda web: web.pod(1).no_node("3 node(s) were unschedulable"),
        ),
    ),
    Rule(
        id="sched-host-port",
        severity="medium",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"(?P<count>\d+) node\(s\) didn.t have free ports for the requested pod ports"
            ),
        ),
        after=PATIENCE,
        title="{pod} is Pending: its host port is taken on {count} of {total} nodes",
        why="A hostPort, or hostNetwork, allows one such pod on a node.",
        newcomers="The pod wants a port of the node itself, and only one pod can have it there.",
        fix=(
            Fix(
                "see who has it",
                "kubectl get pods -A -o wide | grep -v Completed",
            ),
            Fix("have no more replicas than nodes, or do without the host port"),
        ),
        doc="D/concepts/configuration/overview/",
        case=Case(
            fires=lambda web: web.pod(1).no_node(
                "3 node(s) didn't have free ports for the requested pod ports", end=NO_VICTIMS
            ),
            silent=lambda web: web.pod(1).no_node("3 Too many pods", end=NO_VICTIMS),
        ),
    ),
    Rule(
        id="sched-no-nodes",
        severity="critical",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"no nodes available to schedule pods|\A0/0 nodes are available"),
        ),
        after=PATIENCE,
        title="{pod} is Pending: the cluster has no nodes",
        why="No node is registered with the API server: the pool is empty, or no kubelet reaches"
        " it.",
        newcomers="There is no machine on which anything could run.",
        fix=(Fix("look at the nodes", "kubectl get nodes"),),
        doc="D/concepts/architecture/nodes/",
        case=Case(
            fires=lambda web: web.pod(1).unscheduled("no nodes available to schedule pods"),
            silent=lambda web: web.pod(1).no_node("3 Too many pods"),
        ),
    ),
)
