"""PodDisruptionBudgets: what they keep from happening, and where they are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ststui.diagnosis.match import At, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.family import budgets_of
from ststui.model.metadata import condition

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import PodDisruptionBudget

_NEEDS: tuple[Need, ...] = ("poddisruptionbudgets",)


def _mine(seen: Seen) -> list[PodDisruptionBudget]:
    return list(budgets_of(seen.set, seen.budgets, seen.pods))


def _at(budget: PodDisruptionBudget) -> At:
    metadata = budget.metadata
    return At(kind="PodDisruptionBudget", namespace=metadata.namespace, name=metadata.name)


def _bound(budget: PodDisruptionBudget) -> str:
    spec = budget.spec
    if spec.max_unavailable is not None:
        return f"maxUnavailable: {spec.max_unavailable}"
    return f"minAvailable: {spec.min_available}"


def _never_allows(budget: PodDisruptionBudget) -> bool:
    """Whether it allows no eviction even when every pod is healthy."""
    status = budget.status
    counted = status.observed_generation >= budget.metadata.generation and status.expected_pods
    return bool(counted) and status.desired_healthy >= status.expected_pods


def _blocks(seen: Seen, *, single: bool) -> Match | None:
    if (seen.set.replicas == 1) is not single or not seen.set.replicas:
        return None
    for budget in _mine(seen):
        if _never_allows(budget):
            status = budget.status
            return found(
                f"{_bound(budget)}; needs {status.desired_healthy} healthy pods of {status.expected_pods}, has {status.current_healthy}",
                f"PodDisruptionBudget {budget.metadata.name}",
                at=_at(budget),
                budget=budget.metadata.name,
                bound=_bound(budget),
            )
    return None


def _blocks_all(seen: Seen) -> Match | None:
    return _blocks(seen, single=False)


def _blocks_one(seen: Seen) -> Match | None:
    return _blocks(seen, single=True)


def _several(seen: Seen) -> Match | None:
    mine = _mine(seen)
    labels = [
        seen.set.spec.template.metadata.labels,
        *(each.metadata.labels for each in seen.pods),
    ]
    # Budgets of two roles select by each a pod of its own.
    for one in labels if len(mine) > 1 else ():
        names = sorted(each.metadata.name for each in mine if each.selects(one))
        if len(names) > 1:
            both = ", ".join(names)
            return found(f"they select the pods: {both}", "PodDisruptionBudgets", budgets=both)
    return None


def _not_counted(seen: Seen) -> Match | None:
    for budget in _mine(seen):
        name = budget.metadata.name
        source = f"PodDisruptionBudget {name}"
        held = condition(budget.status.conditions, "DisruptionAllowed")
        if held is not None and held.reason == "SyncFailed":
            words = f"SyncFailed: {held.message}"
            since = held.last_transition_time
            return found(words, source, since=since, at=_at(budget), budget=name)
        observed, wanted = budget.status.observed_generation, budget.metadata.generation
        if observed < wanted:
            words = f"generation {wanted}, observedGeneration {observed}"
            since = budget.metadata.creation_timestamp
            return found(words, source, since=since, at=_at(budget), budget=name)
    return None


def _none(seen: Seen) -> Match | None:
    if seen.set.replicas < 2 or _mine(seen):
        return None
    labels = seen.set.spec.selector.match_labels or seen.set.spec.template.metadata.labels
    return found(
        "none selects the labels of the template",
        "PodDisruptionBudgets",
        labels=",".join(f"{key}={value}" for key, value in labels.items()),
    )


def _budget(web: Example, **changes: object) -> Example:
    return web.choose("PodDisruptionBudget", "web").status(**changes)


def _second(web: Example) -> Example:
    """A second budget like the first."""
    budget = web.objects["PodDisruptionBudget", "web"]
    metadata = replace(budget.metadata, name="web-too", uid="uid-web-too")
    return web.add("PodDisruptionBudget", replace(budget, metadata=metadata))


_DOC = "D/tasks/run-application/configure-pdb/"
_SEE = Fix("see the budgets", "kubectl get pdb -n {namespace} -o wide")

RULES = (
    Rule(
        id="sts-pdb-blocks",
        severity="medium",
        about="set",
        signs=(SetCheck(_blocks_all, needs=_NEEDS),),
        title="No pod of {set} can ever be evicted: budget {budget} says {bound}",
        why="It wants all pods healthy at all times, so each eviction is refused (429) and no node of these pods can be drained.",
        newcomers="A rule that should slow down maintenance forbids it altogether.",
        fix=(
            _SEE,
            Fix(
                "allow one at a time",
                """kubectl patch pdb {budget} -n {namespace} --type=merge -p '{"spec":{"minAvailable":null,"maxUnavailable":1}}'""",
            ),
        ),
        danger="kubectl delete pod does not ask the budget.",
        doc=_DOC,
        case=Case(
            fires=lambda web: _budget(web, desired_healthy=3, disruptions_allowed=0).spec(
                max_unavailable=0
            ),
            silent=lambda web: _budget(web, current_healthy=2, disruptions_allowed=0),
        ),
    ),
    Rule(
        id="sts-pdb-single-replica",
        severity="low",
        about="set",
        signs=(SetCheck(_blocks_one, needs=_NEEDS),),
        advice=True,
        title="{set} has one replica and budget {budget}: its node cannot be drained",
        why="{bound} with a single pod allows no eviction, ever.",
        newcomers="There is one pod, and a rule says it must never be away.",
        fix=(
            Fix(
                "in a maintenance window, by hand",
                "kubectl delete pod {first_pod} -n {namespace}",
            ),
        ),
        danger="The application is down until the pod is back.",
        doc="D/concepts/workloads/pods/disruptions/",
        case=Case(
            fires=lambda web: (
                _budget(web, expected_pods=1, current_healthy=1, desired_healthy=1)
                .sts()
                .spec(replicas=1)
            ),
            silent=lambda web: (
                _budget(web, expected_pods=1, current_healthy=1, desired_healthy=0)
                .sts()
                .spec(replicas=1)
            ),
        ),
    ),
    Rule(
        id="sts-pdb-multiple",
        severity="medium",
        about="set",
        signs=(SetCheck(_several, needs=_NEEDS),),
        title="No pod of {set} can be evicted: several budgets select it ({budgets})",
        why="The eviction API refuses a pod with more than one budget (500, more than one PodDisruptionBudget), and a drain stops there.",
        newcomers="Two rules guard the same pods, and then neither works.",
        fix=(_SEE, Fix("keep one of them; narrow or delete the others")),
        doc=_DOC,
        explains=("sts-pdb-blocks",),
        case=Case(
            fires=_second,
            silent=lambda web: _second(web).spec(selector=None),
        ),
    ),
    Rule(
        id="sts-pdb-stale",
        severity="low",
        about="set",
        signs=(SetCheck(_not_counted, needs=_NEEDS),),
        after=60,
        title="Budget {budget} of {set} is not counted: evictions are refused meanwhile",
        why="Its controller has not processed it, or cannot: the evidence says why.",
        newcomers="The rule was written down, but nobody has read it yet.",
        fix=(Fix("see its conditions", "kubectl describe pdb {budget} -n {namespace}"),),
        doc=_DOC,
        case=Case(
            fires=lambda web: web.choose("PodDisruptionBudget", "web").meta(generation=2),
            silent=lambda web: web.choose("PodDisruptionBudget", "web").meta(generation=1),
        ),
    ),
    Rule(
        id="sts-no-pdb",
        severity="low",
        about="set",
        signs=(SetCheck(_none, needs=_NEEDS),),
        advice=True,
        title="{set} has no PodDisruptionBudget",
        why="Nothing keeps maintenance from draining the nodes of several of its pods at once.",
        newcomers="A budget says how many pods may be away at the same time.",
        fix=(
            Fix(
                "create one for its labels: at most one pod away",
                "kubectl create pdb {set} -n {namespace} --max-unavailable=1 --selector={labels} --dry-run=client -o yaml",
            ),
        ),
        doc=_DOC,
        case=Case(
            fires=lambda web: web.choose("PodDisruptionBudget", "web").gone(),
            silent=lambda web: (
                web.choose("PodDisruptionBudget", "web").gone().sts().spec(replicas=1)
            ),
        ),
    ),
)
