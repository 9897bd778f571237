"""Laws of the store: history does not matter, and no change of a Family goes unnoticed."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ststui.live.health import Health, Scope
from ststui.live.index import Name, Object
from ststui.model import Readable
from tests.live import objects as of
from tests.live.followed import FollowedStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.live.store import Store
    from ststui.model import Family

pytestmark = pytest.mark.pure

RESOURCES = (
    "statefulsets",
    "pods",
    "persistentvolumeclaims",
    "services",
    "endpointslices",
    "controllerrevisions",
    "poddisruptionbudgets",
    "horizontalpodautoscalers",
)
NAMES = ("db", "db-replica", "shop-db", "b")
"""Parts of one another, so that claims change hands."""

Step = tuple[str, Object | Name]
"""Put an object of a resource, or drop a name."""

names = st.sampled_from(NAMES)
ordinals = st.integers(0, 3)
marks = st.sampled_from(["", "changed"])

sets = st.builds(
    of.stateful_set,
    names,
    replicas=st.integers(0, 3),
    templates=st.sampled_from([("data",), ("data", "log"), ("data-shop",), ()]),
    service=st.sampled_from(["", "shared"]),
)
pods = st.builds(
    lambda name, ordinal, owner, mark: of.pod(f"{name}-{ordinal}", of=owner, mark=mark),
    names,
    ordinals,
    st.one_of(st.none(), names),
    marks,
)
claims = st.builds(
    lambda template, name, ordinal, mark: of.claim(f"{template}-{name}-{ordinal}", mark=mark),
    st.sampled_from(["data", "log", "data-shop"]),
    names,
    ordinals,
    marks,
)
services = st.builds(of.service, st.sampled_from([*NAMES, "shared"]), app=names)
slices = st.builds(
    of.endpoints,
    st.sampled_from(["slice-1", "slice-2"]),
    of=st.just("shared"),
    address=st.sampled_from(["10.0.0.1", "10.0.0.2"]),
)
revisions = st.builds(
    lambda owner, number: of.revision(f"{owner}-{number}", of=owner, number=number),
    names,
    st.integers(1, 3),
)
budgets = st.builds(of.budget, st.just("budget"), app=names)
autoscalers = st.builds(of.autoscaler, st.just("scaler"), of=names)
KINDS: dict[str, st.SearchStrategy[Any]] = dict(
    zip(
        RESOURCES,
        (sets, pods, claims, services, slices, revisions, budgets, autoscalers),
        strict=True,
    )
)
puts = st.one_of(*(st.tuples(st.just(k), each) for k, each in KINDS.items()))
drops = puts.map(lambda each: (each[0], Name(of.NAMESPACE, each[1].metadata.name)))
histories = st.lists(st.one_of(puts, puts, drops), max_size=30)


def fresh() -> FollowedStore:
    store = FollowedStore("here")
    for each in RESOURCES:
        store.set_health(Scope(each, None), Health().completed())
    store.take_touched()
    return store


def apply(store: Store, step: Step) -> None:
    resource, what = step
    if isinstance(what, Name):
        store.drop(resource, what)
    else:
        store.put(resource, what)


def families(store: Store) -> dict[str, Family]:
    """All Families, with lists that have no order of their own sorted."""
    found = {each: store.families.of(Name(of.NAMESPACE, each)) for each in NAMES}
    return {name: _sorted(each) for name, each in found.items() if each is not None}


def _sorted(family: Family) -> Family:
    def by_name(part: Any) -> Any:
        assert isinstance(part, Readable)
        return Readable(tuple(sorted(part.value, key=lambda each: each.metadata.name)))

    return replace(
        family,
        slices=by_name(family.slices),
        budgets=by_name(family.budgets),
        autoscalers=by_name(family.autoscalers),
        strays=tuple(sorted(family.strays, key=lambda each: each.metadata.name)),
    )


def live_through(history: Sequence[Step]) -> tuple[Store, dict[tuple[str, Name], Object]]:
    """A store after a history, and what is left of it."""
    store = fresh()
    left: dict[tuple[str, Name], Object] = {}
    for resource, what in history:
        apply(store, (resource, what))
        families(store)  # what was looked at is kept, and must not get old
        if isinstance(what, Name):
            left.pop((resource, what), None)
        else:
            left[resource, Name(what.metadata.namespace, what.metadata.name)] = what
    return store, left


@settings(max_examples=300, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_any_history_ends_like_a_fresh_store_with_what_is_left(
    history: list[Step], random: Any
) -> None:
    lived, left = live_through(history)
    newborn = fresh()
    remaining = list(left.items())
    random.shuffle(remaining)
    for (resource, _), item in remaining:
        newborn.put(resource, item)
    assert families(lived) == families(newborn)


CHANGING_HANDS: tuple[Step, ...] = (
    ("statefulsets", of.stateful_set("db")),
    ("statefulsets", of.stateful_set("shop-db")),
    ("statefulsets", of.stateful_set("db", templates=("data-shop",))),
    ("statefulsets", Name(of.NAMESPACE, "shop-db")),
    ("persistentvolumeclaims", of.claim("data-shop-db-0")),
)


@pytest.mark.parametrize("order", [*itertools.permutations(range(len(CHANGING_HANDS)))], ids=str)
def test_claims_change_hands_in_every_order(order: tuple[int, ...]) -> None:
    lived, left = live_through([CHANGING_HANDS[each] for each in order])
    newborn = fresh()
    for (resource, _), item in left.items():
        newborn.put(resource, item)
    assert families(lived) == families(newborn)


@settings(max_examples=300, deadline=None)
@given(histories)
def test_a_family_that_changed_was_touched(history: list[Step]) -> None:
    store = fresh()
    before = families(store)
    for step in history:
        apply(store, step)
        after = families(store)
        touched = store.take_touched()
        changed = {n for n in NAMES if before.get(n) != after.get(n)}
        assert changed <= touched
        before = after
