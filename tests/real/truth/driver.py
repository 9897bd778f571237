"""A random life of one StatefulSet: everything people and machines do to it, by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.real.truth.random_set import POLICIES, random_set
from tests.real.truth.rest import Rest
from tests.testbed.api import ApiError, wait_for
from tests.testbed.manifests import bare_pod
from tests.testbed.namespace import is_ready

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.real.truth.recorder import Recorder
    from tests.testbed.namespace import Namespace

NAME = "web"
POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
QUIET_SECONDS = 3.0
"""Without an event for so long the set counts as at rest."""


@dataclass(slots=True)
class Life:
    """One run."""

    seed: int
    namespace: Namespace
    recorder: Recorder
    rests: list[Rest] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """What was done to the set, in words: printed when the replay disagrees."""
    _random: random.Random = field(init=False)
    _image: int = 1

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    async def live(self, *, steps: int) -> None:
        """Create the set, do ``steps`` things to it, calm down, delete it."""
        await self._create()
        deeds = self._deeds()
        for _ in range(steps):
            (deed,) = self._random.choices(list(deeds), weights=[w for _, w in deeds.values()])
            self.done.append(deed)
            try:
                await deeds[deed][0]()
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
        if not await self.recorder.quiet(QUIET_SECONDS):
            self.done.append("  no rest")
            return
        self.rests.append(Rest(self.recorder.version, datetime.now(UTC)))

    async def calm(self) -> None:
        """Let go of every pod that is held, lingers or is not Ready, until all is at rest."""

        async def let_go() -> bool:
            pods = await self.namespace.list("Pod")
            for pod in pods:
                asked = pod["metadata"].get("annotations", {})
                if any(key.startswith("ststui.test/") for key in asked):
                    await self._annotate(pod, dict.fromkeys(asked))
            return all(is_ready(pod) for pod in pods)

        self.done.append("calm")
        try:
            await wait_for(let_go, what="calm", seconds=20)
        except AssertionError:
            self.done.append("  not calm: something waits for good")
        await self.rest()

    def _deeds(self) -> dict[str, tuple[Callable[[], Awaitable[None]], int]]:
        return {
            "scale": (self._scale, 5),
            "scale down with pods that are not Ready": (self._scale_unready, 1),
            "image": (self._set_image, 4),
            "image, then lose a pod": (self._lose, 2),
            "partition": (self._partition, 2),
            "start": (self._start, 1),
            "retention": (self._retention, 1),
            "strategy": (self._strategy, 1),
            "min ready": (self._min_ready, 1),
            "delete pod": (self._delete_pod, 3),
            "fail pod": (self._fail, 2),
            "unready pod": (self._unready, 3),
            "let go": (self._let_go, 4),
            "linger": (self._linger, 1),
            "delete claim": (self._delete_claim, 2),
            "foreign pod": (self._foreign, 1),
            "relabel pod": (self._relabel, 1),
            "orphan and re-create": (self._orphan, 1),
        }

    async def _create(self) -> None:
        manifest = random_set(NAME, self._random)
        self.done.append(f"create {manifest['spec']}")
        await self.namespace.apply(manifest)

    async def _scale(self) -> None:
        await self.namespace.scale(NAME, self._random.choice([0, 1, 2, 3, 4, 5]))

    async def _scale_unready(self) -> None:
        pods = await self.namespace.list("Pod")
        for pod in pods[1:]:
            await self._annotate(pod, {"unready": "true"})
        await self.namespace.scale(NAME, 1)

    async def _set_image(self) -> None:
        if self._random.random() < 0.25:
            self._image = max(1, self._image - 1)
        else:
            self._image += 1
        await self._template(hold="0,2" if self._random.random() < 0.2 else None)

    async def _template(self, *, hold: str | None) -> None:
        template = {
            "metadata": {"annotations": {"ststui.test/hold": hold}},
            "spec": {"containers": [{"name": "main", "image": f"app:{self._image}"}]},
        }
        await self._spec(template=template)

    async def _lose(self) -> None:
        # While an update is stuck at its first pod, the others come back on the old revision.
        self._image += 1
        await self._template(hold="true")
        await self.recorder.quiet(0.5)
        pods = await self.namespace.list("Pod")
        if pods:
            await self.namespace.delete("Pod", pods[0]["metadata"]["name"])

    async def _partition(self) -> None:
        rolling = {
            "partition": self._random.choice([0, 0, 1, 2, 3]),
            "maxUnavailable": self._random.choice([None, None, 2, "50%"]),
        }
        await self._spec(updateStrategy={"type": "RollingUpdate", "rollingUpdate": rolling})

    async def _start(self) -> None:
        await self._spec(ordinals={"start": self._random.choice([0, 1, 3])})

    async def _retention(self) -> None:
        pick = self._random.choice
        policy = {"whenDeleted": pick(POLICIES), "whenScaled": pick(POLICIES)}
        await self._spec(persistentVolumeClaimRetentionPolicy=policy)

    async def _strategy(self) -> None:
        on_delete = self._random.random() < 0.5
        kind = "OnDelete" if on_delete else "RollingUpdate"
        await self._spec(updateStrategy={"type": kind, "rollingUpdate": None})

    async def _min_ready(self) -> None:
        await self._spec(minReadySeconds=self._random.choice([0, 1, 2]))

    async def _delete_pod(self) -> None:
        pod = await self._any_pod()
        if pod is not None:
            grace = self._random.choice([None, None, 0])
            await self.namespace.delete("Pod", pod["metadata"]["name"], grace=grace)

    async def _fail(self) -> None:
        pod = await self._any_pod()
        if pod is not None:
            await self._annotate(pod, {self._random.choice(["fail", "succeed"]): "true"})

    async def _unready(self) -> None:
        pod = await self._any_pod()
        if pod is not None:
            await self._annotate(pod, {self._random.choice(["unready", "crash"]): "true"})

    async def _let_go(self) -> None:
        for pod in await self.namespace.list("Pod"):
            asked = ("hold", "unready", "crash", "linger")
            await self._annotate(pod, dict.fromkeys(asked))

    async def _linger(self) -> None:
        pod = await self._any_pod()
        if pod is not None:
            await self._annotate(pod, {"linger": "true"})

    async def _delete_claim(self) -> None:
        claims = await self.namespace.list("PersistentVolumeClaim")
        if claims:
            name = self._random.choice(claims)["metadata"]["name"]
            await self.namespace.delete("PersistentVolumeClaim", name)

    async def _foreign(self) -> None:
        name = f"{NAME}-{self._random.choice([0, 1, 2, 3, 4])}"
        labels = self._random.choice([{"app": NAME}, {"app": "other"}])
        node = "node-a"
        await self.namespace.api.create(
            bare_pod(name, labels=labels, node=node), namespace=self.namespace.name
        )
        await self.recorder.quiet(self._random.choice([0.2, QUIET_SECONDS]))
        if self._random.random() < 0.8:
            await self.namespace.delete("Pod", name)

    async def _relabel(self) -> None:
        pod = await self._any_pod()
        if pod is None:
            return
        name = pod["metadata"]["name"]
        away = self._random.random() < 0.5
        labels = {"app": "other"} if away else {POD_NAME_LABEL: None}
        await self.namespace.patch("Pod", name, {"metadata": {"labels": labels}})
        await self.recorder.quiet(self._random.choice([0.2, QUIET_SECONDS]))
        if away and self._random.random() < 0.5:
            # The set has let go of it: now it is taken again, or it is in the way of its name.
            await self.namespace.patch("Pod", name, {"metadata": {"labels": {"app": NAME}}})
        elif away and self._random.random() < 0.8:
            await self.namespace.delete("Pod", name)

    async def _orphan(self) -> None:
        before = await self.namespace.get("StatefulSet", NAME)
        if before is None:
            return
        await self.namespace.delete("StatefulSet", NAME, propagation="Orphan")
        await self._gone()
        kept = {"name": NAME}
        again = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": kept}
        await self.namespace.api.create(
            {**again, "spec": before["spec"]}, namespace=self.namespace.name
        )

    async def _end(self) -> None:
        propagation = self._random.choice(["Background", "Foreground"])
        self.done.append(f"delete the set: {propagation}")
        await self.namespace.delete("StatefulSet", NAME, propagation=propagation)
        await self._gone()
        await self.recorder.quiet(0.5)

    async def _gone(self) -> None:
        async def is_gone() -> bool:
            for pod in await self.namespace.list("Pod"):
                await self._annotate(pod, {"linger": None})
            return await self.namespace.get("StatefulSet", NAME) is None

        await wait_for(is_gone, what="set that is gone")

    async def _spec(self, **changes: Any) -> None:
        await self.namespace.patch("StatefulSet", NAME, {"spec": changes})

    async def _any_pod(self) -> Any | None:
        pods = await self.namespace.list("Pod")
        return self._random.choice(pods) if pods else None

    async def _annotate(self, pod: Any, asked: dict[str, str | None]) -> None:
        marks = {
            key if key.startswith("ststui.test/") else f"ststui.test/{key}": value
            for key, value in asked.items()
            if key.startswith("ststui.test/") or "/" not in key
        }
        try:
            body = {"metadata": {"annotations": marks}}
            await self.namespace.patch("Pod", pod["metadata"]["name"], body)
        except ApiError as error:
            if error.code != 404:
                raise
