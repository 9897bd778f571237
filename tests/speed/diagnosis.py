"""How long the rules take: ``python -m tests.speed.diagnosis``. Printed, never asserted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ststui.diagnosis import Example, Seen, built_in, diagnose

if TYPE_CHECKING:
    from collections.abc import Callable

SETS = 1_000
NOTHING_WRONG = "healthy, 3 pods"


def _pending() -> Example:
    words = "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available."
    return Example().pod(1).unscheduled(words)


def _crashing() -> Example:
    example = Example().pod(1).crashing("OOMKilled", 137)
    for number in range(20):
        example.event("BackOff", "Back-off restarting failed container main", before=number)
    return example


def _dead_node() -> Example:
    return Example().node("node-b").condition("Ready", "Unknown").pod(1).terminating(-600)


MADE: dict[str, Callable[[], Example]] = {
    NOTHING_WRONG: Example,
    "pending for cpu": _pending,
    "out of memory": _crashing,
    "dead node": _dead_node,
}


def main() -> None:
    """Diagnose each sort of set a thousand times."""
    book = built_in()
    print(f"{len(book.rules)} rules, {SETS} sets of each sort, ms for one set")
    for name, make in MADE.items():
        seen: list[Seen] = [make().seen() for _ in range(SETS)]
        found = diagnose(seen[0], book).findings
        begun = time.perf_counter()
        for each in seen:
            diagnose(each, book)
        took = (time.perf_counter() - begun) / SETS * 1_000
        first = found[0].rule.id if found else "nothing"
        print(f"  {name:<18} {took:6.3f}   finds {first}")


if __name__ == "__main__":
    main()
