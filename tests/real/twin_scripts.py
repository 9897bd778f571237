"""What is done to a set on both clusters of the twin run; each script ends when nothing moves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.testbed.api import wait_for
from tests.testbed.manifests import statefulset

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace

Script = Callable[["Namespace"], Awaitable[None]]
"""Does something in a namespace and waits for its end."""


def _pods(first: int, end: int) -> tuple[str, ...]:
    return tuple(f"a-{ordinal}" for ordinal in range(first, end))


async def _status(namespace: Namespace, what: str, **wanted: Any) -> None:
    """Wait until the set's status has seen the newest spec and says what is wanted."""

    def holds(found: Any) -> bool:
        status = found["status"]
        seen = status.get("observedGeneration") == found["metadata"]["generation"]
        return seen and all(status.get(key, 0) == value for key, value in wanted.items())

    await namespace.wait_for("StatefulSet", "a", holds, what=what)


async def _claims(namespace: Namespace, count: int) -> None:
    async def left() -> bool:
        return len(await namespace.list("PersistentVolumeClaim")) == count

    await wait_for(left, what=f"{count} claims")


async def _promoted(namespace: Namespace, replicas: int) -> None:
    def holds(found: Any) -> bool:
        status = found["status"]
        return bool(
            status["currentRevision"] == status["updateRevision"]
            and status.get("observedGeneration") == found["metadata"]["generation"]
            and status.get("updatedReplicas", 0) == replicas
        )

    await namespace.wait_for("StatefulSet", "a", holds, what="promoted")


async def create(namespace: Namespace) -> None:
    """Create a set with two claim templates."""
    await namespace.apply(statefulset("a", replicas=3, claims=["data", "log"]))
    await namespace.wait_ready(*_pods(0, 3))


async def parallel(namespace: Namespace) -> None:
    """Create a Parallel set and scale it."""
    await namespace.apply(statefulset("a", replicas=2, parallel=True))
    await namespace.wait_ready(*_pods(0, 2))
    await namespace.scale("a", 5)
    await namespace.wait_ready(*_pods(0, 5))
    await namespace.scale("a", 3)
    await namespace.wait_ready(*_pods(0, 3))
    await _status(namespace, "scaled down", replicas=3, readyReplicas=3)


async def scale(namespace: Namespace) -> None:
    """Scale up and down; claims are kept."""
    await namespace.apply(statefulset("a", replicas=2, claims=["data"]))
    await namespace.wait_ready(*_pods(0, 2))
    await namespace.scale("a", 4)
    await namespace.wait_ready(*_pods(0, 4))
    await namespace.scale("a", 1)
    await namespace.wait_ready("a-0")
    await _status(namespace, "scaled down", replicas=1, readyReplicas=1)


async def partition(namespace: Namespace) -> None:
    """Update a part of a set."""
    await namespace.apply(statefulset("a", replicas=4, partition=2))
    await namespace.wait_ready(*_pods(0, 4))
    await namespace.set_image("a", "app:2")
    await _status(namespace, "half updated", updatedReplicas=2, currentReplicas=2, readyReplicas=4)


async def update(namespace: Namespace) -> None:
    """Update a whole set."""
    await namespace.apply(statefulset("a", replicas=3))
    await namespace.wait_ready(*_pods(0, 3))
    await namespace.set_image("a", "app:2")
    await _promoted(namespace, 3)


async def rollback(namespace: Namespace) -> None:
    """Update a set and take that back: the first revision gets a new number."""
    await update(namespace)
    await namespace.set_image("a", "app:1")
    await _promoted(namespace, 3)


async def on_delete(namespace: Namespace) -> None:
    """Update by hand: one of two pods is deleted."""
    await namespace.apply(statefulset("a", replicas=2, on_delete=True))
    await namespace.wait_ready(*_pods(0, 2))
    await namespace.set_image("a", "app:2")
    await _status(namespace, "not updated", readyReplicas=2, currentReplicas=2)
    await namespace.delete("Pod", "a-0")
    await _status(namespace, "one updated", updatedReplicas=1, readyReplicas=2, currentReplicas=1)


async def when_scaled(namespace: Namespace) -> None:
    """A claim goes with its ordinal."""
    await namespace.apply(statefulset("a", replicas=3, claims=["data"], when_scaled="Delete"))
    await namespace.wait_ready(*_pods(0, 3))
    await namespace.scale("a", 1)
    await namespace.wait_ready("a-0")
    await _claims(namespace, 1)
    await _status(namespace, "scaled down", replicas=1, readyReplicas=1)


async def when_deleted(namespace: Namespace) -> None:
    """Claims go with the set."""
    await namespace.apply(statefulset("a", replicas=2, claims=["data"], when_deleted="Delete"))
    await namespace.wait_ready(*_pods(0, 2))
    await namespace.delete("StatefulSet", "a")
    await namespace.wait_ready()
    await _claims(namespace, 0)


