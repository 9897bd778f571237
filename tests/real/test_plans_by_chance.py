"""Plans held against the real cluster, for sets and actions by chance."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.acted_on import settled
from tests.real.doing import held

if TYPE_CHECKING:
    from tests.real.doing import Hand

LIVES = int(os.environ.get("STSTUI_PLAN_LIVES", "3"))
"""Sets made by chance, each with some actions; 30 in the full run."""
SEED = int(os.environ.get("STSTUI_PLAN_SEED", "1"))
ACTIONS = 6

pytestmark = pytest.mark.real


def _by_chance(chance: random.Random) -> dict[str, Any]:
    """A set: fields of `statefulset`."""
    return {
        "replicas": chance.randint(1, 4),
        "start": chance.choice([None, None, 3]),
        "partition": chance.choice([None, 0, 1, 2, 5]),
        "parallel": chance.random() < 0.3,
        "on_delete": chance.random() < 0.1,
        "max_unavailable": chance.choice([None, None, 2]),
        "claims": chance.choice([[], ["data"], ["data", "log"]]),
        "when_deleted": chance.choice(["Retain", "Delete"]),
        "when_scaled": chance.choice(["Retain", "Delete"]),
    }


async def _action(hand: Hand, chance: random.Random) -> tuple[str, ...]:
    """An action on the set as it is now."""
    pods = [each["metadata"]["name"] for each in await hand.namespace.list("Pod")]
    on_pod = [
        ("delete", f"pod/{chance.choice(pods)}", *chance.choice([(), ("--evict",), ("--now",)]))
        for _ in pods[:1]
    ]
    return chance.choice(
        [
            ("scale", "web", str(chance.randint(0, 5))),
            ("scale", "web", str(chance.randint(0, 5))),
            ("partition", "web", str(chance.randint(0, 4))),
            ("image", "web", f"main=app:{chance.randint(1, 3)}"),
            ("rollback", "web"),
            ("restart", "web"),
            ("cleanup", "web"),
            *on_pod,
        ]
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("life", range(LIVES))
async def test_what_is_planned_by_chance_is_what_happens(hand: Hand, life: int) -> None:
    chance = random.Random(SEED * 1000 + life)
    made = _by_chance(chance)
    replicas = made.pop("replicas")
    story: list[object] = [{"replicas": replicas, **made}]
    await settled(hand, replicas, **made)
    # Those that come and go at once do so in no order.
    ordered = not made["parallel"]
    for _ in range(ACTIONS):
        action = await _action(hand, chance)
        story.append(action)
        plan = await hand.plan(*action)
        if not plan["possible"] or plan["refused"]:
            story.append(plan["why"])
            continue
        try:
            await held(hand, *action, ordered=ordered)
        except AssertionError as error:
            raise AssertionError(f"{error}\nseed {SEED}, life {life}: {story}") from error
    await held(hand, "delete", "web", ordered=False)
