"""When nodes went: noted as it happens, forgotten when they are back, and never without end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ststui.cluster.change import Arrived, Complete, Gone, Listing, Put
from ststui.live.around import Around
from ststui.live.health import Scope
from ststui.live.intake import Intake
from ststui.live.lost_nodes import MOST, LostNodes
from ststui.live.store import Store
from ststui.model import Metadata, Node

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NODES = Scope("nodes", None)


def node(name: str) -> Node:
    return Node(metadata=Metadata(name=name))


def lost(store: Store) -> dict[str, datetime]:
    """What rules are told."""
    return dict(Around(store).surroundings("shop").lost_nodes)


def listed(intake: Intake, *names: str, now: datetime) -> None:
    intake.apply(Listing(now), now=now)
    intake.apply(Arrived(tuple(map(node, names)), (), 0), now=now)
    intake.apply(Complete(now, "1"), now=now)


def test_a_node_that_goes_is_lost_until_it_is_back() -> None:
    store = Store("here")
    intake = Intake(store, NODES)
    listed(intake, "a", "b", now=NOW)
    assert lost(store) == {}
    later = NOW + timedelta(seconds=90)
    intake.apply(Gone(node("a")), now=later)
    assert lost(store) == {"a": later}
    intake.apply(Put(node("a")), now=later + timedelta(seconds=5))
    assert lost(store) == {}


def test_a_node_that_went_unseen_is_missed_at_the_next_list() -> None:
    store = Store("here")
    intake = Intake(store, NODES)
    listed(intake, "a", "b", now=NOW)
    later = NOW + timedelta(hours=1)
    listed(intake, "b", now=later)
    assert lost(store) == {"a": later}


def test_machines_that_come_and_go_are_not_kept_for_ever() -> None:
    nodes = LostNodes()
    for number in range(MOST + 10):
        nodes.note_gone(f"spot-{number}", now=NOW)
    assert len(nodes.went) == MOST
    assert "spot-0" not in nodes.went
    assert f"spot-{MOST + 9}" in nodes.went
