"""``python -m tests.speed [--sets N]``: one table, each figure beside its goal."""

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

STARTS = 3
"""Starts of each program, in turn; the middle one counts."""
WHILE = 10.0
"""Seconds over which use is measured."""
EVENTS_PER_SECOND = 100
SAMPLES = 40
"""Events, and keys, whose way to the screen is timed."""


class Line(NamedTuple):
    """One line of the table."""

    what: str
    found: str
    goal: str


def limit(kubeconfig: Path) -> tuple[float, float]:
    """Seconds and MiB of the bare program."""
    begin = time.monotonic()
    command = [sys.executable, "-m", "tests.speed.limit", str(kubeconfig)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.monotonic() - begin, float(done.stdout)


def start(kubeconfig: Path, *, ordinals: int) -> tuple[float, float, float, float]:
    """Seconds to the first frame, the first sets and the complete tree; MiB then."""
    with Watched(kubeconfig) as screen:
        frame = screen.since_start(lambda: "? help" in screen.text)
        first = screen.since_start(lambda: "10/10" in screen.text)
        wanted = f"{ordinals} ordinals"
        whole = screen.since_start(lambda: wanted in screen.line(0) and "live" in screen.line(0))
        memory = screen.memory
        screen.press("q")
        screen.wait_exit()
    return frame, first, whole, memory


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
        screen.settle(3.0)
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
    return _table(idle, busy, rate, seen, keys, memory)


def _shows(screen: Watched, text: str) -> bool:
    return text in screen.text


def _table(
    idle: Usage, busy: Usage, rate: float, seen: list[float], keys: list[float], memory: float
) -> list[Line]:
    return [
        Line("memory after the churn", f"{memory:.0f} MiB", "≤ 150 MiB"),
        Line("CPU idle", f"{idle.cpu:.1%}", "≤ 1 %"),
        Line(f"CPU at {rate:.0f} events/s", f"{busy.cpu:.1%}", "≤ 15 %"),
        Line("event → paint p95", f"{_p95(seen):.0f} ms", "≤ 150 ms"),
        Line("key → paint p95 in churn", f"{_p95(keys):.0f} ms", "≤ 50 ms"),
        Line("bytes to the terminal idle", f"{idle.bytes:.0f} B/s", "0 while no age changes"),
        Line("bytes in churn", f"{busy.bytes / 1000:.1f} KB/s", "≤ 60 KB/s"),
    ]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.speed", description=__doc__)
    parser.add_argument("--sets", type=int, default=1000, help="sets of ten pods (default: 1000)")
    sets = parser.parse_args().sets
    with load_bed(sets) as bed:
        least, starts = [], []
        for _ in range(STARTS):
            least.append(limit(bed.kubeconfig))
            starts.append(start(bed.kubeconfig, ordinals=sets * objects.PODS))
        bare, bare_memory = map(statistics.median, zip(*least, strict=True))
        frame, first, whole, memory = map(statistics.median, zip(*starts, strict=True))
        lines = [
            Line("start → first frame", f"{frame:.2f} s", "≤ 0.35 s"),
            Line("start → first sets", f"{first:.2f} s", "≤ 1 s"),
            Line("start → complete tree", f"{whole:.2f} s", f"≤ {1.3 * bare:.2f} s (1.3 × limit)"),
            Line("memory, complete", f"{memory:.0f} MiB", "≤ 150 MiB"),
            *asyncio.run(run(bed.kubeconfig, sets=sets)),
        ]
    pods = sets * objects.PODS
    print(
        f"{sets} sets, {pods} pods, {pods} claims, {sets} services; load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'limit (lists and decoding alone)':36}{bare:.2f} s, {bare_memory:.0f} MiB")
    for each in lines:
        print(f"{each.what:36}{each.found:>12}   goal {each.goal}")


if __name__ == "__main__":
    main()
