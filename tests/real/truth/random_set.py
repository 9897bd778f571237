"""A random StatefulSet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.testbed.manifests import statefulset

if TYPE_CHECKING:
    import random

POLICIES = ("Retain", "Retain", "Delete")
"""Claim retention: what most sets have, most often."""


def random_set(name: str, chance: random.Random) -> dict[str, Any]:
    """A StatefulSet of one container with whatever else a set can have."""
    pick = chance.choice
    held = {"ststui.test/hold": pick(["0", "1", "1,2"])} if chance.random() < 0.2 else {}
    strategies: list[dict[str, Any]] = [
        {},
        {},
        {"type": "RollingUpdate"},
        {"type": "OnDelete"},
        {"type": "RollingUpdate", "rollingUpdate": {"partition": pick([0, 1, 2])}},
        {
            "type": "RollingUpdate",
            "rollingUpdate": {"partition": pick([0, 1]), "maxUnavailable": pick([1, 2, "50%"])},
        },
    ]
    strategy = pick(strategies)
    return statefulset(
        name,
        replicas=pick([1, 2, 3, 3, 4, 5]),
        parallel=chance.random() < 0.35,
        start=pick([None, None, None, 3]),
        min_ready_seconds=pick([None, None, None, 2, 7]),
        claims=pick([(), ("data",), ("data", "logs")]),
        when_deleted=pick(POLICIES),
        when_scaled=pick(POLICIES),
        annotations=held,
        spec={"updateStrategy": strategy} if strategy else {},
    )
