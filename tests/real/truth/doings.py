"""What people and machines do to a StatefulSet, by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.real.truth.random_set import POLICIES
from tests.testbed.api import ApiError, wait_for
from tests.testbed.manifests import bare_pod

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    from tests.real.truth.recorder import Recorder
    from tests.testbed.namespace import Namespace

NAME = "web"
POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
HOLD = "ststui.test/hold"
"""Finalizer of a claim that is held."""
LONG_READY = 7
"""minReadySeconds that outlast a rest: the controller then waits for a pod to be available."""
GONE_SECONDS = 240.0
"""The garbage collector of a loaded machine comes late."""
QUIET_SECONDS = 3.0
"""Without an event for so long the set counts as at rest."""


@dataclass(slots=True)
class Doings:
    """Everything that can be done to the set of one namespace."""

    namespace: Namespace
    recorder: Recorder
    random: random.Random
    _image: int = 1

    def by_name(self) -> dict[str, tuple[Callable[[], Awaitable[None]], int]]:
        """What is done, and how likely it is."""
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
            "linger": (self._linger, 2),
            "delete claim": (self._delete_claim, 2),
            "hold claim": (self._hold_claim, 2),
            "foreign pod": (self._foreign, 1),
            "relabel pod": (self._relabel, 1),
            "orphan and re-create": (self._orphan, 1),
        }

    async def _scale(self) -> None:
        await self.namespace.scale(NAME, self.random.choice([0, 1, 2, 3, 4, 5]))

    async def _scale_unready(self) -> None:
        pods = await self.namespace.list("Pod")
        for pod in pods[1:]:
            await self.annotate(pod, {"unready": "true"})
        await self.namespace.scale(NAME, 1)

    async def _set_image(self) -> None:
        if self.random.random() < 0.25:
            self._image = max(1, self._image - 1)
        else:
            self._image += 1
        await self._template(hold="0,2" if self.random.random() < 0.2 else None)

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
            "partition": self.random.choice([0, 0, 1, 2, 3]),
            "maxUnavailable": self.random.choice([None, None, 2, "50%"]),
        }
        await self._spec(updateStrategy={"type": "RollingUpdate", "rollingUpdate": rolling})

    async def _start(self) -> None:
        await self._spec(ordinals={"start": self.random.choice([0, 1, 3])})

    async def _retention(self) -> None:
        pick = self.random.choice
        policy = {"whenDeleted": pick(POLICIES), "whenScaled": pick(POLICIES)}
        await self._spec(persistentVolumeClaimRetentionPolicy=policy)

    async def _strategy(self) -> None:
        on_delete = self.random.random() < 0.5
        kind = "OnDelete" if on_delete else "RollingUpdate"
        await self._spec(updateStrategy={"type": kind, "rollingUpdate": None})

    async def _min_ready(self) -> None:
        await self._spec(minReadySeconds=self.random.choice([0, 1, 2, LONG_READY]))

    async def _delete_pod(self) -> None:
        pod = await self._any_pod()
        if pod is not None:
            grace = self.random.choice([None, None, 0])
            await self.namespace.delete("Pod", pod["metadata"]["name"], grace=grace)

    async def _fail(self) -> None:
        pod = await self._any_pod()
        if pod is not None:
            await self.annotate(pod, {self.random.choice(["fail", "succeed"]): "true"})

    async def _unready(self) -> None:
        pod = await self._any_pod()
        if pod is not None:
            await self.annotate(pod, {self.random.choice(["unready", "crash"]): "true"})

    async def _let_go(self) -> None:
        await self.release_claims()
        for pod in await self.namespace.list("Pod"):
            asked = ("hold", "unready", "crash", "linger")
            await self.annotate(pod, dict.fromkeys(asked))

    async def _linger(self) -> None:
        pod = await self._any_pod()
        if pod is None:
            return
        await self.annotate(pod, {"linger": "true"})
        if self.random.random() < 0.6:
            # So that the controller has something to do once it is gone.
            await self.namespace.delete("Pod", pod["metadata"]["name"])
            await self._scale()

    async def _delete_claim(self) -> None:
        claims = await self.namespace.list("PersistentVolumeClaim")
        if claims:
            name = self.random.choice(claims)["metadata"]["name"]
            await self.namespace.delete("PersistentVolumeClaim", name)

    async def _hold_claim(self) -> None:
        # One that is deleted, by hand or with its pod, then stays until it is let go.
        claims = await self.namespace.list("PersistentVolumeClaim")
        if claims:
            await self._set_finalizers(self.random.choice(claims), HOLD)

    async def release_claims(self) -> None:
        """Let go of all claims that are held."""
        for claim in await self.namespace.list("PersistentVolumeClaim"):
            if HOLD in claim["metadata"].get("finalizers", ()):
                await self._set_finalizers(claim)

    async def _set_finalizers(self, claim: Any, *more: str) -> None:
        others = [each for each in claim["metadata"].get("finalizers", ()) if each != HOLD]
        body = {"metadata": {"finalizers": [*others, *more]}}
        try:
            await self.namespace.patch("PersistentVolumeClaim", claim["metadata"]["name"], body)
        except ApiError as error:
            if error.code not in {404, 422}:
                raise

    async def _foreign(self) -> None:
        name = f"{NAME}-{self.random.choice([0, 1, 2, 3, 4])}"
        labels = self.random.choice([{"app": NAME}, {"app": "other"}])
        node = "node-a"
        await self.namespace.api.create(
            bare_pod(name, labels=labels, node=node), namespace=self.namespace.name
        )
        await self.recorder.quiet(self.random.choice([0.2, QUIET_SECONDS]))
        if self.random.random() < 0.8:
            await self.namespace.delete("Pod", name)

    async def _relabel(self) -> None:
        pod = await self._any_pod()
        if pod is None:
            return
        name = pod["metadata"]["name"]
        away = self.random.random() < 0.5
        labels = {"app": "other"} if away else {POD_NAME_LABEL: None}
        await self.namespace.patch("Pod", name, {"metadata": {"labels": labels}})
        await self.recorder.quiet(self.random.choice([0.2, QUIET_SECONDS]))
        if away and self.random.random() < 0.5:
            # The set has let go of it: now it is taken again, or it is in the way of its name.
            await self.namespace.patch("Pod", name, {"metadata": {"labels": {"app": NAME}}})
        elif away and self.random.random() < 0.8:
            await self.namespace.delete("Pod", name)

    async def _orphan(self) -> None:
        before = await self.namespace.get("StatefulSet", NAME)
        if before is None:
            return
        await self.namespace.delete("StatefulSet", NAME, propagation="Orphan")
        if not await self.gone():
            return
        kept = {"name": NAME}
        again = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": kept}
        await self.namespace.api.create(
            {**again, "spec": before["spec"]}, namespace=self.namespace.name
        )

    async def gone(self) -> bool:
        """Wait until the set is gone, holding none of its pods up; whether it went in time.

        That is for kubelets and the garbage collector to do, of which nothing is foretold.
        """

        async def is_gone() -> bool:
            await self.release_claims()
            for pod in await self.namespace.list("Pod"):
                await self.annotate(pod, {"linger": None})
            return await self.namespace.get("StatefulSet", NAME) is None

        try:
            await wait_for(is_gone, what="set that is gone", seconds=GONE_SECONDS)
        except AssertionError:
            return False
        return True

    async def _spec(self, **changes: Any) -> None:
        await self.namespace.patch("StatefulSet", NAME, {"spec": changes})

    async def _any_pod(self) -> Any | None:
        pods = await self.namespace.list("Pod")
        return self.random.choice(pods) if pods else None

    async def annotate(self, pod: Any, asked: dict[str, str | None]) -> None:
        """Ask a pod to be held, crash …; None ends it, and a pod that is gone does not mind."""
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
