"""Every scenario of the embedded cluster, looked at with keys."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ststui.demo import SCENARIOS
from tests.ui.opened import open_app

pytestmark = pytest.mark.demo


@dataclass(frozen=True)
class Look:
    """What to press after a minute of the scenario, and what the screen must then say."""

    keys: tuple[str, ...]
    sees: tuple[str, ...]
    not_there: str = ""


def filtered(text: str, *more: str) -> tuple[str, ...]:
    """Keys that filter and go on."""
    return ("slash", *text, "enter", "g", *more)


LOOKS = {
    "guide": Look(filtered("database", "j"), ("3/3   Stable", "ordinal 0 of database")),
    "scale-up": Look(("j",), ("ring-3", "of 6 not Ready", "waits for ring-5 to be Ready")),
    "canary": Look(
        filtered("api-cache", "G", "k", "k"),
        ("Held: 1 updated, 4 held", "partition 4: ordinals from 4 up get", "below the partition"),
    ),
    "deadlock": Look(
        filtered("ledger"),
        ("Blocked by ledger-2", "waits for ledger-2 to be Ready, or for somebody to delete it"),
        "orders-0",
    ),
    "pending": Look(
        filtered("no-class", "j"), ("Blocked by no-class-0", "Pending", "data-no-class-0 Pending")
    ),
    "dead-node": Look(
        filtered("kafka", "j", "j"),
        ("Blocked by kafka-1", "overdue", "waits for kafka-1 to terminate", "✗"),
    ),
    "finalizer": Look(filtered("gateway"), ("Blocked by gateway-1", "Terminating", "overdue")),
    "dns": Look(
        filtered("no-service", "j"), ("no-service does not exist: no stable names",), "stale-0"
    ),
    "crash": Look(
        ("ctrl+z", *filtered("hungry", "j", "enter")), ("Blocked by hungry-0", "OOM", "restarts")
    ),
    "primary": Look(
        ("j",), ("ledger-replica-0", "init container wait-for-primary has been running for long")
    ),
    "flapping": Look(("j",), ("search-1", "2/3", "Not ready")),
    "retained": Look(
        ("j",),
        ("claim without pod, outside 0–1", "Asleep", "claim kept, set is asleep", "2 claims"),
    ),
    "quorum": Look(("j",), ("etcd-1", "Crashing", "2/3")),
    "owned": Look(filtered("acid"), ("acid-orders-0", "master", "replica"), "billing-0"),
    "thousand": Look(filtered("shards", "right", "G"), ("900/900", "1000 ordinals", "svc shards")),
    "incident": Look(filtered("cart", "j"), ("ordinal 0 of cart", "cart-2"), "database-0"),
    "large": Look(("N",), ("10000 ordinals", "by name")),
    "empty": Look(("question_mark", "escape"), ("No StatefulSets in any namespace",)),
}


def test_every_scenario_is_looked_at() -> None:
    assert LOOKS.keys() == SCENARIOS.keys()


@pytest.mark.parametrize("name", sorted(LOOKS))
async def test_scenario(name: str) -> None:
    look = LOOKS[name]
    async with open_app(name) as screen:
        await screen.sees("● live")
        await screen.later(60)
        await screen.press(*look.keys)
        await screen.sees(*look.sees)
        assert not look.not_there or look.not_there not in screen.tree
