"""Namespaces: emptied when they are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.loop import wake
from ststui.demo.fields import is_deleting, name_of, namespace_of
from ststui.demo.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

_LOOK_SECONDS = 1.0


class Namespaces:
    """Deletes what is in a namespace that is being deleted."""

    name = "namespace-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def keys(self, change: Change) -> Iterable[Key]:
        """Namespaces that are being deleted."""
        if change.kind is kinds.NAMESPACES and is_deleting(change.new):
            return (("", name_of(change.new)),)
        return ()

    def sync(self, key: Key) -> None:
        """Delete all content of one namespace, then the namespace."""
        space = self._cluster.store.get(kinds.NAMESPACES, *key)
        if space is None or not is_deleting(space):
            return
        self._cluster.registry.set_status(kinds.NAMESPACES, space, {"phase": "Terminating"})
        left = 0
        for kind in kinds.KINDS:
            if not kind.namespaced:
                continue
            for obj in list(self._cluster.store.each(kind, name_of(space))):
                if kind is kinds.EVENTS:
                    self._cluster.store.remove(kind, namespace_of(obj), name_of(obj))
                    continue
                left += 1
                if not is_deleting(obj):
                    self._delete(kind, obj)
        if left:
            wake(self._cluster, self, key, seconds=_LOOK_SECONDS)
            return

        def empty(new: Json) -> Json:
            new["spec"].pop("finalizers", None)
            return new

        self._cluster.registry.edit(kinds.NAMESPACES, *key, empty)

    def _delete(self, kind: kinds.Kind, obj: Json) -> None:
        try:
            self._cluster.registry.delete(kind, namespace_of(obj), name_of(obj))
        except RefusedError:
            return
