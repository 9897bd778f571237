"""A random life of one StatefulSet, by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.real.truth.doings import NAME, QUIET_SECONDS, Doings
from tests.real.truth.random_set import random_set
from tests.real.truth.rest import Rest, settle
from tests.testbed.api import ApiError, wait_for
from tests.testbed.namespace import is_ready

if TYPE_CHECKING:
    from tests.real.truth.recorder import Recorder
    from tests.testbed.namespace import Namespace

NOT_GONE = "  not gone in time"
"""Of a set whose deletion was asked for."""
ROLLING = " while it rolls"
"""What is added to a deed in the middle of others."""


@dataclass(slots=True)
class Life:
    """One run."""

    seed: int
    namespace: Namespace
    recorder: Recorder
    server_version: str
    rests: list[Rest] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """What was done to the set, in words: printed when the replay disagrees."""
    _random: random.Random = field(init=False)
    _doings: Doings = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._doings = Doings(self.namespace, self.recorder, self._random)

    async def live(self, *, steps: int) -> None:
        """Create the set, do ``steps`` things to it, calm down, delete it."""
        await self._create()
        doings = self._doings.by_name()
        weights = [weight for _, weight in doings.values()]
        for _ in range(steps):
            (name,) = self._random.choices(list(doings), weights=weights)
            self.done.append(f"{name}{ROLLING if self._rolls() else ''}")
            try:
                await doings[name][0]()
            except ApiError as error:
                # The object went meanwhile, or the change is not allowed: so be it.
                self.done.append(f"  refused: {error}")
            if self._random.random() < 0.35:
                await self.rest()
            elif self._random.random() < 0.5:
                await self.recorder.quiet(self._random.choice([0.05, 0.3, 0.8]))
        await self.calm()
        await self._end()

    async def rest(self) -> None:
        """Wait until nothing happens any more, and note the moment."""
        rest = await settle(
            NAME, self.recorder, quiet=QUIET_SECONDS, server_version=self.server_version
        )
        if rest is None:
            self.done.append("  no rest")
        else:
            self.rests.append(rest)

    def _rolls(self) -> bool:
        """Whether a rollout is under way, by what the set says of itself."""
        events = [each for each in self.recorder.ordered if each.kind == "StatefulSet"]
        if not events or events[-1].type == "DELETED":
            return False
        metadata, status = events[-1].object["metadata"], events[-1].object.get("status", {})
        return bool(
            status.get("observedGeneration") != metadata["generation"]
            or status.get("currentRevision") != status.get("updateRevision")
            or status.get("readyReplicas", 0) != events[-1].object["spec"]["replicas"]
        )

    async def calm(self) -> None:
        """Let go of every claim, and every pod that is held, lingers or is not Ready."""

        async def let_go() -> bool:
            await self._doings.release_claims()
            pods = await self.namespace.list("Pod")
            for pod in pods:
                asked = pod["metadata"].get("annotations", {})
                if any(key.startswith("ststui.test/") for key in asked):
                    await self._doings.annotate(pod, dict.fromkeys(asked))
            return all(is_ready(pod) for pod in pods)

        self.done.append("calm")
        try:
            await wait_for(let_go, what="calm", seconds=20)
        except AssertionError:
            self.done.append("  not calm: something waits for good")
        await self.rest()

    async def _create(self) -> None:
        manifest = random_set(NAME, self._random)
        self.done.append(f"create {manifest['spec']}")
        await self.namespace.apply(manifest)

    async def _end(self) -> None:
        propagation = self._random.choice(["Background", "Foreground"])
        self.done.append(f"delete the set: {propagation}")
        await self.namespace.delete("StatefulSet", NAME, propagation=propagation)
        if not await self._doings.gone():
            self.done.append(NOT_GONE)
        await self.recorder.quiet(0.5)
