"""ControllerRevisions of a set: found, made, renumbered, truncated (controller_history.go 1.36)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.revision_names import revision_data, revision_hash
from ststui.demo.fields import (
    at,
    controller_of,
    is_deleting,
    labels_of,
    name_of,
    namespace_of,
    put,
    stamp,
    uid_of,
)
from ststui.demo.selectors import matches_selector

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRevisions:
    """The revisions a sync works with."""

    current: str
    """Name of the current revision."""
    update: str
    """Name of the update revision."""
    collisions: int
    """How often a revision's name was taken."""


class RevisionControl:
    """Keeps a set's history."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def listed(self, stored: Json) -> list[Json]:
        """The set's revisions, oldest first."""
        mine = []
        for item in list(self._cluster.store.each(kinds.REVISIONS, namespace_of(stored))):
            owner = controller_of(item)
            if owner is None and _is_orphan_of(stored, item):
                mine.append(self._adopted(stored, item))
            elif owner is not None and owner["uid"] == uid_of(stored):
                mine.append(item)
        return sorted(
            mine,
            key=lambda item: (
                item["revision"],
                item["metadata"]["creationTimestamp"],
                name_of(item),
            ),
        )

    def of(self, stored: Json) -> SetRevisions:
        """The current and the update revision of a set, made or renumbered as needed."""
        revisions = self.listed(stored)
        collisions = at(stored, "status", "collisionCount", default=0)
        data = revision_data(stored["spec"]["template"])
        equal = [item for item in revisions if item["data"] == data]
        if equal and equal[-1] is revisions[-1]:
            update = revisions[-1]
        elif equal:
            newer = {**equal[-1], "revision": revisions[-1]["revision"] + 1}
            update = self._cluster.store.put(kinds.REVISIONS, newer)
        else:
            number = revisions[-1]["revision"] + 1 if revisions else 1
            update, collisions = self._create(stored, data, number, collisions)
        current = at(stored, "status", "currentRevision")
        known = any(name_of(item) == current for item in revisions)
        return SetRevisions(
            current=current if known else name_of(update),
            update=name_of(update),
            collisions=collisions,
        )

    def _adopted(self, stored: Json, item: Json) -> Json:
        references = [*at(item, "metadata", "ownerReferences", default=[]), owner_reference(stored)]
        adopted = put(item, references, "metadata", "ownerReferences")
        return self._cluster.store.put(kinds.REVISIONS, adopted)

    def _create(self, stored: Json, data: Json, number: int, collisions: int) -> tuple[Json, int]:
        namespace = namespace_of(stored)
        while True:
            text = revision_hash(data, collisions)
            name = f"{name_of(stored)[:223]}-{text}"
            taken = self._cluster.store.get(kinds.REVISIONS, namespace, name)
            if taken is None:
                break
            if taken["data"] == data:
                return taken, collisions
            collisions += 1
        revision: Json = {
            "apiVersion": "apps/v1",
            "kind": "ControllerRevision",
            "metadata": {
                "name": name,
                "namespace": namespace,
                "uid": self._cluster.registry.new_uid(),
                "creationTimestamp": stamp(self._cluster.now()),
                "labels": {
                    **at(stored, "spec", "template", "metadata", "labels", default={}),
                    "controller.kubernetes.io/hash": text,
                },
                "ownerReferences": [owner_reference(stored)],
            },
            "data": data,
            "revision": number,
        }
        annotations = at(stored, "metadata", "annotations")
        if annotations:
            revision["metadata"]["annotations"] = annotations
        return self._cluster.store.put(kinds.REVISIONS, revision), collisions


def _is_orphan_of(stored: Json, item: Json) -> bool:
    fits = matches_selector(labels_of(item), at(stored, "spec", "selector"))
    return fits and not is_deleting(stored) and not is_deleting(item)


def owner_reference(owner: Json) -> Json:
    """A reference that makes the owner the controller."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": name_of(owner),
        "uid": uid_of(owner),
        "controller": True,
        "blockOwnerDeletion": True,
    }
