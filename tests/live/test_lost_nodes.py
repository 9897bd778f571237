"""When nodes went: noted as it happens, forgotten when they are back, and never without end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ststui.cluster.change import Arrived, Complete, Gone, Listing, Lost, Put
from ststui.cluster.trouble import Trouble
from ststui.live.around import Around
from ststui.live.health import Scope
from ststui.live.intake import Intake
from ststui.live.lost_nodes import MOST, LostNodes
from ststui.live.store import Store
from ststui.model import Complaint, Metadata, Node
from ststui.model.metadata import Condition
from ststui.model.node import NodeStatus
from tests.live import objects as of

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
    intake.apply(Complete(now), now=now)


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


def test_a_node_is_known_to_be_gone_only_by_a_list_that_is_whole_and_new() -> None:
    store = Store("here")
    assert not store.nodes.known.lacks("a")
    intake = Intake(store, NODES)
    intake.apply(Listing(NOW), now=NOW)
    assert not store.nodes.known.lacks("a")
    listed(intake, "b", now=NOW)
    assert store.nodes.known.lacks("a")
    assert not store.nodes.known.lacks("b")
    trouble = Trouble(kind="unreachable", text="gone quiet")
    intake.apply(Lost(trouble, retry_at=NOW), now=NOW)
    assert not store.nodes.known.lacks("a")


def test_a_node_that_is_not_understood_is_not_gone() -> None:
    store = Store("here")
    intake = Intake(store, NODES)
    intake.apply(Listing(NOW), now=NOW)
    odd = Complaint("nodes", "", "a", "u-1", "spec: expected an object")
    intake.apply(Arrived((), (odd,), 0), now=NOW)
    intake.apply(Complete(NOW), now=NOW)
    assert not store.nodes.known.lacks("a")
    assert store.nodes.known.lacks("b")


def test_what_is_known_of_a_missing_node_is_news_to_the_sets_of_its_pods() -> None:
    store = placed_on("a")
    intake = Intake(store, NODES)
    listed(intake, "b", now=NOW)
    reader = store.families.follow()
    reader.take()

    def news() -> set[str]:
        return {each.name for each in reader.take()}

    intake.apply(Lost(Trouble(kind="unreachable", text="gone quiet"), retry_at=NOW), now=NOW)
    assert (store.nodes.known.lacks("a"), news()) == (False, {"db"})
    listed(intake, "b", now=NOW)
    assert (store.nodes.known.lacks("a"), news()) == (True, {"db"})
    store.complain(Complaint("nodes", "", "a", "u-1", "spec: expected an object"))
    assert (store.nodes.known.lacks("a"), news()) == (False, {"db"})
    listed(intake, "b", now=NOW)
    assert (store.nodes.known.lacks("a"), news()) == (True, {"db"})


def placed_on(name: str) -> Store:
    """A set with a pod on a node."""
    store = Store("here")
    store.put("statefulsets", of.stateful_set("db"))
    pod = of.pod("db-0", of="db")
    spec = msgspec.structs.replace(pod.spec, node_name=name)
    store.put("pods", msgspec.structs.replace(pod, spec=spec))
    return store


def test_a_node_that_comes_late_is_news_to_the_sets_of_its_pods() -> None:
    store = placed_on("a")
    listed(Intake(store, NODES), now=NOW)
    reader = store.families.follow()
    reader.take()
    well = NodeStatus(conditions=(Condition(type="Ready", status="True"),))
    store.put("nodes", msgspec.structs.replace(node("a"), status=well))
    assert {each.name for each in reader.take()} == {"db"}