async def start_ordinal(namespace: Namespace) -> None:
    """Ordinals from ten, and a partition that is an index."""
    await namespace.apply(statefulset("a", replicas=3, start=10, partition=1))
    await namespace.wait_ready(*_pods(10, 13))
    await namespace.set_image("a", "app:2")
    await _status(namespace, "updated", updatedReplicas=2, readyReplicas=3, currentReplicas=1)


async def broken_image(namespace: Namespace) -> None:
    """An image that cannot be pulled stops a rollout at its first pod."""
    await namespace.apply(statefulset("a", replicas=3))
    await namespace.wait_ready(*_pods(0, 3))
    marks = {"ststui.test/hold": "true", "ststui.test/reason": "ImagePullBackOff"}
    broken = statefulset("a", replicas=3, image="app:typo", annotations=marks)
    await namespace.apply(broken)
    await _status(namespace, "stopped", updatedReplicas=1, readyReplicas=2)

    def waits(pod: Any) -> bool:
        states = [item["state"] for item in pod["status"].get("containerStatuses", ())]
        return any(state.get("waiting", {}).get("reason") == "ImagePullBackOff" for state in states)

    await namespace.wait_for("Pod", "a-2", waits, what="held")


async def held_pod(namespace: Namespace) -> None:
    """A pod that is not Ready stops a scale-down and a scale-up."""
    await namespace.apply(statefulset("a", replicas=4))
    await namespace.wait_ready(*_pods(0, 4))
    await namespace.annotate_pod("a-1", unready="true")
    await _status(namespace, "unready", readyReplicas=3)
    await namespace.scale("a", 2)
    await _status(namespace, "stuck", readyReplicas=3, replicas=4)


async def deleted_claim(namespace: Namespace) -> None:
    """A claim and its pod are deleted: both come back."""
    await namespace.apply(statefulset("a", replicas=2, claims=["data"]))
    await namespace.wait_ready(*_pods(0, 2))
    claim = await namespace.get("PersistentVolumeClaim", "data-a-1")
    assert claim is not None
    await namespace.delete("PersistentVolumeClaim", "data-a-1")
    await namespace.delete("Pod", "a-1")

    def is_new(found: Any) -> bool:
        other = found["metadata"]["uid"] != claim["metadata"]["uid"]
        return bool(other and found["status"]["phase"] == "Bound")

    await namespace.wait_for("PersistentVolumeClaim", "data-a-1", is_new, what="made anew")
    await namespace.wait_ready(*_pods(0, 2))
    await _status(namespace, "ready", readyReplicas=2)


async def orphaned(namespace: Namespace) -> None:
    """A set is deleted without its pods and made again: it takes them back."""
    await namespace.apply(statefulset("a", replicas=2, claims=["data"]))
    await namespace.wait_ready(*_pods(0, 2))
    await namespace.delete("StatefulSet", "a", propagation="Orphan")

    async def gone() -> bool:
        return await namespace.get("StatefulSet", "a") is None

    await wait_for(gone, what="set gone")
    await namespace.apply(statefulset("a", replicas=3, claims=["data"]))
    await namespace.wait_ready(*_pods(0, 3))
    await _status(namespace, "ready", readyReplicas=3)


async def to_zero(namespace: Namespace) -> None:
    """Scaling to zero under a partition promotes the canary; claims stay."""
    await namespace.apply(statefulset("a", replicas=3, partition=2, claims=["data"]))
    await namespace.wait_ready(*_pods(0, 3))
    await namespace.set_image("a", "app:2")
    await _status(namespace, "canary", updatedReplicas=1, readyReplicas=3)
    await namespace.scale("a", 0)
    await _promoted(namespace, 0)
    await namespace.wait_ready()


async def failed_pod(namespace: Namespace) -> None:
    """A pod that failed is made again."""
    await namespace.apply(statefulset("a", replicas=2))
    await namespace.wait_ready(*_pods(0, 2))
    before = await namespace.get("Pod", "a-0")
    assert before is not None
    await namespace.annotate_pod("a-0", fail="true")

    def is_new(pod: Any) -> bool:
        return bool(pod["metadata"]["uid"] != before["metadata"]["uid"])

    await namespace.wait_for("Pod", "a-0", is_new, what="made anew")
    await namespace.wait_ready(*_pods(0, 2))
    await _status(namespace, "ready", readyReplicas=2)


SCRIPTS: tuple[Script, ...] = (
    create,
    parallel,
    scale,
    partition,
    update,
    rollback,
    on_delete,
    when_scaled,
    when_deleted,
    start_ordinal,
    broken_image,
    held_pod,
    deleted_claim,
    orphaned,
    to_zero,
    failed_pod,
)
"""All of them."""
