"""Disruption budgets: what they allow, and who does not ask them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.readiness import ready_of
from ststui.model.readable import Readable
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Pod, PodDisruptionBudget
    from ststui.model.readable import Part

IDLE = frozenset({"Pending", "Failed", "Succeeded"})
"""Phases of pods of which an eviction asks no budget (canIgnorePDB)."""


def beyond_budget(
    grounds: Grounds, leaving: Iterable[str], *, at_once: int | None, by: str
) -> Iterator[Caution]:
    """More Ready pods away at once than a budget allows, by something that does not ask it.

    Args:
        grounds: as things are.
        leaving: the pods that go, for good or for a while.
        at_once: so many at a time; all of them if None.
        by: what does not ask, e.g. `a rollout`.
    """
    family = grounds.known
    going = set(leaving)
    if not going:
        return
    ready = len(ready_of(grounds, going))
    budgets = family.budgets
    if not isinstance(budgets, Readable):
        yield warn("pdb", f"budgets could not be read ({budgets.why}); {by} does not ask them")
        return
    yield from _beyond(budgets.value, ready if at_once is None else min(ready, at_once), by=by)


def beyond_its_budget(grounds: Grounds, pod: Pod, *, by: str) -> Iterator[Caution]:
    """The same of one pod that no set owns."""
    budgets = _selecting(grounds, pod)
    if not isinstance(budgets, Readable):
        yield warn("pdb", f"budgets could not be read ({budgets.why}); {by} does not ask them")
        return
    yield from _beyond(budgets.value, int(pod.running_and_ready and not pod.terminating), by=by)


def _beyond(budgets: Iterable[PodDisruptionBudget], away: int, *, by: str) -> Iterator[Caution]:
    for budget in budgets:
        name, allowed = budget.metadata.name, budget.status.disruptions_allowed
        if away > allowed:
            yield warn(
                "pdb",
                f"budget {name} allows {allowed} at once, {away} would be away: {by} does not "
                "ask it",
                dangerous=True,
                about=name,
                short=away - allowed,
            )
        else:
            yield warn("pdb", f"{by} does not ask budget {name}, which allows {allowed} now")


def eviction_budget(grounds: Grounds, pod: Pod) -> Iterator[Caution]:
    """An eviction that a budget will refuse: EvictionREST (pkg/registry/core/pod/storage, v1.36).

    What does not run disrupts nothing, and no budget is asked.
    """
    budgets = _selecting(grounds, pod)
    if not isinstance(budgets, Readable):
        return
    if pod.terminating or pod.status.phase in IDLE:
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
        if status.disruptions_allowed < 1:
            yield warn(
                "pdb",
                f"budget {budget.metadata.name} allows none now: the eviction will be refused",
            )


def _selecting(grounds: Grounds, pod: Pod) -> Part[tuple[PodDisruptionBudget, ...]]:
    """The budgets of its set, or where it has none those that select the pod."""
    if grounds.family is not None:
        return grounds.family.budgets
    budgets = grounds.surroundings.budgets
    if not isinstance(budgets, Readable):
        return budgets
    return Readable(tuple(each for each in budgets.value if each.selects(pod.metadata.labels)))
