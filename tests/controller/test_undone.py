"""A step that is allowed and left undone: when that is said, and since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from ststui.controller import next_step
from ststui.controller.undone import Lookout, Undone, left_undone
from ststui.model.metadata import ManagedFields
from tests.controller.scene import NOW, Scene

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model import Family

pytestmark = pytest.mark.pure

LOST = Scene(replicas=2).ready(0)
"""web-1 of two is gone; the last that changed was an hour ago."""


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def counted(scene: Scene, *, replicas: int, ready: int) -> Family:
    """The family with what the controller counted last."""
    family = scene.family()
    status = structs.replace(family.set.status, replicas=replicas, ready_replicas=ready)
    return replace(family, set=structs.replace(family.set, status=status))


def undone(family: Family, **known: datetime) -> Undone | None:
    step = next_step(family, now=NOW, server_version="v1.36.3")
    return left_undone(family, step, now=NOW, lookout=Lookout(**known))


OLD = {"replicas": 2, "ready": 2}
"""Counts of a controller that has not seen that web-1 is gone."""
TRUE = {"replicas": 1, "ready": 1}

SAID: dict[str, tuple[Family, dict[str, datetime], Undone | None]] = {
    "a single look does not tell when a pod went": (counted(LOST, **OLD), {}, None),
    "nor does it beside a heartbeat": (counted(LOST, **OLD), {"heartbeat": ago(5)}, None),
    "the heart beats no more": (counted(LOST, **OLD), {"heartbeat": ago(45)}, Undone(None, 45)),
    "who looked on knows": (
        counted(LOST, **OLD),
        {"unchanged_since": ago(25)},
        Undone(25, None, looked_on=True),
    ),
    "within a short time nothing is said": (
        counted(LOST, **OLD),
        {"unchanged_since": ago(19)},
        None,
    ),
    "also not of a heart that stopped": (
        counted(LOST, **OLD),
        {"unchanged_since": ago(5), "heartbeat": ago(45)},
        None,
    ),
    "the controller counted it, and left it at that": (
        counted(LOST, **TRUE),
        {},
        Undone(3600, None),
    ),
    "a pod became Ready a moment ago": (
        counted(Scene(replicas=2).pod(0, since=5), **TRUE),
        {},
        None,
    ),
    "a pod became available a moment ago": (
        counted(Scene(replicas=2, min_ready_seconds=60).pod(0, since=65), **TRUE),
        {},
        None,
    ),
    "it was available long ago": (
        counted(Scene(replicas=2, min_ready_seconds=60).pod(0, since=100), **TRUE),
        {},
        Undone(40, None),
    ),
    "a wait is no step": (
        counted(Scene(replicas=2).pod(0, ready=False), replicas=1, ready=0),
        {"unchanged_since": ago(500)},
        None,
    ),
    "nothing to do": (
        counted(Scene(replicas=1).ready(0), replicas=1, ready=1),
        {"unchanged_since": ago(500), "heartbeat": ago(500)},
        None,
    ),
}


@pytest.mark.parametrize("what", SAID)
def test_it_is_said_only_where_something_tells(what: str) -> None:
    family, known, expected = SAID[what]
    assert undone(family, **known) == expected


def unseen(*, replicas: int = 1, wrote: float | None = 3600, scaled: bool = False) -> Family:
    """The spec was changed after web-0 and web-1 were there, and no sync has told of it."""
    family = Scene(replicas=replicas, generation=2, observed=1).ready(0, 1).family()
    known = [] if wrote is None else [ManagedFields(manager="kubectl", time=ago(wrote))]
    fields = (*known, *[ManagedFields(manager="kubectl", subresource="scale")] * scaled)
    metadata = structs.replace(family.set.metadata, managed_fields=fields)
    return replace(family, set=structs.replace(family.set, metadata=metadata))


UNSEEN: dict[str, tuple[Family, dict[str, datetime], Undone | None]] = {
    "a change that was not looked at is left undone as well": (
        unseen(),
        {"unchanged_since": ago(25)},
        Undone(25, None, looked_on=True),
    ),
    "a single look tells it too: the change woke the controller": (
        unseen(wrote=50),
        {},
        Undone(50, None),
    ),
    "but not where nothing tells when the spec was written": (unseen(wrote=None), {}, None),
    "nor where it was scaled, which is noted without a time": (unseen(scaled=True), {}, None),
    "who looked on knows that as well": (
        unseen(scaled=True),
        {"unchanged_since": ago(25)},
        Undone(25, None, looked_on=True),
    ),
    "the heart beats no more": (unseen(wrote=50), {"heartbeat": ago(45)}, Undone(50, 45)),
    "the same where nothing tells when the spec was written": (
        unseen(wrote=None),
        {"heartbeat": ago(45)},
        Undone(None, 45),
    ),
    "where only the spec was to be looked at": (
        unseen(replicas=2),
        {"heartbeat": ago(45)},
        Undone(3600, 45),
    ),
    "the change is new": (
        unseen(),
        {"unchanged_since": ago(5), "heartbeat": ago(45)},
        None,
    ),
    "the change is new, by a single look": (unseen(wrote=5), {"heartbeat": ago(45)}, None),
}


@pytest.mark.parametrize("what", UNSEEN)
def test_a_spec_that_was_not_looked_at(what: str) -> None:
    family, known, expected = UNSEEN[what]
    assert undone(family, **known) == expected


def test_a_count_as_it_should_be_tells_nothing_of_a_spec_scaled_a_moment_ago() -> None:
    family = unseen(replicas=3, scaled=True)
    status = structs.replace(family.set.status, replicas=2, ready_replicas=2)
    assert undone(replace(family, set=structs.replace(family.set, status=status))) is None
