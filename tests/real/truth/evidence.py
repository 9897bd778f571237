"""What the record itself shows of a deed: of which template, why, and on which revision next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.controller.revisions import observed, revisions_of, unobserved
from ststui.model.ordinal import claim_name, split_ordinal
from tests.real.truth.deeds import IDENTITY_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.controller import Step
    from ststui.model.family import Family
    from ststui.model.revision import FullRevision
    from tests.real.truth.deeds import Deed
    from tests.real.truth.recorder import Seen
    from tests.real.truth.states import State
    from tests.real.truth.verdict import Verdict


def newest_has_template(name: str, state: State, family: Family) -> bool:
    """Whether the newest revision is of the set's template: the data says so."""
    known = [each.metadata.name for each in getattr(family.revisions, "value", ())]
    if not known:
        return False
    newest: FullRevision = state.objects["ControllerRevision"][known[-1]]
    return bool(newest.template == state.templates.get(name))


def told(name: str, state: State, family: Family) -> Family | None:
    """The family as ststui would see it if it compared templates; None when that adds nothing."""
    if revisions_of(family).update is None and newest_has_template(name, state, family):
        return observed(family)
    return None


def check_unobserved(name: str, timeline: Iterable[State], verdict: Verdict) -> None:
    """Where a change was not observed yet and a revision was named all the same, it was right."""
    for state in timeline:
        family = state.family(name)
        if family is None or not unobserved(family.set):
            continue
        if revisions_of(family).update is None:
            verdict.unnamed += 1
        elif newest_has_template(name, state, family):
            verdict.named += 1
        else:
            verdict.wrong.append(f"at {state.version} the newest revision was taken for the set's")


def reason_fits(step: Step, state: State, family: Family) -> bool:
    """Whether a deletion's reason is what the objects show."""
    split = split_ordinal(step.pod or "")
    pod = state.objects["Pod"].get(step.pod or "")
    if split is None or pod is None:
        return False
    inside = split[1] in family.set.ordinals
    if step.code == "scaleDown":
        return not inside
    if step.code == "failed":
        return inside and pod.ended
    # Held against the templates themselves: the name of the update revision is what ststui says.
    own = state.objects["ControllerRevision"].get(pod.revision)
    other = own is None or own.template != state.templates.get(family.name)
    return step.code == "outdated" and inside and other


def tried_again(deed: Deed, of_sync: Iterable[Step], newest: State) -> bool:
    """Whether an identity was corrected by a sync that had begun before it was lost.

    A pod whose claims are corrected is written as well, and after a conflict read anew: its
    identity is looked at again then (UpdateStatefulPod, stateful_pod_control.go, v1.36).
    """
    pod = newest.objects["Pod"].get(deed.name) if deed.code == "identity" else None
    if pod is None or pod.metadata.labels.get(IDENTITY_LABELS[0]) == deed.name:
        return False
    return any(step.code == "claimOwners" and step.pod == deed.name for step in of_sync)


def claims_fit(deed: Deed, family: Family) -> bool:
    """Whether a created pod mounts the claims of its ordinal, and a new claim has no owner yet."""
    if deed.verb != "create":
        return True
    if deed.kind != "Pod":
        return not deed.owners
    split = split_ordinal(deed.name)
    wanted = {claim_name(each, family.name, split[1]) for each in family.set.templates if split}
    return set(deed.claims) == wanted


@dataclass(slots=True)
class ClaimsMade:
    """Claims said to be made together with a pod, held against those that were."""

    _made: dict[str, int] = field(default_factory=dict)
    """resourceVersion of the creation by name."""

    def see(self, deed: Deed, steps: Iterable[Step], *, since: int) -> str | None:
        """Take one deed with the steps that foretold it, said of states from `since` on.

        Returns:
            What is wrong; None when nothing is.
        """
        if deed.verb != "create":
            return None
        if deed.kind != "Pod":
            self._made[deed.name] = deed.version
            return None
        with_it = {each.claim for each in steps}
        if any(each is None or self._made.get(each, 0) > since for each in with_it):
            return None
        return f"{with_it} was said to be made with it, and was not: {deed}"


@dataclass(slots=True)
class Successors:
    """The revisions that deletions said their successors get, held against the next creations."""

    verdict: Verdict
    events: tuple[Seen, ...]
    _said: dict[str, tuple[int, frozenset[str | None]]] = field(default_factory=dict)

    def see(self, deed: Deed, steps: Iterable[Step], *, since: int, whole: bool) -> None:
        """Take one deed with the steps that foretold it.

        Args:
            deed: the deed.
            steps: said of states from `since` on.
            since: a resourceVersion.
            whole: the states were whole; of caches of different age the next sync may see newer
                ones, and with them another revision.
        """
        if deed.kind != "Pod" or deed.verb == "update":
            return
        if deed.verb == "delete":
            again = frozenset(
                each.revision if whole else None for each in steps if each.code != "scaleDown"
            )
            if again:
                self._said[deed.name] = (since, again)
            return
        before = self._said.pop(deed.name, None)
        if before is None:
            return
        since, revisions = before
        if deed.revision in revisions:
            self.verdict.successors += 1
        elif None in revisions or self._changed(since, deed.version):
            self.verdict.successors_not_compared += 1
        else:
            self.verdict.wrong.append(
                f"after the last deletion of {deed.name} {set(revisions)} was said: {deed}"
            )

    def _changed(self, since: int, until: int) -> bool:
        """Whether the spec of the set changed in between: then anything may come.

        So it may where the revision hangs on a count that the controller itself writes.
        """
        of_set = [each for each in self.events if each.kind == "StatefulSet"]
        before = [each for each in of_set if each.version <= since][-1:]
        between = [each for each in of_set if since < each.version <= until]
        marks = {
            (each.uid, each.object["metadata"]["generation"], each.type == "DELETED", _count(each))
            for each in (*before, *between)
        }
        return len(marks) > 1


def _count(of_set: Seen) -> object:
    """The count by which a set without a rollingUpdate block gives its pods their revision.

    newVersionedStatefulSetPod (stateful_set_utils.go, v1.37): ordinals below currentReplicas of the
    status get the current one. Parallel sets then make and delete a pod over and over.
    """
    strategy = of_set.object["spec"]["updateStrategy"]
    if strategy["type"] != "RollingUpdate" or strategy.get("rollingUpdate"):
        return None
    return of_set.object.get("status", {}).get("currentReplicas")
