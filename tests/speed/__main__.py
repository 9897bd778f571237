"""``python -m tests.speed [--sets N …]``: one table, a column a size, each figure with its goal."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tests.speed import objects
from tests.speed.bed import load_bed
from tests.speed.watched import Watched
from tests.testbed.api import Api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.speed.watched import Usage

SIZES = (100, 1_000, 5_000)
"""Sets: 1,000, 10,000 and 50,000 pods."""
STARTS = 3
"""Starts of each program, in turn; the middle one counts."""
WHILE = 10.0
"""Seconds over which use is measured."""
EVENTS_PER_SECOND = 100
PAGE = 30
"""Sets on the first screen, which has 40 lines."""
SAMPLES = 40
"""Events, and keys, whose way to the screen is timed."""


class Line(NamedTuple):
    """One figure of the table."""

    what: str
    value: float
    unit: str
    goal: str = ""

    @property
    def text(self) -> str:
        """The figure as it is printed."""
        digits = 2 if self.unit in {"s", "×"} else 1 if self.unit in {"%", "KB/s"} else 0
        return f"{self.value:.{digits}f} {self.unit}"


def limit(kubeconfig: Path) -> tuple[float, float]:
    """Seconds and MiB of the bare program."""
    begin = time.monotonic()
    command = [sys.executable, "-m", "tests.speed.limit", str(kubeconfig)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.monotonic() - begin, float(done.stdout)


def start(kubeconfig: Path, *, ordinals: int) -> tuple[float, float, float, float, float]:
    """Seconds to the first frame, the first sets, a page of them with truth in every cell, and the
    complete tree; MiB then."""
    with Watched(kubeconfig) as screen:
        frame = screen.since_start(lambda: "? help" in screen.text)
        first = screen.since_start(lambda: "10/10" in screen.text)
        page = screen.since_start(lambda: screen.text.count("10 nodes 6d4 10 Bound") >= PAGE)
        wanted = f"{ordinals} ordinals"
        whole = screen.since_start(lambda: wanted in screen.line(0) and "live" in screen.line(0))
        memory = screen.memory
        screen.press("q")
        screen.wait_exit()
    return frame, first, page, whole, memory


@dataclass(slots=True)
class Churn:
    """What was done so far."""

    events: int = 0


@contextlib.asynccontextmanager
async def churn(api: Api, *, sets: int) -> AsyncIterator[Churn]:
    """Restarts of pods all over the cluster, so many a second as the machine can bear."""
    made = Churn()

    async def forever() -> None:
        others = itertools.cycle(objects.names(sets)[1:])
        begin = time.monotonic()
        for count, (namespace, name) in enumerate(others, start=1):
            await _restart(api, namespace, name, count % objects.PODS, restarts=count)
            made.events = count
            await asyncio.sleep(max(begin + count / EVENTS_PER_SECOND - time.monotonic(), 0))

    task = asyncio.create_task(forever())
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _restart(api: Api, namespace: str, name: str, ordinal: int, *, restarts: int) -> None:
    status = objects.pod_status(address="10.0.0.1", restarts=restarts)["status"]
    change = {"status": {"containerStatuses": status["containerStatuses"]}}
    await api.patch("Pod", f"{name}-{ordinal}", change, namespace=namespace, subresource="status")


async def run(kubeconfig: Path, *, sets: int) -> list[Line]:
    """Measure a running program, at rest and in the churn."""
    namespace, name = objects.names(sets)[0]
    ordinals = sets * objects.PODS
    with Watched(kubeconfig) as screen:
        wanted = f"{ordinals} ordinals"
        screen.until(lambda: wanted in screen.line(0) and "live" in screen.line(0))
        screen.press("g", "right")
        screen.until(lambda: f"{name}-0 " in screen.text)
        judged = screen.until_at_rest()
        idle = screen.usage(WHILE)
        async with Api(kubeconfig) as api, churn(api, sets=sets) as made:
            busy = await screen.usage_while(WHILE)
            rate = made.events / WHILE
            seen = []
            for count in range(SAMPLES):
                restarts = 70_000 + count
                begin = time.monotonic()
                await _restart(api, namespace, name, count % objects.PODS, restarts=restarts)
                shown = partial(_shows, screen, f" {restarts} ")
                await asyncio.to_thread(screen.until, shown)
                seen.append(time.monotonic() - begin)
            keys = [
                await asyncio.to_thread(screen.key_to_paint, key)
                for key in itertools.islice(itertools.cycle("jk"), SAMPLES)
            ]
        memory = screen.memory
        screen.press("q")
        screen.wait_exit()
    return [
        Line("complete tree → all sets judged", judged, "s"),
        *_table(idle, busy, rate, seen, keys, memory),
    ]


def _shows(screen: Watched, text: str) -> bool:
    return text in screen.text


def _table(
    idle: Usage, busy: Usage, rate: float, seen: list[float], keys: list[float], memory: float
) -> list[Line]:
    return [
        Line("memory after the churn", memory, "MiB", "≤ 150"),
        Line("CPU idle", 100 * idle.cpu, "%", "≤ 1"),
        Line("events of the churn", rate, "1/s", f"{EVENTS_PER_SECOND}"),
        Line("CPU in the churn", 100 * busy.cpu, "%", "≤ 15"),
        Line("event → paint p95", _p95(seen), "ms", "≤ 150"),
        Line("key → paint p95 in the churn", _p95(keys), "ms", "≤ 50"),
        Line("bytes to the terminal, idle", idle.bytes, "B/s", "0 while no age changes"),
        Line("bytes in the churn", busy.bytes / 1000, "KB/s", "≤ 60"),
    ]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def measured(sets: int) -> list[Line]:
    """All figures for a cluster of so many sets."""
    with load_bed(sets) as bed:
        least, starts = [], []
        for _ in range(STARTS):
            least.append(limit(bed.kubeconfig))
            starts.append(start(bed.kubeconfig, ordinals=sets * objects.PODS))
        bare, bare_memory = map(statistics.median, zip(*least, strict=True))
        frame, first, page, whole, memory = map(statistics.median, zip(*starts, strict=True))
        return [
            Line("limit: lists and decoding alone", bare, "s"),
            Line("limit: memory", bare_memory, "MiB"),
            Line("start → first frame", frame, "s", "≤ 0.35"),
            Line("start → first sets", first, "s"),
            Line("start → a page with all its cells", page, "s", "≤ 1"),
            Line("start → complete tree", whole, "s", "≤ 1.3 × limit"),
            Line("complete tree, of the limit", whole / bare, "×", "≤ 1.3"),
            Line("memory, complete", memory, "MiB", "≤ 150 with 10,000 pods"),
            *asyncio.run(run(bed.kubeconfig, sets=sets)),
        ]


def main() -> None:
    """Measure each size and print one table: what grows with the cluster, what does not."""
    parser = argparse.ArgumentParser(prog="python -m tests.speed", description=__doc__)
    parser.add_argument(
        "--sets",
        type=int,
        nargs="+",
        default=SIZES,
        help=f"sizes of clusters in sets of ten pods (default: {' '.join(map(str, SIZES))})",
    )
    sizes = parser.parse_args().sets
    columns = [measured(sets) for sets in sizes]
    print(f"{'pods, and as many claims':34}" + "".join(f"{n * objects.PODS:>12,}" for n in sizes))
    for lines in zip(*columns, strict=True):
        figures = "".join(f"{each.text:>12}" for each in lines)
        goal = f"   goal {lines[0].goal}" if lines[0].goal else ""
        print(f"{lines[0].what:34}{figures}{goal}")
    print(f"load of the machine at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
