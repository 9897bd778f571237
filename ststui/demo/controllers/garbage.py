"""Garbage collection: what goes, or stays as an orphan, when its owner goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import at, is_deleting, name_of, namespace_of, uid_of
from ststui.demo.refusal import RefusedError
from ststui.demo.registry.deletion import FOREGROUND, ORPHAN, DeleteOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind
    from ststui.demo.store import Change

_DEPENDENTS = (kinds.PODS, kinds.CLAIMS, kinds.REVISIONS, kinds.SLICES, kinds.STATEFUL_SETS)
"""Kinds that have owners here."""


class Garbage:
    """Follows ownerReferences. Keys are a kind's name and an owner's uid."""

    name = "generic-garbage-collector"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._owned: dict[str, set[tuple[Kind, str, str]]] = {}
        self._gone: set[str] = set()
        self._owners: dict[str, tuple[Kind, str, str]] = {}
        cluster.store.listen(self._index, index=True)

    def keys(self, change: Change) -> Iterable[Key]:
        """Owners that are going or gone."""
        uid = uid_of(change.new)
        if change.verb == "DELETED":
            self._gone.add(uid)
            owners = [
                item["uid"] for item in at(change.new, "metadata", "ownerReferences", default=())
            ]
            return (("gone", uid), *(("going", owner) for owner in owners if owner in self._owners))
        if is_deleting(change.new):
            self._owners[uid] = (change.kind, namespace_of(change.new), name_of(change.new))
            return (("going", uid),)
        if change.kind in _DEPENDENTS:
            return tuple(
                ("gone", item["uid"])
                for item in at(change.new, "metadata", "ownerReferences", default=())
                if item["uid"] in self._gone
            )
        return ()

    def _index(self, change: Change) -> None:
        if change.kind not in _DEPENDENTS:
            return
        place = (change.kind, namespace_of(change.new), name_of(change.new))
        for item in at(change.old, "metadata", "ownerReferences", default=()):
            self._owned.get(item["uid"], set()).discard(place)
        if change.verb != "DELETED":
            for item in at(change.new, "metadata", "ownerReferences", default=()):
                self._owned.setdefault(item["uid"], set()).add(place)

    def _dependents(self, uid: str) -> Iterator[tuple[Kind, Json]]:
        for kind, namespace, name in sorted(
            self._owned.get(uid, ()), key=lambda item: (item[0].plural, item[1], item[2])
        ):
            held = self._cluster.store.get(kind, namespace, name)
            if held is not None:
                yield kind, held

    def sync(self, key: Key) -> None:
        """Let the dependents of one owner go, or free them."""
        word, uid = key
        if word == "gone":
            for kind, obj in list(self._dependents(uid)):
                self._collect(kind, obj, uid)
            return
        place = self._owners.get(uid)
        owner = self._cluster.store.get(*place) if place else None
        if place is None or owner is None or uid_of(owner) != uid:
            self._owners.pop(uid, None)
            return
        finalizers = at(owner, "metadata", "finalizers", default=())
        if ORPHAN in finalizers:
            for kind, obj in list(self._dependents(uid)):
                self._free(kind, obj, uid)
            self._finish(place, ORPHAN)
        elif FOREGROUND in finalizers:
            rest = list(self._dependents(uid))
            for kind, obj in rest:
                self._collect(kind, obj, uid)
            if not list(self._dependents(uid)):
                self._finish(place, FOREGROUND)

    def _collect(self, kind: Kind, obj: Json, uid: str) -> None:
        """Delete a dependent, unless another owner still lives."""
        references = at(obj, "metadata", "ownerReferences", default=[])
        others = [item for item in references if item["uid"] != uid]
        if any(item["uid"] not in self._gone for item in others):
            self._free(kind, obj, uid)
        elif not is_deleting(obj):
            options = DeleteOptions(propagation="Background", uid=uid_of(obj))
            try:
                self._cluster.registry.delete(
                    kind, namespace_of(obj), name_of(obj), options=options
                )
            except RefusedError:
                return

    def _free(self, kind: Kind, obj: Json, uid: str) -> None:
        def drop(new: Json) -> Json:
            kept = [item for item in new["metadata"]["ownerReferences"] if item["uid"] != uid]
            if kept:
                new["metadata"]["ownerReferences"] = kept
            else:
                del new["metadata"]["ownerReferences"]
            return new

        self._cluster.registry.edit(kind, namespace_of(obj), name_of(obj), drop)

    def _finish(self, place: tuple[Kind, str, str], finalizer: str) -> None:
        def drop(new: Json) -> Json:
            kept = [item for item in new["metadata"]["finalizers"] if item != finalizer]
            if kept:
                new["metadata"]["finalizers"] = kept
            else:
                del new["metadata"]["finalizers"]
            return new

        kind, namespace, name = place
        self._cluster.registry.edit(kind, namespace, name, drop)
