"""Many random lives at once on one bed, each replayed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.real.truth.deeds import deeds, other_writes
from tests.real.truth.life import Life
from tests.real.truth.record import Record
from tests.real.truth.recorder import Recorder
from tests.testbed.api import Api
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.real.truth.result import Result
    from tests.testbed.audit import AuditEvent
    from tests.testbed.control_plane import ControlPlane

AT_ONCE = 12
"""Lives that run at the same time: most of a life is waiting for rest."""


@dataclass(slots=True)
class AuditBook:
    """The audit log by namespace, read once."""

    bed: ControlPlane
    _events: dict[str, list[AuditEvent]] = field(default_factory=dict)

    def of(self, namespace: str) -> tuple[AuditEvent, ...]:
        """Everything that was asked for in a namespace so far."""
        for event in self.bed.audit.read():
            self._events.setdefault(event.object_ref.namespace, []).append(event)
        return tuple(self._events.get(namespace, ()))


async def run_lives(
    bed: ControlPlane,
    seeds: Iterable[int],
    *,
    steps: int,
    server_version: str,
    keep: Path | None = None,
) -> tuple[Result, ...]:
    """Run one life per seed; the results in the order of the seeds.

    Args:
        bed: the control plane.
        seeds: one a life.
        steps: what is done in each life.
        server_version: of the bed.
        keep: folder for the records of the lives.
    """
    book = AuditBook(bed)
    gate = asyncio.Semaphore(AT_ONCE)
    async with Api(bed.kubeconfig) as api:

        async def one(seed: int) -> Result:
            async with gate:
                lived = await _one(bed, api, book, seed, steps=steps, server_version=server_version)
            if keep is not None:
                lived.keep(keep)
            return lived.judge()

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(seed)) for seed in seeds]
    return tuple(task.result() for task in tasks)


async def _one(
    bed: ControlPlane, api: Api, book: AuditBook, seed: int, *, steps: int, server_version: str
) -> Record:
    async with fresh_namespace(f"truth-{seed}", cluster=bed, api=api) as namespace:
        async with Recorder(namespace) as recorder:
            life = Life(seed, namespace, recorder, server_version)
            await life.live(steps=steps)
        audit = book.of(namespace.name)
        return Record(
            seed=seed,
            events=recorder.ordered,
            deeds=deeds(recorder.ordered, audit),
            rests=tuple(life.rests),
            done=tuple(life.done),
            other_writes=other_writes(audit),
            server_version=server_version,
        )
