"""What lies around the sets of a dump."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.live.around import Around
from ststui.live.unclear import readable
from ststui.model.readable import Part, Readable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.diagnosis import Need
    from ststui.model import Complaint
    from ststui.recording.dump import Dump

WHY = Unreadable(why="not in the dump")
NAMESPACED: tuple[tuple[Need, str], ...] = (
    ("events", "events"),
    ("allPods", "pods"),
    ("poddisruptionbudgets", "poddisruptionbudgets"),
    ("horizontalpodautoscalers", "horizontalpodautoscalers"),
    ("resourcequotas", "resourcequotas"),
)
CLUSTER: tuple[tuple[Need, str], ...] = (
    ("nodes", "nodes"),
    ("persistentvolumes", "persistentvolumes"),
    ("storageclasses", "storageclasses"),
    ("volumeattachments", "volumeattachments"),
    ("csinodes", "csinodes"),
)
LEASES: tuple[tuple[Need, str], ...] = (
    ("nodeLeases", "kube-node-lease"),
    ("systemLeases", "kube-system"),
)


def around_in(dump: Dump) -> Around:
    """The surroundings that a dump holds; what it does not hold is not known."""
    around = Around(dump.store)
    around.otherwise = WHY
    for need, plural in CLUSTER:
        around.give(need, _kind(dump, plural))
    for need, where in LEASES:
        found = _kind(dump, "leases", namespace=where)
        # A dump with leases of another namespace says nothing of this one.
        around.give(need, found if isinstance(found, Unreadable) or found.value else WHY)
    around.give("dnsSlices", _dns(dump))
    spaces = _kind(dump, "namespaces")
    for namespace in {each.namespace for each in dump.store.sets.names()}:
        for need, plural in NAMESPACED:
            around.give(need, _kind(dump, plural, namespace=namespace), namespace=namespace)
        around.give("namespaces", _one(spaces, namespace), namespace=namespace)
    return around


def _kind(dump: Dump, plural: str, *, namespace: str | None = None) -> Part[tuple[Any, ...]]:
    """Objects of a kind, in one namespace or all; known only where all of them are understood."""
    items, complaints = _held(dump, plural)
    if items is None:
        return WHY
    if namespace is not None:
        items = (each for each in items if each.metadata.namespace == namespace)
    if plural == "events":
        # They are signs and no proof: one that is lost, as old ones are, makes nothing absent.
        complaints = ()
    return readable(items, complaints, namespace=namespace)


def _held(dump: Dump, plural: str) -> tuple[Iterable[Any] | None, Iterable[Complaint]]:
    """What a dump holds of a kind, None where it has no such list, and what is odd in it."""
    if plural in dump.beside:
        return dump.beside[plural], [each for each in dump.unclear if each.resource == plural]
    if dump.store.healths.of(plural, "") is None:
        return None, ()
    index = dump.store.index(plural)
    return index, index.complaints.values()


def _one(spaces: Part[tuple[Any, ...]], name: str) -> Part[Any]:
    if isinstance(spaces, Unreadable):
        return spaces
    found = next((each for each in spaces.value if each.metadata.name == name), None)
    # A dump of some namespaces does not tell that another is not there.
    return WHY if found is None else Readable(found)


def _dns(dump: Dump) -> Part[tuple[Any, ...]]:
    found = _kind(dump, "endpointslices", namespace="kube-system")
    if isinstance(found, Unreadable):
        return found
    slices = tuple(each for each in found.value if each.service_name == "kube-dns")
    return Readable(slices) if slices else WHY
