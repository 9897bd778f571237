"""Scaling: the wanted ordinals, who changes them and what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.causes import ILL
from ststui.diagnosis.match import Evidence, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.stateful_set import Ordinals
from ststui.wording.counted import counted

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod


def _unwanted(seen: Seen) -> list[Pod]:
    """Condemned pods, highest ordinal first."""
    return [seen.family.pods_by_ordinal[each] for each in seen.family.condemned]


def _sick_in_range(seen: Seen) -> Pod | None:
    pods = seen.family.pods_by_ordinal
    wanted = [pods[o] for o in seen.set.ordinals[:1000] if o in pods]
    return next((p for p in wanted if not p.running_and_ready or p.terminating), None)


def _scale_down_waits(seen: Seen) -> Match | None:
    unwanted = [each for each in _unwanted(seen) if not each.terminating]
    sick = _sick_in_range(seen)
    if seen.set.parallel or not unwanted or sick is None or seen.set.metadata.deletion_timestamp:
        return None
    name = sick.metadata.name
    return found(
        f"{name} is not Ready; to go: {', '.join(e.metadata.name for e in unwanted[:5])}",
        f"pods of StatefulSet {seen.family.name}",
        since=sick.late_since,
        waits_for=name,
        pods=counted(len(unwanted), "pod"),
        first=unwanted[0].metadata.name,
    )


def _two_sick(seen: Seen) -> Match | None:
    unwanted = _unwanted(seen)
    if seen.set.parallel or not unwanted or seen.set.metadata.deletion_timestamp:
        return None
    highest = unwanted[0]
    sick = [each for each in unwanted if not each.running_and_ready and not each.terminating]
    if highest not in sick or highest is sick[-1] or _sick_in_range(seen) is not None:
        return None
    lowest = sick[-1]
    moments = [m for m in (highest.late_since, lowest.late_since) if m]
    return found(
        f"not Ready: {', '.join(each.metadata.name for each in sick)}",
        f"pods of StatefulSet {seen.family.name} outside the range",
        since=max(moments) if moments else None,
        highest=highest.metadata.name,
        lowest=lowest.metadata.name,
    )


def _moved(seen: Seen) -> Match | None:
    start = seen.set.start
    below = sorted(each for each in seen.family.condemned if each < start)
    if not below or seen.set.metadata.deletion_timestamp:
        return None
    names = ", ".join(seen.family.pods_by_ordinal[each].metadata.name for each in below[:5])
    return found(
        f"ordinals.start: {start}; pods below it: {names}",
        f"spec of StatefulSet {seen.family.name}; its pods",
        start=str(start),
        pods=names,
    )


def _asleep(seen: Seen) -> Match | None:
    if seen.set.replicas or seen.set.metadata.deletion_timestamp:
        return None
    writers = [e for e in seen.set.metadata.managed_fields if e.subresource == "scale" and e.time]
    last = max(writers, key=lambda e: e.time.timestamp() if e.time else 0.0, default=None)
    by = (
        (Evidence(f"{last.manager} at {last.time:%Y-%m-%dT%H:%M:%SZ}", "who last wrote the scale"),)
        if last
        else ()
    )
    return Match(evidence=(Evidence("replicas: 0", f"spec of StatefulSet {seen.family.name}"), *by))


def _two_left(web: Example, highest: float, lowest: float) -> Example:
    web.pod(4).running(for_=highest)
    return web.pod(3).running(ready=lowest == 0, for_=lowest or 600)


_SCALE = "D/tasks/run-application/scale-stateful-set/"

RULES = (
    Rule(
        id="sts-scale-down-blocked",
        severity="high",
        about="set",
        signs=(SetCheck(_scale_down_waits, needs=("pods",)),),
        after=300,
        title="{set} is not scaled down: {waits_for} is not Ready ({pods} to go)",
        why="An OrderedReady set removes no pod while one that is to stay is not Ready. There is no event about it.",
        newcomers="First the pods that stay must be well, then the others may go.",
        fix=(
            Fix(
                "see what is wrong with {waits_for}",
                "kubectl describe pod {waits_for} -n {namespace}",
            ),
            Fix(
                "or, knowingly, remove one by hand: it is not made again",
                "kubectl delete pod {first} -n {namespace}",
            ),
        ),
        danger="Take the member out of the application first.",
        doc=_SCALE,
        explained_by=ILL,
        case=Case(
            fires=lambda web: web.pod(3).pod(0).running(for_=900),
            silent=lambda web: web.pod(3).pod(0).running(for_=60),
        ),
    ),
    Rule(
        id="sts-scale-down-two-unhealthy",
        severity="high",
        about="set",
        signs=(SetCheck(_two_sick, needs=("pods",)),),
        after=60,
        title="{set} is not scaled down: {highest} and {lowest} are both not Ready",
        why="{highest} must go first, and the controller waits for {lowest} to be Ready before that. If {lowest} never is, it waits for ever, without an event.",
        newcomers="Two sick pods that are to go wait for each other.",
        fix=(
            Fix(
                "remove the highest by hand: it is not made again",
                "kubectl delete pod {highest} -n {namespace}",
            ),
        ),
        danger="Take the members out of the application first.",
        doc=_SCALE,
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: _two_left(web, 600, 600), silent=lambda web: _two_left(web, 600, 0)
        ),
    ),
    Rule(
        id="sts-ordinals-moved",
        severity="medium",
        about="set",
        signs=(SetCheck(_moved, needs=("pods",)),),
        title="The first ordinal of {set} is now {start}: {pods} will be removed",
        why="Pods below ordinals.start are outside the wanted range. The new ordinals get claims of their own, which are empty; the data stays with the old claims.",
        newcomers="The pods were given other numbers, and the disks go by number.",
        fix=(
            Fix(
                "see the range",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{.spec.ordinals}'",
            ),
            Fix(
                "go back, if it was not meant",
                """kubectl patch sts {set} -n {namespace} --type=merge -p '{"spec":{"ordinals":null}}'""",
            ),
        ),
        danger="With whenScaled: Delete the old claims are deleted with their pods.",
        doc="D/concepts/workloads/controllers/statefulset/#start-ordinal",
        explains=("term-scale-down",),
        case=Case(
            fires=lambda web: web.sts().spec(ordinals=Ordinals(start=1)),
            silent=lambda web: web.sts().spec(ordinals=Ordinals(start=0)).pod(3),
        ),
    ),
    Rule(
        id="sts-scaled-to-zero",
        severity="info",
        about="set",
        signs=(SetCheck(_asleep),),
        title="{set} is asleep: 0 replicas are wanted",
        why="No pod is made until it is scaled up. Its claims are kept.",
        newcomers="The application is switched off; its disks are still there.",
        fix=(
            Fix(
                "who did it?", "kubectl get sts {set} -n {namespace} --show-managed-fields -o yaml"
            ),
        ),
        danger="At 0 replicas an update that a partition held back counts as done: the new revision is current from then on.",
        doc="https://github.com/kubernetes/kubernetes/issues/121534",
        case=Case(
            fires=lambda web: web.sts().spec(replicas=0),
            silent=lambda web: web.sts().spec(replicas=3),
        ),
    ),
)
