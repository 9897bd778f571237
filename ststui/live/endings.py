"""How containers ended while ststui looked on: events and logs are soon gone, this is kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from ststui.cluster.trouble import Trouble
from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ststui.cluster.session import Session
    from ststui.live.index import Name
    from ststui.live.store import Store
    from ststui.model import Pod
    from ststui.model.pod import ContainerStatus, Terminated

KEPT = 5
"""Ends kept of one ordinal."""
MOST = 500
"""Ordinals of which ends are kept; the one that was quiet longest goes first."""
LINES = 20
"""Last lines of a crashed container's log."""
BYTES = 8_000
"""Of a log's end."""
WORDS = 5
"""Last lines of an init container that runs."""
AT_ONCE = 3
"""Logs read in one look: a hundred crash loops do not become a hundred requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One end of a container."""

    pod_uid: str
    container: str
    reason: str
    exit_code: int
    at: datetime | None
    log: tuple[str, ...] | None = None
    """The last lines, raw; None where they could not be read."""


class Endings:
    """Remembers by (namespace, set, ordinal)."""

    def __init__(self, session: Session, store: Store) -> None:
        self._session = session
        self._store = store
        self._kept: OrderedDict[tuple[str, str, int], list[Ending]] = OrderedDict()
        self._seen: dict[tuple[str, str], datetime | None] = {}
        self.version = 0
        """Rises with every end that is noted."""
        self._said: OrderedDict[tuple[str, str], tuple[str, ...]] = OrderedDict()
        self._due: set[Name] = set()
        """Sets of which something changed since their pods were looked at."""

    def of(self, namespace: str, set_name: str, ordinal: int) -> tuple[Ending, ...]:
        """Ends of an ordinal's containers, newest first, also of pods that are gone."""
        return tuple(reversed(self._kept.get((namespace, set_name, ordinal), ())))

    def said(self, pod: Pod) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Running init containers and the last lines of their logs, as far as they were heard."""
        for status in running_init(pod):
            heard = self._said.get((pod.metadata.uid, status.name))
            if heard:
                yield status.name, heard

    async def listen(self, pods: Iterable[Pod]) -> None:
        """Read what the running init containers of a few pods say: mostly whom they wait for."""
        waiting = [(pod, status) for pod in pods for status in running_init(pod)]
        # By turns: who was heard longest ago, or never, comes first.
        heard = {key: turn for turn, key in enumerate(self._said)}
        waiting.sort(key=lambda each: heard.get((each[0].metadata.uid, each[1].name), -1))
        for pod, status in waiting[:AT_ONCE]:
            log = await self._log(pod, status, previous=False)
            if log is not None:
                self._said[pod.metadata.uid, status.name] = log[-WORDS:]
                self._said.move_to_end((pod.metadata.uid, status.name))
        while len(self._said) > MOST:
            self._said.popitem(last=False)

    def touch(self, names: Iterable[Name]) -> None:
        """Say of which sets something changed: only their pods are looked at."""
        self._due.update(names)

    async def look(self) -> None:
        """Note new ends, and read the logs of a few before they are lost."""
        due, self._due = self._due, set()
        new = [
            (name, pod, *found)
            for name in due
            for pod in self._pods(name)
            for found in self._new(pod)
        ]
        read = 0
        for name, pod, status, ended in new:
            if ended.exit_code and read == AT_ONCE:
                self._due.add(name)  # it has its turn at the next look
                continue
            self._seen[pod.metadata.uid, status.name] = ended.finished_at
            # Of a container that was not started again, the log is not the previous one.
            previous = status.state.terminated is None
            log = await self._log(pod, status, previous=previous) if ended.exit_code else None
            read += bool(ended.exit_code)
            self._keep(
                pod,
                Ending(
                    pod_uid=pod.metadata.uid,
                    container=status.name,
                    reason=ended.reason,
                    exit_code=ended.exit_code,
                    at=ended.finished_at,
                    log=log,
                ),
            )
        if len(self._seen) > 2 * MOST:
            alive = {pod.metadata.uid for pod in self._store.pods}
            self._seen = {key: at for key, at in self._seen.items() if key[0] in alive}

    def _pods(self, name: Name) -> Iterable[Pod]:
        found = self._store.sets.get(*name)
        return self._store.pods.of(found.metadata.uid) if found is not None else ()

    def _new(self, pod: Pod) -> list[tuple[ContainerStatus, Terminated]]:
        found = []
        for status in (*pod.status.init_container_statuses, *pod.status.container_statuses):
            ended = status.state.terminated or status.last_state.terminated
            key = (pod.metadata.uid, status.name)
            if ended is None or (key in self._seen and self._seen[key] == ended.finished_at):
                continue
            if ended.exit_code or status.restart_count:
                found.append((status, ended))
        return found

    def _keep(self, pod: Pod, ending: Ending) -> None:
        split = split_ordinal(pod.metadata.name)
        if split is None:
            return
        key = (pod.metadata.namespace, *split)
        kept = self._kept.setdefault(key, [])
        kept.append(ending)
        del kept[:-KEPT]
        self._kept.move_to_end(key)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        self.version += 1

    async def _log(
        self, pod: Pod, status: ContainerStatus, *, previous: bool
    ) -> tuple[str, ...] | None:
        query = {"container": status.name, "tailLines": str(LINES), "limitBytes": str(BYTES)}
        if previous:
            query["previous"] = "true"
        answer = await self._session.get(
            f"/api/v1/namespaces/{quote(pod.metadata.namespace, safe='')}"
            f"/pods/{quote(pod.metadata.name, safe='')}/log",
            query=query,
        )
        if isinstance(answer, Trouble):
            return None
        return tuple(answer.body.decode(errors="replace").splitlines()[-LINES:])


def running_init(pod: Pod) -> Iterator[ContainerStatus]:
    """Init containers that run now, sidecars aside."""
    sidecars = {each.name for each in pod.spec.init_containers if each.restart_policy == "Always"}
    for status in pod.status.init_container_statuses:
        if status.state.running is not None and status.name not in sidecars:
            yield status
