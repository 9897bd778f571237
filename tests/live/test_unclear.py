"""What could not be understood is never taken for absent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.actions import plan_claim_deletion
from ststui.demo import kinds
from ststui.live.around import Around
from ststui.live.health import Health, Scope
from ststui.live.index import Name
from ststui.live.once import read_once
from ststui.live.store import Store
from ststui.model import Complaint, Readable, Unreadable
from tests.actions.ground import grounds
from tests.controller.scene import Scene
from tests.live.objects import NAMESPACE, claim, pod, stateful_set
from tests.live.opened import opened_with_demo

HUGE = Complaint(
    resource="statefulsets",
    namespace=NAMESPACE,
    name="db",
    uid="u",
    why="it asks for 20000 replicas; more than 10000 are not shown",
)


@pytest.mark.pure
def test_claims_are_not_deleted_where_a_set_is_left_out() -> None:
    store = Store("c")
    store.complain(HUGE)
    around = replace(Around(store).surroundings(NAMESPACE), pods=Readable(()))
    assert isinstance(Around(store).surroundings("other").neighbours, Readable)
    ground = grounds(Scene(), claim=claim("data-db-5"), surroundings=around)
    plan = plan_claim_deletion(replace(ground, family=None))
    assert plan.refused
    assert "statefulsets/db is not understood: it asks for 20000" in plan.why


@pytest.mark.pure
def test_a_node_that_is_not_understood_is_not_gone() -> None:
    store = Store("c")
    store.set_health(Scope("nodes", None), Health().completed())
    assert Around(store).surroundings(NAMESPACE).nodes == Readable({})
    store.complain(replace(HUGE, resource="nodes", namespace="", name="n1", why="odd"))
    nodes = Around(store).surroundings(NAMESPACE).nodes
    assert nodes == Unreadable("nodes/n1 is not understood: odd")
    # What is watched beside does not stand in for it.
    ground = grounds(Scene(), surroundings=Around(store).surroundings(NAMESPACE))
    family = replace(ground.known, nodes=Readable({}))
    assert replace(ground, family=family).nodes == nodes


@pytest.mark.pure
def test_a_pod_that_is_not_understood_is_not_missing() -> None:
    store = Store("c")
    store.set_health(Scope("pods", None), Health().completed())
    for name in ("web", "api"):
        store.put("statefulsets", stateful_set(name))
    web, api = Name(NAMESPACE, "web"), Name(NAMESPACE, "api")
    known = store.families.of(api)
    assert store.families.of(web) is not None
    reader = store.families.follow()
    reader.take()
    store.complain(replace(HUGE, resource="pods", name="web-1", why="odd"))
    found = store.families.of(web)
    assert found is not None
    assert found.pods == Unreadable("pods/web-1 is not understood: odd")
    assert store.families.of(api) is known
    assert set(reader.take()) == {web}
    store.put("pods", pod("web-1", of="web"))
    again = store.families.of(web)
    assert again is not None
    assert isinstance(again.pods, Readable)
    store.complain(replace(HUGE, resource="pods", name="web-1", why="odd"))
    store.drop("pods", Name(NAMESPACE, "web-1"))
    gone = store.families.of(web)
    assert gone is not None
    assert gone.pods == Readable(())


@pytest.mark.demo
async def test_a_list_with_something_odd_in_it_is_not_known() -> None:
    async with opened_with_demo("guide") as (demo, session):
        odd = {"metadata": {"name": "q", "namespace": NAMESPACE, "uid": "q"}, "spec": "none"}
        demo.store.load(kinds.QUOTAS, odd)
        once = await read_once(session, namespace=NAMESPACE)
        around = Around(once.store)
        await around.read(session, ["resourcequotas"], namespace=NAMESPACE)
        found = around.surroundings(NAMESPACE).quotas
        assert isinstance(found, Unreadable)
        assert found.why.startswith("resourcequotas/q is not understood: ")
