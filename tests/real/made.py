"""Sets that tests of the diagnosis make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace


async def make(namespace: Namespace, name: str, **words: Any) -> None:
    """A set with its headless Service; words of `manifests.statefulset`."""
    await namespace.apply(headless_service(name), statefulset(name, **words))


async def ready(namespace: Namespace, name: str, replicas: int) -> None:
    """Wait until the controller counts so many Ready pods of a set."""
    await namespace.wait_for(
        "StatefulSet",
        name,
        lambda it: it["status"].get("readyReplicas", 0) == replicas,
        what=f"has {replicas} Ready pods",
    )
