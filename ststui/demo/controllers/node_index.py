"""Pods by node, kept up to date, so that placing does not look at every pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.placement import NodeView, is_gone
from ststui.demo.fields import at, name_of, namespace_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.demo.fields import Json
    from ststui.demo.store import Change, Store


class NodeIndex:
    """Which pods are on which node."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_node: dict[str, dict[tuple[str, str], Json]] = {}
        store.listen(self._note, index=True)

    def _note(self, change: Change) -> None:
        if change.kind is not kinds.PODS:
            return
        key = (namespace_of(change.new), name_of(change.new))
        if change.old is not None:
            self._by_node.get(at(change.old, "spec", "nodeName", default=""), {}).pop(key, None)
        node = at(change.new, "spec", "nodeName")
        if node and change.verb != "DELETED" and not is_gone(change.new):
            self._by_node.setdefault(node, {})[key] = change.new

    def pods(self) -> Iterator[Json]:
        """Every pod that has a node and has not ended."""
        for held in self._by_node.values():
            yield from held.values()

    def on(self, node: str) -> tuple[Json, ...]:
        """The pods of one node."""
        return tuple(self._by_node.get(node, {}).values())

    def views(self) -> list[NodeView]:
        """All nodes with their pods."""
        return [
            NodeView(node=node, pods=self.on(name_of(node)))
            for node in self._store.each(kinds.NODES)
        ]
