"""One test's namespace: what is created there, and looks at it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from tests.testbed.api import Api, ApiError, wait_for
from tests.testbed.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.testbed.cluster import Cluster


class Namespace:
    """A namespace of its own for one test."""

    def __init__(self, name: str, *, cluster: Cluster, api: Api) -> None:
        self.name = name
        self.cluster = cluster
        self.api = api

    async def apply(self, *manifests: dict[str, Any]) -> None:
        """Create or change objects here, in this order."""
        for manifest in manifests:
            await self.api.apply(manifest, namespace=self.name)

    async def get(self, kind: str, name: str) -> Any | None:
        """One object here, None when it does not exist."""
        return await self.api.get(kind, name, namespace=self.name)

    async def list(self, kind: str) -> tuple[Any, ...]:
        """All objects of a kind here, by name."""
        return await self.api.list(kind, namespace=self.name)

    async def patch(self, kind: str, name: str, body: Any) -> Any:
        """JSON merge patch."""
        return await self.api.patch(kind, name, body, namespace=self.name)

    async def delete(self, kind: str, name: str, **options: Any) -> None:
        """Delete one object here; see `Api.delete`."""
        await self.api.delete(kind, name, namespace=self.name, **options)

    async def refuses(self, manifest: dict[str, Any], *, because: str) -> None:
        """Wait until the API server refuses to create an object here, asked by dry runs."""
        path = KINDS[manifest["kind"]].path(self.name)
        await self._refuses("POST", path, body=manifest, because=because)

    async def refuses_to_delete(self, kind: str, name: str, *, because: str) -> None:
        """The same of the deletion of an object here."""
        await self._refuses("DELETE", KINDS[kind].path(self.name, name), because=because)

    async def _refuses(self, method: str, path: str, *, because: str, body: Any = None) -> None:
        async def refused() -> bool:
            try:
                await self.api.request(method, f"{path}?dryRun=All", body=body)
            except ApiError as error:
                return because in str(error)
            return False

        await wait_for(refused, what=f"refusal: {because}")

    async def annotate_pod(self, name: str, **asked: str | None) -> None:
        """Ask a pod to be held, crash …: ``annotate_pod("web-1", unready="true")``; None ends it.

        Underscores stand for dashes: ``stop_delay="5s"``.
        """
        marks = {f"ststui.test/{key.replace('_', '-')}": value for key, value in asked.items()}
        await self.patch("Pod", name, {"metadata": {"annotations": marks}})

    async def scale(self, name: str, replicas: int) -> None:
        """Change a StatefulSet's replicas."""
        await self.patch("StatefulSet", name, {"spec": {"replicas": replicas}})

    async def set_image(self, name: str, image: str) -> None:
        """Change the image of a StatefulSet made by `manifests.statefulset`."""
        path = "/spec/template/spec/containers/0/image"
        change = [{"op": "replace", "path": path, "value": image}]
        await self.api.patch("StatefulSet", name, change, namespace=self.name, form="json")

    async def ready_pods(self) -> tuple[str, ...]:
        """Names of the pods that are Ready and not terminating."""
        return tuple(pod["metadata"]["name"] for pod in await self.list("Pod") if is_ready(pod))

    async def wait_ready(self, *names: str, seconds: float = 60.0) -> None:
        """Wait until exactly these pods are Ready, and no other pod exists here."""

        async def all_ready() -> bool:
            pods = await self.list("Pod")
            ready = {pod["metadata"]["name"] for pod in pods if is_ready(pod)}
            return len(pods) == len(names) and ready == set(names)

        await wait_for(all_ready, what=f"Ready pods {', '.join(names)}", seconds=seconds)

    async def wait_for(
        self, kind: str, name: str, condition: Callable[[Any], bool], *, what: str
    ) -> Any:
        """Wait until an object exists and ``condition`` holds for it; returns it."""

        async def holds() -> Any | None:
            found = await self.get(kind, name)
            return found if found is not None and condition(found) else None

        return await wait_for(holds, what=f"{kind} {name} {what}")

    async def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """The real kubectl, in this namespace."""
        return await asyncio.to_thread(
            self.cluster.kubectl, "-n", self.name, *arguments, stdin=stdin
        )


def is_ready(pod: dict[str, Any]) -> bool:
    """Running with condition Ready, and not terminating."""
    conditions = pod.get("status", {}).get("conditions", ())
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
    return ready and "deletionTimestamp" not in pod["metadata"]


@contextlib.asynccontextmanager
async def fresh_namespace(name: str, *, cluster: Cluster, api: Api) -> AsyncIterator[Namespace]:
    """Create a namespace, and delete it at the end without waiting for its last object."""
    await api.create({"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": name}})
    made = Namespace(name, cluster=cluster, api=api)

    async def has_account() -> bool:
        return await made.get("ServiceAccount", "default") is not None

    try:
        await wait_for(has_account, what=f"service account in {name}")
        yield made
    finally:
        await api.delete("Namespace", name)
