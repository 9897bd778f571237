"""persistentVolumeClaimRetentionPolicy: who owns a claim (stateful_set_utils.go 1.36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.stateful_revisions import owner_reference
from ststui.demo.fields import at, name_of, namespace_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json
    from ststui.demo.store import Store


def _claims(store: Store, stored: Json, pod: Json) -> Iterator[Json]:
    ordinal = name_of(pod).rpartition("-")[2]
    for template in at(stored, "spec", "volumeClaimTemplates", default=()):
        name = f"{name_of(template)}-{name_of(stored)}-{int(ordinal)}"
        claim = store.get(kinds.CLAIMS, namespace_of(stored), name)
        if claim is not None:
            yield claim


def _in_range(stored: Json, pod: Json) -> bool:
    start = at(stored, "spec", "ordinals", "start", default=0)
    ordinal = int(name_of(pod).rpartition("-")[2])
    return bool(start <= ordinal < start + at(stored, "spec", "replicas", default=1))


def _owners(stored: Json, pod: Json) -> list[Json]:
    """The references the policy wants."""
    policy = at(stored, "spec", "persistentVolumeClaimRetentionPolicy", default={})
    scaled = policy.get("whenScaled") == "Delete"
    deleted = policy.get("whenDeleted") == "Delete"
    if scaled and not _in_range(stored, pod):
        return [owner_reference(pod)]
    return [owner_reference(stored)] if deleted else []


def _foreign(claim: Json, stored: Json, pod: Json) -> list[Json]:
    """References of a claim that are neither to the set nor to the pod."""
    mine = {("StatefulSet", name_of(stored)), ("Pod", name_of(pod))}
    return [
        item
        for item in at(claim, "metadata", "ownerReferences", default=[])
        if (item["kind"], item["name"]) not in mine
    ]


def apply_retention(cluster: Cluster, stored: Json, pod: Json) -> None:
    """Give a pod's claims the owners the policy wants."""
    for claim in _claims(cluster.store, stored, pod):
        references = _foreign(claim, stored, pod) + _owners(stored, pod)

        def change(new: Json, references: list[Json] = references) -> Json:
            if references:
                new["metadata"]["ownerReferences"] = references
            else:
                new["metadata"].pop("ownerReferences", None)
            return new

        cluster.registry.edit(kinds.CLAIMS, namespace_of(claim), name_of(claim), change)
