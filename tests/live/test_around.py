"""How full claims are: who is silent is named, and who waits for a turn is not forgotten."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.demo import start_in_process
from ststui.live.around import Around
from ststui.live.once import read_once
from ststui.model import Readable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from ststui.cluster.session import Session
    from ststui.demo.running import Demo
    from ststui.live import Store
    from ststui.model.usage import VolumeUsage

pytestmark = pytest.mark.demo

NAMESPACE = "production"


@contextlib.asynccontextmanager
async def incident() -> AsyncIterator[tuple[Demo, Session, Store]]:
    """The scenario, read once."""
    async with start_in_process("incident") as demo:
        flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))
        async with open_session(flags) as session:
            assert await session.login() is None
            once = await read_once(session, namespace=NAMESPACE)
            yield demo, session, once.store


def nodes(store: Store) -> dict[str, str]:
    """Node by claim."""
    return {
        claim: pod.spec.node_name
        for pod in store.pods
        if pod.spec.node_name
        for claim in pod.claims
    }


async def usage(around: Around, session: Session) -> Mapping[str, VolumeUsage]:
    """Read anew."""
    await around.read(session, ["usage"], namespace=NAMESPACE)
    found = around.surroundings(NAMESPACE).usage
    assert isinstance(found, Readable)
    return found.value


async def test_a_silent_kubelet_is_named_with_its_reason() -> None:
    async with incident() as (demo, session, store):
        around = Around(store)
        before = await usage(around, session)
        assert around.surroundings(NAMESPACE).silent_kubelets == {}
        dead = nodes(store)[next(iter(before))]
        demo.cluster.stop_node(dead)
        around.forget()
        after = await usage(around, session)
        silent = around.surroundings(NAMESPACE).silent_kubelets
        assert list(silent) == [dead]
        assert silent[dead]
        assert set(after) == {each for each in before if nodes(store)[each] != dead}
        around.leave(NAMESPACE)
        assert around.surroundings(NAMESPACE).silent_kubelets == {}


async def test_what_waits_for_its_turn_is_named_and_what_was_said_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with incident() as (_, session, store):
        whole = await usage(Around(store), session)
        everywhere = set(nodes(store).values())
        assert len(everywhere) > 1
        monkeypatch.setattr("ststui.live.around.MOST_NODES", 1)
        monkeypatch.setattr("ststui.live.kubelets.FRESH", 0.0)
        around = Around(store)
        await around.read(session, ["usage"], namespace=NAMESPACE)
        silent = around.surroundings(NAMESPACE).silent_kubelets
        assert len(silent) == len(everywhere) - 1
        assert set(silent.values()) == {"its kubelet has not had its turn"}
        for _ in range(len(everywhere) - 1):
            known = await usage(around, session)
        assert set(known) == set(whole)
