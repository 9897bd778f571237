"""Pending: what the pod asks for is more than any node has, however empty it is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import PATIENCE, UNSCHEDULED, PodCheck, Scheduler
from ststui.model.metadata import condition
from ststui.model.pod import Resources
from ststui.model.quantity import quantity

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod
    from ststui.model.pod import Amounts, PodSpec

_SHORT_OF: Final = re.compile(r"\d+ Insufficient (?P<resource>[\w./-]*\w)")
_GIB: Final = 2**30


def _larger_than_any(seen: Seen, pod: Pod) -> Match | None:
    held = condition(pod.status.conditions, "PodScheduled")
    message = held.message.partition(" preemption:")[0] if held else ""
    for resource in dict.fromkeys(_SHORT_OF.findall(message)):
        asked = _at_least(pod.spec, resource)
        offers = [
            (quantity(each.status.allocatable.get(resource, "")), name)
            for name, each in sorted(seen.nodes.items())
        ]
        known = [(amount, name) for amount, name in offers if amount is not None]
        if not known or len(known) < len(offers):
            continue
        most, node = max(known, key=lambda each: each[0])
        if asked > most:
            return Match(
                evidence=(
                    Evidence(
                        f"requests {_shown(asked, resource)} {resource}",
                        f"spec of Pod {pod.metadata.name}",
                    ),
                    Evidence(
                        f"allocatable {resource} of {node}, the largest: {_shown(most, resource)}",
                        "Nodes",
                    ),
                ),
                facts={
                    "asked": _shown(asked, resource),
                    "resource": resource,
                    "most": _shown(most, resource),
                },
            )
    return None


def _at_least(spec: PodSpec, resource: str) -> Decimal:
    """What its containers ask for together, or the pod as a whole where that is named.

    Init containers can only raise it (PodRequests, component-helpers resource/helpers.go, v0.36).
    """
    whole = _amount(spec.resources.requests, resource)
    together = sum((_amount(e.resources.requests, resource) for e in spec.containers), Decimal(0))
    return (whole or together) + _amount(spec.overhead, resource)


def _amount(amounts: Amounts, resource: str) -> Decimal:
    return quantity(str(amounts.get(resource, "0"))) or Decimal(0)


def _shown(amount: Decimal, resource: str) -> str:
    in_bytes = resource in {"memory", "ephemeral-storage"} or resource.startswith("hugepages-")
    if in_bytes and amount >= _GIB:
        return f"{(amount / _GIB).quantize(Decimal('0.1')).normalize():f}Gi"
    return f"{amount.normalize():f}"


def _asks_for(web: Example, cpu: str) -> Example:
    for name in ("node-a", "node-b", "node-c"):
        web.node(name).status(allocatable={"cpu": "8", "memory": "32Gi"})
    (main,) = web.objects["Pod", "web-1"].spec.containers
    asks = replace(main, resources=Resources(requests={"cpu": cpu}))
    return web.pod(1).spec(containers=(asks,)).no_node("3 Insufficient cpu")


RULES = (
    Rule(
        id="sched-larger-than-any-node",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"\d+ Insufficient \S"),
            PodCheck(_larger_than_any, needs=("pods", "nodes")),
        ),
        after=PATIENCE,
        title="{pod} can never be scheduled here: it asks for {asked} {resource}, the largest node has {most}",
        why="However empty the nodes are, none of them offers as much {resource} as the pod requests: a typing error, a wrong unit, or a pool of larger nodes that is not there.",
        newcomers="The pod wants more than any single machine has, so no freed room helps.",
        fix=(
            Fix(
                "see what nodes offer",
                "kubectl get nodes -o custom-columns=NODE:.metadata.name,CPU:.status.allocatable.cpu,MEMORY:.status.allocatable.memory",
            ),
            Fix("lower the requests in the template", "kubectl edit sts {set} -n {namespace}"),
            Fix("or add a node that is large enough"),
        ),
        danger="Changing requests changes the template: every pod is replaced.",
        doc="D/concepts/configuration/manage-resources-containers/",
        explains=("sched-insufficient-*", "sched-no-preemption-victims"),
        case=Case(
            fires=lambda web: _asks_for(web, "500"),
            silent=lambda web: _asks_for(web, "6"),
        ),
    ),
)
