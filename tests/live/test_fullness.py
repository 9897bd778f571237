"""Whose kubelets are asked how full claims are: those of what is seen, and of nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ststui.live.fullness import Fullness, nodes_of
from ststui.live.index import Name
from ststui.live.kubelets import Kubelets
from ststui.live.store import Store
from ststui.model import Metadata, Pod
from ststui.model.pod import PodSpec
from tests.live import objects as of
from tests.live.opened import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.demo

PATIENCE = 15.0


def name(of_set: str) -> Name:
    return Name(of.NAMESPACE, of_set)


def placed(of_set: str, ordinal: int, node: str) -> Pod:
    """A pod on a node; on none, it is not scheduled yet."""
    metadata = Metadata(
        name=f"{of_set}-{ordinal}",
        namespace=of.NAMESPACE,
        uid=f"uid-{of_set}-{ordinal}",
        owner_references=(of.owner(of_set),),
    )
    return Pod(metadata=metadata, spec=PodSpec(node_name=node))


def store() -> Store:
    """db on nodes a and b, with a pod that has none; web on c; cache without claims on d."""
    made = Store("here")
    made.put("statefulsets", of.stateful_set("db", replicas=4))
    made.put("statefulsets", of.stateful_set("web"))
    made.put("statefulsets", of.stateful_set("cache", templates=()))
    pods = [("db", 0, "b"), ("db", 1, "a"), ("db", 2, "a"), ("db", 3, "")]
    for each in (*pods, ("web", 0, "c"), ("cache", 0, "d")):
        made.put("pods", placed(*each))
    return made


@pytest.mark.parametrize(
    ("seen", "nodes"),
    [
        ((), ()),
        (("db",), ("a", "b")),
        (("web",), ("c",)),
        (("db", "web"), ("a", "b", "c")),
        (("cache",), ()),
        (("gone",), ()),
    ],
)
def test_nodes(seen: Iterable[str], nodes: tuple[str, ...]) -> None:
    assert nodes_of(store(), map(name, seen)) == nodes


def was_asked(kubelets: Kubelets, node: str) -> bool:
    """Whether it comes after one that never is."""
    return kubelets.by_turns([node, "~"]) == ["~", node]


async def test_who_becomes_visible_is_asked_and_nobody_else() -> None:
    async with opened() as session, asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        held = store()
        kubelets = Kubelets(held)
        fullness = Fullness(session, held, kubelets)
        task = group.create_task(fullness.run())
        fullness.look([name("web")])
        while not was_asked(kubelets, "c"):  # noqa: ASYNC110 - asked from outside
            await asyncio.sleep(0.05)
        assert not was_asked(kubelets, "a")
        fullness.look([name("db")])
        while not (was_asked(kubelets, "a") and was_asked(kubelets, "b")):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)
        assert held.usages.why, "the demo has no such nodes, and that is told"
        task.cancel()
