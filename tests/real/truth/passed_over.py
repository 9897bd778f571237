"""Deletions that were said to be next and were not done, though the controller went on.

`replay` asks of each deed whether it was said; this asks the other way round, or a mirror that says
too much would never be wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ststui.controller import Step
    from tests.real.truth.deeds import Deed
    from tests.real.truth.states import State

    Said = Callable[[State], Sequence[Step]]


class Moment(NamedTuple):
    """What was said in one state."""

    version: int
    deletions: frozenset[str]
    """Pods."""
    steps: frozenset[tuple[str, str | None]]
    """Verb and pod."""


def passed_over(timeline: Iterable[State], done: Iterable[Deed], said: Said) -> Iterator[str]:
    """Deletions said without a break while two syncs went by, of which neither did it.

    That there were two syncs is proven by a deed that was said only after the one before: the later
    sync saw that state or a newer one, and the deletion was said in all of them.

    Args:
        timeline: the states in order.
        done: deeds of the controller.
        said: the step, and all that the same sync may do, in a state.
    """
    pods = [each for each in done if each.kind == "Pod" and each.verb in {"create", "delete"}]
    moments = [_moment(state, said(state)) for state in timeline if state.at is not None]
    for name in sorted(frozenset().union(*(each.deletions for each in moments))):
        for first, last, end in _stretches(name, moments):
            inside = [each for each in pods if moments[first].version < each.version <= end]
            if any((each.verb, each.name) == ("delete", name) for each in inside):
                continue
            later = _of_a_later_sync(inside, moments[first : last + 1])
            if later is not None:
                since = moments[first].version
                yield f"said since {since}: delete Pod {name}; passed over by {later}"


def _moment(state: State, steps: Sequence[Step]) -> Moment:
    return Moment(
        version=state.version,
        deletions=frozenset(e.pod for e in steps if e.verb == "delete" and e.pod is not None),
        steps=frozenset((each.verb, each.pod) for each in steps),
    )


def _stretches(name: str, moments: Sequence[Moment]) -> Iterator[tuple[int, int, int]]:
    """Where a deletion is said without a break.

    Indexes of the first and last moment, and the resourceVersion up to which a deed may be it.
    """
    first: int | None = None
    for index, each in enumerate(moments):
        if name in each.deletions:
            first = index if first is None else first
        elif first is not None:
            yield first, index - 1, each.version
            first = None
    if first is not None:
        yield first, len(moments) - 1, moments[-1].version


def _of_a_later_sync(inside: Sequence[Deed], stretch: Sequence[Moment]) -> Deed | None:
    if not inside:
        return None
    before = [each for each in stretch if each.version < inside[0].version][-1:]
    for deed in inside[1:]:
        what = (deed.verb, deed.name)
        after = (e for e in stretch if inside[0].version <= e.version < deed.version)
        if before and what not in before[0].steps and any(what in each.steps for each in after):
            return deed
    return None
