"""Names that come and go leave nothing behind: a session lasts for weeks."""

from __future__ import annotations

from datetime import UTC, datetime
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.change import Gone, Put
from ststui.live.health import Health, Scope
from ststui.live.index import Name
from ststui.live.intake import Intake
from ststui.live.store import Store
from ststui.model import Metadata, Node, PersistentVolumeClaim, Pod
from ststui.model.claim import ClaimMetadata
from ststui.model.usage import VolumeUsage
from ststui.ui.forest import Forest
from tests.live import objects as of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HALF = VolumeUsage(capacity_bytes=10, used_bytes=5)
KINDS = ("statefulsets", "pods", "persistentvolumeclaims", "nodes", "controllerrevisions")


def entries(root: Any) -> int:
    """How many entries all containers hold that can be reached from an object."""
    seen: set[int] = set()
    count, waiting = 0, [root]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, str | int | type | ModuleType | FunctionType):
            continue
        seen.add(id(each))
        inner = list(_inner(each))
        if isinstance(each, dict | list | set | frozenset):
            count += len(each)
        waiting += inner
    return count


def _inner(each: Any) -> Iterator[Any]:
    if isinstance(each, dict):
        yield from each
        yield from each.values()
    elif isinstance(each, list | tuple | set | frozenset):
        yield from each
    elif type(each).__module__.startswith("ststui"):
        yield from getattr(each, "__dict__", {}).values()
        slots = getattr(type(each), "__slots__", ())
        yield from (getattr(each, name) for name in slots if hasattr(each, name))


def churn(store: Store, forest: Forest, number: int) -> None:
    """A namespace with a set, on a node of its own, that is looked at and goes again."""
    space, name, machine = f"team-{number}", f"web-{number}", f"spot-{number}"
    intakes = {each: Intake(store, Scope(each, None)) for each in KINDS}
    made = of.stateful_set(name, namespace=space)
    node = Node(metadata=Metadata(name=machine))
    claim = PersistentVolumeClaim(metadata=ClaimMetadata(name=f"data-{name}-0", namespace=space))
    metadata = Metadata(name=f"{name}-0", namespace=space, owner_references=(of.owner(name),))
    pod = Pod(metadata=metadata)
    items = {"nodes": node, "statefulsets": made, "persistentvolumeclaims": claim, "pods": pod}
    for resource, item in items.items():
        intakes[resource].apply(Put(item), now=NOW)
    store.set_usage(machine, {(space, claim.metadata.name): HALF})
    store.set_usage(machine, {(space, "of-no-set"): HALF})
    forest.update(now=NOW, visible=[Name(space, name)])
    for row in [row for _, rows in forest.blocks() for row in rows if row.expandable]:
        forest.fold(row, expand=True)
    for resource in ("pods", "persistentvolumeclaims", "statefulsets", "nodes"):
        intakes[resource].apply(Gone(items[resource]), now=NOW)
    forest.update(now=NOW, visible=[Name(space, name)])


def test_sets_nodes_and_namespaces_that_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ststui.live.lost_nodes.MOST", 2)
    store = Store("here")
    for each in KINDS:
        store.set_health(Scope(each, None), Health().completed())
    forest = Forest(store)
    for number in range(3):
        churn(store, forest, number)
    before = entries(store), entries(forest)
    for number in range(3, 40):
        churn(store, forest, number)
    assert (entries(store), entries(forest)) == before
