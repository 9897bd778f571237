"""Namespaces: furnished when they are made, emptied when they are deleted."""

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
    """Furnishes new namespaces and empties those that are being deleted."""

    name = "namespace-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def keys(self, change: Change) -> Iterable[Key]:
        """New namespaces and those that are being deleted."""
        if change.kind is kinds.NAMESPACES and (change.verb == "ADDED" or is_deleting(change.new)):
            return (("", name_of(change.new)),)
        return ()

    def sync(self, key: Key) -> None:
        """Make the account of a new one; delete all content of an old one, then itself."""
        space = self._cluster.store.get(kinds.NAMESPACES, *key)
        if space is None:
            return
        if not is_deleting(space):
            self._furnish(name_of(space))
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

    def _furnish(self, name: str) -> None:
        """Make what every namespace has."""
        if self._cluster.store.get(kinds.SERVICE_ACCOUNTS, name, "default") is None:
            account = {"metadata": {"name": "default", "namespace": name}}
            self._cluster.registry.create(kinds.SERVICE_ACCOUNTS, account)

    def _delete(self, kind: kinds.Kind, obj: Json) -> None:
        try:
            self._cluster.registry.delete(kind, namespace_of(obj), name_of(obj))
        except RefusedError:
            return
