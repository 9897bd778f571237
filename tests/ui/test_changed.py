"""What is told of what changed while a dialog was open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import Grounds, Plan, plan_scale
from ststui.model import PodDisruptionBudget, Readable
from ststui.model.stateful_set import RollingUpdate, UpdateStrategy
from ststui.ui.plans.changed import changed_fields, changed_plan
from tests.actions.ground import budget, grounds, with_image
from tests.controller.scene import NOW, Scene

if TYPE_CHECKING:
    from ststui.model.readable import Part

pytestmark = pytest.mark.pure

SCENE = Scene(replicas=3).ready(0, 1, 2)
SHOWN = grounds(SCENE)


def with_set(given: Grounds, part: str, **changes: Any) -> Grounds:
    """The grounds with other fields in one part of the set."""
    assert given.family is not None
    held = given.family.set
    inner = msgspec.structs.replace(getattr(held, part), **changes)
    found = msgspec.structs.replace(held, **{part: inner})
    return replace(given, family=replace(given.family, set=found))


def partition(given: Grounds, value: int) -> Grounds:
    assert given.family is not None
    strategy = UpdateStrategy(rolling_update=RollingUpdate(partition=value))
    return with_set(given, "spec", update_strategy=strategy)


def image(given: Grounds, name: str) -> Grounds:
    assert given.family is not None
    return replace(given, family=with_image(given.family, "main", name))


NEWER = with_set(SHOWN, "metadata", generation=9)
FIELDS: dict[str, tuple[Grounds, tuple[str, ...]]] = {
    "nothing": (SHOWN, ()),
    "replicas": (with_set(SHOWN, "spec", replicas=5), ("replicas was 3 and is 5 by now",)),
    "the partition": (partition(SHOWN, 2), ("the partition was 0 and is 2 by now",)),
    "the image": (image(SHOWN, "app:2"), ("the image of main was app:1 and is app:2 by now",)),
    "two at once": (
        with_set(partition(NEWER, 1), "spec", replicas=4),
        ("replicas was 3 and is 4 by now", "the partition was 0 and is 1 by now"),
    ),
    "something else of the spec": (NEWER, ("its spec was changed",)),
    "only the status": (with_set(SHOWN, "status", ready_replicas=1), ()),
    "a new set of the name": (
        with_set(SHOWN, "metadata", uid="another", generation=1),
        ("web was deleted and made anew",),
    ),
    "it is being deleted": (
        with_set(SHOWN, "metadata", deletion_timestamp=NOW, generation=9),
        ("web is being deleted",),
    ),
    "no set any more": (replace(SHOWN, family=None), ()),
    "an escape sequence": (
        image(SHOWN, "app\x1b[31m"),
        ("the image of main was app:1 and is app\\e[31m by now",),
    ),
}


@pytest.mark.parametrize("what", FIELDS)
def test_fields(what: str) -> None:
    after, told = FIELDS[what]
    assert changed_fields(SHOWN, after) == told


def scaled(given: Grounds, replicas: int = 2) -> Plan:
    """From three pods to two."""
    return plan_scale(given, replicas=replicas)


def guarded(*, allowed: int) -> Grounds:
    """The set with a budget."""
    assert SHOWN.family is not None
    budgets: Part[tuple[PodDisruptionBudget, ...]] = Readable((budget("web", allowed=allowed),))
    return replace(SHOWN, family=replace(SHOWN.family, budgets=budgets))


PLANS: dict[str, tuple[Plan | str, Plan | str, tuple[str, ...]]] = {
    "the same": (scaled(SHOWN), scaled(SHOWN), ()),
    "the set has another generation": (scaled(SHOWN), scaled(NEWER), ("its spec was changed",)),
    "there is nothing left to do": (
        scaled(SHOWN),
        scaled(with_set(SHOWN, "spec", replicas=2)),
        ("web has 2 already",),
    ),
    "a danger that was not there": (
        scaled(guarded(allowed=1)),
        scaled(guarded(allowed=0)),
        ("budget web",),
    ),
    "a danger that is there no more": (
        scaled(guarded(allowed=0)),
        scaled(guarded(allowed=1)),
        (),
    ),
    "nothing was shown that could be done": (scaled(SHOWN, 3), scaled(NEWER), ()),
    "what was typed was no plan": ("not a number", scaled(NEWER), ()),
    "what is typed is none now": (scaled(SHOWN), "not a number", ()),
}


@pytest.mark.parametrize("what", PLANS)
def test_plans(what: str) -> None:
    shown, now, told = PLANS[what]
    found = changed_plan(shown, now)
    assert len(found) == len(told), found
    assert all(words in each for words, each in zip(told, found, strict=True)), found
