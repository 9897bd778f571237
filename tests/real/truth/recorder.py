"""Everything that happens to the sets, pods, claims and revisions of one namespace, in order."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from tests.testbed import kinds

if TYPE_CHECKING:
    from types import TracebackType

    from tests.testbed.namespace import Namespace

KINDS = ("StatefulSet", "Pod", "PersistentVolumeClaim", "ControllerRevision")

MOST_QUIET = 40.0
"""Seconds after which something is taken to move for ever."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One watch event."""

    version: int
    """resourceVersion: all kinds are kept in one etcd, so it orders them all."""
    at: datetime
    """When it was seen; the servers run on this machine's clock."""
    type: str
    kind: str
    object: dict[str, Any]

    @property
    def name(self) -> str:
        """Name of the object."""
        return str(self.object["metadata"]["name"])

    @property
    def uid(self) -> str:
        """Uid of the object."""
        return str(self.object["metadata"]["uid"])

    def __str__(self) -> str:
        metadata, status = self.object["metadata"], self.object.get("status", {})
        ready = [c["status"] for c in status.get("conditions", ()) if c["type"] == "Ready"]
        facts = {
            "uid": self.uid[:4],
            "phase": status.get("phase"),
            "ready": ready,
            "going": "deletionTimestamp" in metadata,
            "owners": [(o["kind"], o["uid"][:4]) for o in metadata.get("ownerReferences", ())],
            "spec": {
                key: value
                for key, value in self.object.get("spec", {}).items()
                if key in {"replicas", "ordinals", "updateStrategy"}
            },
            "generation": (metadata.get("generation"), status.get("observedGeneration")),
        }
        known = {key: value for key, value in facts.items() if value not in (None, [], {}, False)}
        return f"{self.version} {self.at:%H:%M:%S.%f} {self.type} {self.kind} {self.name} {known}"


@dataclass(slots=True)
class Recorder:
    """Watches a namespace while it is open."""

    namespace: Namespace
    seen: list[Seen] = field(default_factory=list)
    _moved: float = 0.0
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        for kind in KINDS:
            answer = await self.namespace.api.request("GET", self._path(kind))
            since = answer["metadata"]["resourceVersion"]
            self._tasks.append(asyncio.create_task(self._watch(kind, since)))
        self._moved = time.monotonic()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @property
    def ordered(self) -> tuple[Seen, ...]:
        """All events in the cluster's own order."""
        return tuple(sorted(self.seen, key=lambda each: each.version))

    @property
    def version(self) -> int:
        """The newest resourceVersion seen."""
        return max((each.version for each in self.seen), default=0)

    async def quiet(self, seconds: float) -> bool:
        """Return once nothing happened for that long, counted from now at the earliest.

        False after `MOST_QUIET`: a Parallel set without a rollingUpdate block may make and delete
        a pod for ever on 1.37.2.
        """
        asked = time.monotonic()
        for task in self._tasks:
            if task.done():
                task.result()
        while True:
            left = max(self._moved, asked) + seconds - time.monotonic()
            if left <= 0:
                return True
            if time.monotonic() - asked > MOST_QUIET:
                return False
            await asyncio.sleep(left)

    async def moves(self, *, within: float) -> bool:
        """Return once something happened, or False after ``within`` seconds."""
        self._stirred.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), within)
        return self._stirred.is_set()

    async def _watch(self, kind: str, since: str) -> None:
        api, name = self.namespace.api, self.namespace.name
        while True:
            # The server ends a watch now and then; it goes on from the last event.
            async for event in api.watch(kind, namespace=name, since=since):
                since = event["object"]["metadata"]["resourceVersion"]
                if event["type"] == "BOOKMARK":
                    continue
                now = datetime.now(UTC)
                self.seen.append(Seen(int(since), now, event["type"], kind, event["object"]))
                self._moved = time.monotonic()
                self._stirred.set()

    def _path(self, kind: str) -> str:
        return kinds.KINDS[kind].path(self.namespace.name)
