"""A hundred pod events a second, or as many as the machine can, by a program of its own.

``python -m tests.real.churn KUBECONFIG NAMESPACE POD…``: pods become Ready and not, by their
status, until stdin ends; then it prints how many of its writes were accepted. In the test's own
process it would compete with the terminal that the test reads.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.testbed.api import Api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from tests.testbed.namespace import Namespace

EVENTS_PER_SECOND = 100
WRITERS = 4
"""So many write side by side: one waits for each answer."""


@dataclass(slots=True)
class Churn:
    """What was done; known when it is over."""

    accepted: int = 0


@contextlib.asynccontextmanager
async def churn(namespace: Namespace, pods: Sequence[str]) -> AsyncIterator[Churn]:
    """Change pods until the block is left."""
    made = Churn()
    kubeconfig = str(namespace.cluster.kubeconfig)
    command = (sys.executable, "-m", "tests.real.churn", kubeconfig, namespace.name, *pods)
    program = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    try:
        yield made
    finally:
        said, _ = await program.communicate()
        made.accepted = int(said)


async def _write(api: Api, namespace: str, pods: Sequence[str], made: Churn, *, seed: int) -> None:
    chance = random.Random(seed)
    clock = asyncio.get_running_loop().time
    begin = clock()
    for count in itertools.count(1):
        state = chance.choice(["True", "False"])
        changed = {"status": {"conditions": [{"type": "Ready", "status": state}]}}
        with contextlib.suppress(Exception):  # a conflict or a pod that is being replaced
            await api.patch(
                "Pod", chance.choice(pods), changed, namespace=namespace, subresource="status"
            )
            made.accepted += 1
        await asyncio.sleep(max(begin + count * WRITERS / EVENTS_PER_SECOND - clock(), 0))


async def _run(kubeconfig: Path, namespace: str, pods: Sequence[str]) -> int:
    made = Churn()
    async with Api(kubeconfig) as api:
        writers = (_write(api, namespace, pods, made, seed=each) for each in range(WRITERS))
        tasks = [asyncio.create_task(each) for each in writers]
        await asyncio.to_thread(sys.stdin.read)
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return made.accepted


if __name__ == "__main__":
    print(asyncio.run(_run(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])))
