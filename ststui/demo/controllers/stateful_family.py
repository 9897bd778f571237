"""A StatefulSet of the embedded cluster as the Family that ststui.controller decides about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ststui.demo import kinds
from ststui.demo.fields import at, controller_of, name_of, namespace_of, uid_of
from ststui.model.claim import PersistentVolumeClaim
from ststui.model.family import Family, join
from ststui.model.ordinal import split_ordinal
from ststui.model.pod import Pod
from ststui.model.readable import Readable
from ststui.model.revision import ControllerRevision
from ststui.model.stateful_set import StatefulSet

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.store import Store

T = TypeVar("T")
_KEPT = 20_000


class Families:
    """Joins sets with their pods, claims and revisions; values are converted once per version."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._values: dict[tuple[str, str], Any] = {}

    def of(self, stored: Json) -> Family:
        """The Family of a set, as its controller's caches would show it now."""
        namespace, name, uid = namespace_of(stored), name_of(stored), uid_of(stored)
        pods = [
            self._value(pod, Pod)
            for pod in self._store.each(kinds.PODS, namespace)
            if _concerns(pod, name, uid)
        ]
        claims = [
            self._value(claim, PersistentVolumeClaim)
            for claim in self._store.each(kinds.CLAIMS, namespace)
            if _is_claim_of(claim, stored)
        ]
        revisions = [
            self._value(item, ControllerRevision)
            for item in self._store.each(kinds.REVISIONS, namespace)
            if (controller_of(item) or {}).get("uid") == uid
        ]
        return join(
            self._value(stored, StatefulSet),
            context="demo",
            pods=Readable(pods),
            claims=Readable(claims),
            revisions=Readable(revisions),
        )

    def _value(self, obj: Json, kind: type[T]) -> T:
        key = (uid_of(obj), obj["metadata"]["resourceVersion"])
        found: T | None = self._values.get(key)
        if found is None:
            if len(self._values) > _KEPT:
                self._values.clear()
            found = self._values[key] = msgspec.convert(obj, kind)
        return found


def _concerns(pod: Json, name: str, uid: str) -> bool:
    owner = controller_of(pod)
    if owner is not None and owner["uid"] == uid:
        return True
    split = split_ordinal(name_of(pod))
    return split is not None and split[0] == name


def _is_claim_of(claim: Json, stored: Json) -> bool:
    split = split_ordinal(name_of(claim))
    if split is None:
        return False
    templates = at(stored, "spec", "volumeClaimTemplates", default=())
    return any(f"{name_of(item)}-{name_of(stored)}" == split[0] for item in templates)
