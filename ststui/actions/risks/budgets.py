"""Disruption budgets: what they allow, and who does not ask them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.readiness import ready_of
from ststui.model.readable import Readable
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Pod, PodDisruptionBudget
    from ststui.model.readable import Part


def beyond_budget(
    grounds: Grounds,
    leaving: Iterable[str],
    *,
    at_once: int | None,
    by: str,
    for_good: Collection[str] = (),
) -> Iterator[Caution]:
    """More Ready pods away at once than a budget allows, by something that does not ask it.

    Args:
        grounds: as things are.
        leaving: the pods that go, for good or for a while.
        at_once: so many at a time; all of them if None.
        by: what does not ask, e.g. `a rollout`.
        for_good: those of them that nothing makes anew: a budget that wants a number of pods, and
            no share of them, misses all of these in the end.
    """
    family, going = grounds.known, frozenset(leaving)
    budgets, ready = family.budgets, frozenset(ready_of(grounds, going))
    if not going:
        return
    if not isinstance(budgets, Readable):
        yield warn("pdb", f"budgets could not be read ({budgets.why}); {by} does not ask them")
        return
    for budget in budgets.value:
        mine = {pod for pod in going if _selects(budget, family.member(pod))}
        counted = ready.intersection(mine)
        away = len(counted) if at_once is None else min(len(counted), at_once)
        if isinstance(budget.spec.min_available, int) and at_once is not None:
            lost = counted.intersection(for_good)
            away = len(lost) + min(len(counted) - len(lost), at_once)
        if mine:
            yield _beyond(budget, away, by=by)


def beyond_its_budget(grounds: Grounds, pod: Pod, *, by: str) -> Iterator[Caution]:
    """The same of one pod that no set owns."""
    budgets = _selecting(grounds, pod)
    if not isinstance(budgets, Readable):
        yield warn("pdb", f"budgets could not be read ({budgets.why}); {by} does not ask them")
        return
    away = int(pod.running_and_ready and not pod.terminating)
    yield from (_beyond(each, away, by=by) for each in budgets.value)


def _beyond(budget: PodDisruptionBudget, away: int, *, by: str) -> Caution:
    name, allowed = budget.metadata.name, budget.status.disruptions_allowed
    if away <= allowed:
        return warn("pdb", f"{by} does not ask budget {name}, which allows {allowed} now")
    return warn(
        "pdb",
        f"budget {name} allows {allowed} at once, {away} would be away: {by} does not ask it",
        dangerous=True,
        about=name,
        short=away - allowed,
    )


def eviction_budget(grounds: Grounds, pod: Pod) -> Iterator[Caution]:
    """An eviction that a budget will refuse: EvictionREST (pkg/registry/core/pod/storage, v1.36).

    What does not run disrupts nothing, and no budget is asked (canIgnorePDB).
    """
    budgets = _selecting(grounds, pod)
    if not isinstance(budgets, Readable):
        return
    if pod.terminating or pod.ended or pod.status.phase == "Pending":
        return
    if len(budgets.value) > 1:
        names = listed(each.metadata.name for each in budgets.value)
        both = "both" if len(budgets.value) == 2 else "all"
        yield warn(
            "pdb",
            f"budgets {names} {both} select it, which an eviction does not bear: it will be "
            "refused",
        )
        return
    ready = pod.ready_condition is not None and pod.ready_condition.status == "True"
    for budget in budgets.value:
        status = budget.status
        always = budget.spec.unhealthy_pod_eviction_policy == "AlwaysAllow"
        if not ready and (always or status.current_healthy >= status.desired_healthy > 0):
            continue
        if status.observed_generation < budget.metadata.generation:
            yield warn(
                "pdb",
                f"budget {budget.metadata.name} was changed and is not counted yet: the eviction "
                "will be refused until it is",
            )
        elif status.disruptions_allowed < 1:
            yield warn(
                "pdb",
                f"budget {budget.metadata.name} allows none now: the eviction will be refused",
            )


def _selecting(grounds: Grounds, pod: Pod) -> Part[tuple[PodDisruptionBudget, ...]]:
    """The budgets that select a pod, by the labels that it has (EvictionREST, v1.36)."""
    family = grounds.family
    budgets = grounds.surroundings.budgets if family is None else family.budgets
    if not isinstance(budgets, Readable):
        return budgets
    return Readable(tuple(each for each in budgets.value if _selects(each, pod)))


def _selects(budget: PodDisruptionBudget, pod: Pod | None) -> bool:
    """Whether a budget counts a pod; of one that is not there nothing is counted."""
    return pod is not None and budget.selects(pod.metadata.labels)
