"""Pods that are asked for and that no StatefulSet owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cluster import kinds
from ststui.cluster.listing import get_one
from ststui.cluster.trouble import Trouble
from ststui.diagnosis.alone import alone
from ststui.errors import UnreadableError
from ststui.model import Pod, Readable, Unreadable
from ststui.model.ordinal import pod_name, split_ordinal
from ststui.model.readable import NOT_READ

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cli.read import Reading
    from ststui.cluster.session import Session
    from ststui.live.index import Name
    from ststui.live.store import Store
    from ststui.model import Family, PersistentVolumeClaim
    from ststui.model.readable import Part


def sets_of_pod(reading: Reading, pod: str) -> tuple[Name, ...]:
    """The sets that have a pod of that name, or should."""
    split = split_ordinal(pod)
    if split is None:
        return ()
    return tuple(each for each in reading.names if _has(reading, each, pod, split[1]))


def unowned(reading: Reading, pods: Iterable[str]) -> tuple[str, ...]:
    """Those that fit no set."""
    return tuple(each for each in pods if not sets_of_pod(reading, each))


def _has(reading: Reading, name: Name, pod: str, ordinal: int) -> bool:
    if pod_name(name.name, ordinal) != pod:
        return False
    family = reading.once.store.families.of(name)
    return family is not None and (
        ordinal in family.set.ordinals or ordinal in family.pods_by_ordinal
    )


async def read_lone(
    session: Session | None, reading: Reading, names: Iterable[str]
) -> dict[str, Family | None]:
    """By name the pods that are there; None for one that is not.

    Args:
        session: None for a dump, which holds what it holds.
        reading: what was read for the command: pods with the label of a set's.
        names: of pods that fit no set.

    Raises:
        UnreadableError: whether one exists could not be read.
    """
    return {each: await _read(session, reading, each) for each in names}


async def _read(session: Session | None, reading: Reading, name: str) -> Family | None:
    store = reading.once.store
    known = (each for each in store.pods if each.metadata.name == name)
    pod = next((p for p in known if reading.namespace in {None, p.metadata.namespace}), None)
    if pod is None and session is not None and reading.namespace is not None:
        found = await get_one(session, kinds.PODS, namespace=reading.namespace, name=name)
        if isinstance(found, Trouble) and found.kind != "notFound":
            raise UnreadableError(f"pod {name} cannot be read: {found.text}")
        pod = found if isinstance(found, Pod) else None
    if pod is None:
        return None
    return alone(pod, context=store.context, claims=_claims(store, pod))


def _claims(store: Store, pod: Pod) -> Part[tuple[PersistentVolumeClaim, ...]]:
    namespace = pod.metadata.namespace
    health = store.healths.of("persistentvolumeclaims", namespace)
    if health is None or not health.known:
        return Unreadable(health.why) if health is not None else NOT_READ
    found = (store.claims.get(namespace, each) for each in pod.claims)
    return Readable(tuple(each for each in found if each is not None))
