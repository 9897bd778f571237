"""What has no set any more: the last group of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.live.index import Name
from ststui.model import PersistentVolumeClaim, Pod, StatefulSet
from ststui.model.claim_owner import left_behind
from ststui.model.pod import POD_NAME_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.live.index import Object
    from ststui.live.store import Store


def lone_pods(store: Store) -> Iterator[Pod]:
    """Pods that a StatefulSet owned and whose set is gone."""
    uids = {each.metadata.uid for each in store.sets}
    for owner in store.pods.groups() - uids:
        for pod in store.pods.of(owner):
            controller = pod.metadata.owner
            # Without an owner the label tells that a StatefulSet made it; a pod that only holds an
            # ordinal's name has none.
            made = POD_NAME_LABEL in pod.metadata.labels
            mine = made if controller is None else controller.kind == "StatefulSet"
            if mine and _sets_known(store, pod.metadata.namespace):
                yield pod


def lone_claims(store: Store) -> Iterator[PersistentVolumeClaim]:
    """Claims that look like those of a set that is gone."""
    for claim in store.claims.of(None):
        if _sets_known(store, claim.metadata.namespace) and left_behind(claim):
            yield claim


def may_change_lone(store: Store, item: Object, *, known_before: bool) -> bool:
    """Whether something else may have no set, now that an object came, changed or went.

    Args:
        store: as it is now.
        item: the object.
        known_before: whether there was one of its name before, and it is still there.
    """
    match item:
        case StatefulSet():
            return not known_before
        case Pod():
            owner = item.metadata.owner
            owning = store.sets.get(item.metadata.namespace, owner.name) if owner else None
            return owner is None or owning is None or owning.metadata.uid != owner.uid
        case PersistentVolumeClaim():
            keys = store.claims.keys_of(Name(item.metadata.namespace, item.metadata.name))
            return None in keys or not keys
        case _:
            return False


def _sets_known(store: Store, namespace: str) -> bool:
    sets = store.healths.of("statefulsets", namespace)
    return sets is not None and sets.known
