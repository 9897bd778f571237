"""A rollout as foreseen beside as it goes: what is done, what is left, and at what pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from ststui.actions.changed_set import changed_set
from ststui.actions.foresight import foresee, unread
from ststui.model import Readable
from ststui.model.ordinal import split_ordinal
from ststui.report import report_set

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ststui.actions import Consequences, Grounds
    from ststui.model import Family, Pod, StatefulSet
    from ststui.report import SetReport

Verb = Literal["create", "delete", "replace"]
End = Literal["", "done", "stuck", "otherwise", "gone"]
"""Empty: it goes on. otherwise: the controller is at rest, and not all went as foreseen."""


ACTS = frozenset({"create", "delete"})


class Awaited(NamedTuple):
    """What is to happen to one pod."""

    ordinal: int
    pod: str
    verb: Verb
    turn: int
    """Its place in the order, from 1."""
    was: str
    """Uid of the pod at the beginning; empty when there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Seen so far; each look gives another one."""

    uid: str
    """Of the set."""
    awaited: tuple[Awaited, ...]
    began: datetime
    """The API server's time."""
    generation: int
    """Of the spec that the forecast is for."""
    uids: dict[int, str]
    """Pods by ordinal at the beginning."""
    done: dict[str, datetime]
    """When a pod was seen to be as foreseen."""
    report: SetReport | None = None
    end: End = ""
    unforeseen: tuple[str, ...] = ()
    """Pods that went or were made anew although nothing of the kind was foreseen."""
    goal: StatefulSet | None = None
    """The set as it was wanted at the beginning; None: not seen yet, nor told by the write."""
    changed: tuple[str, ...] = ()
    """What somebody made of that meanwhile; the forecast is for what is wanted by now."""

    @property
    def left(self) -> int:
        """Pods that are not as foreseen yet."""
        return len(self.awaited) - len(self.done)

    def seconds_left(self, now: datetime) -> float | None:
        """Until the last one, by the pace so far; None while there is none."""
        if not self.done or not self.left:
            return None
        last = max(self.done.values())
        pace = (last - self.began).total_seconds() / len(self.done)
        return max(pace * self.left - (now - last).total_seconds(), 0.0)


def begin(
    family: Family,
    found: Consequences,
    *,
    now: datetime,
    generation: int,
    goal: StatefulSet | None = None,
) -> Course:
    """A course at its beginning.

    Args:
        family: as it was before the write, or as it is.
        found: what is foreseen.
        now: the API server's time.
        generation: of the spec that is rolled out.
        goal: the set as the write leaves it, where that is known.
    """
    uids = {o: pod.metadata.uid for o, pod in family.pods_by_ordinal.items()}
    return Course(
        uid=family.set.metadata.uid,
        awaited=tuple(_awaited(found, uids, family.name)),
        began=now,
        generation=generation,
        uids=uids,
        done={},
        goal=goal,
    )


def foreseen(grounds: Grounds) -> Consequences | str:
    """What the controller still has to do; text: why that is not known."""
    family = grounds.known
    return unread(family) or foresee(grounds, family).consequences


def look(course: Course, grounds: Grounds) -> Course:
    """The course after a look at the set; costs a forecast when the spec changed."""
    family, now = grounds.known, grounds.now
    if family.set.metadata.uid != course.uid:
        return replace(course, end="gone")
    if family.set.metadata.generation < course.generation:
        return course  # the watch does not show the write yet
    if family.set.metadata.generation > course.generation:
        found = foreseen(grounds)
        if not isinstance(found, str):
            generation = family.set.metadata.generation
            made = begin(family, found, now=now, generation=generation)
            course = _turned(course, made, family)
    else:
        course = replace(course, goal=course.goal or family.set)
    report = report_set(family, now=now, server_version=grounds.server_version)
    if course.left == 0 and report.next_verb in ACTS:
        course = _longer(course, grounds)
    course = _with_made(course, family)
    done = {
        each.pod: course.done.get(each.pod, now)
        for each in course.awaited
        if _is_done(each, family.pods_by_ordinal.get(each.ordinal))
    }
    seen = replace(course, report=report, done=done, unforeseen=tuple(_unforeseen(course, family)))
    return replace(seen, end=_end(seen, report, known=isinstance(family.pods, Readable)))


def _turned(before: Course, made: Course, family: Family) -> Course:
    """The course to another goal, and what makes it another one."""
    goal = before.goal
    changed = changed_set(goal, family.set) if goal is not None else ("its spec was changed",)
    began = made.began if before.done else before.began
    return replace(made, began=began, changed=changed, goal=goal or family.set)


def _longer(course: Course, grounds: Grounds) -> Course:
    """With what can be foreseen only now: a forecast ends where it waits for a pod not Ready."""
    found = foreseen(grounds)
    if isinstance(found, str):
        return course
    family = grounds.known
    uids = {o: pod.metadata.uid for o, pod in family.pods_by_ordinal.items()}
    known = {each.pod for each in course.awaited}
    more = [each for each in _awaited(found, uids, family.name) if each.pod not in known]
    turn = len(course.awaited)
    later = tuple(each._replace(turn=turn + n) for n, each in enumerate(more, 1))
    return replace(course, awaited=(*course.awaited, *later))


def _with_made(course: Course, family: Family) -> Course:
    """With pods that were made between two looks, after the wait at which the forecast ended."""
    known = {each.ordinal for each in course.awaited} | course.uids.keys()
    turn = len(course.awaited)
    made = (o for o in sorted(family.pods_by_ordinal) if o not in known)
    more = tuple(
        Awaited(o, family.pods_by_ordinal[o].metadata.name, "create", turn + n, "")
        for n, o in enumerate(made, 1)
    )
    return replace(course, awaited=(*course.awaited, *more)) if more else course


def _awaited(found: Consequences, uids: dict[int, str], name: str) -> Iterable[Awaited]:
    turn = 0
    verbs: tuple[tuple[Verb, tuple[str, ...]], ...] = (
        ("create", found.creates),
        ("delete", found.deletes),
        ("replace", found.replaces),
    )
    for verb, pods in verbs:
        for pod in pods:
            split = split_ordinal(pod)
            if split is None or split[0] != name:
                continue
            turn += 1
            yield Awaited(split[1], pod, verb, turn, uids.get(split[1], ""))


def _is_done(awaited: Awaited, pod: Pod | None) -> bool:
    if awaited.verb == "delete":
        return pod is None
    if pod is None or pod.terminating or not pod.running_and_ready:
        return False
    return awaited.verb == "create" or pod.metadata.uid != awaited.was


def _unforeseen(course: Course, family: Family) -> Iterable[str]:
    known = {each.ordinal for each in course.awaited}
    for ordinal, uid in sorted(course.uids.items()):
        pod = family.pods_by_ordinal.get(ordinal)
        if ordinal in known or (pod is not None and pod.metadata.uid == uid):
            continue
        yield f"{family.name}-{ordinal} " + ("is gone" if pod is None else "was made anew")


def _end(course: Course, report: SetReport, *, known: bool) -> End:
    if not known:
        return ""
    if report.state == "blocked":
        return "stuck"
    resting = report.next_verb == "none" and report.state != "notObserved"
    if not resting:
        return ""
    return "otherwise" if course.left else "done"
