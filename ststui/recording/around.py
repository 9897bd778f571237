"""What lies around the sets of a dump."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.live.around import Around
from ststui.model.readable import Part, Readable, Unreadable

if TYPE_CHECKING:
    from ststui.diagnosis import Need
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
        found = _inside(_kind(dump, "leases"), where)
        # A dump with leases of another namespace says nothing of this one.
        around.give(need, found if isinstance(found, Readable) and found.value else WHY)
    around.give("dnsSlices", _dns(dump))
    spaces = {each.metadata.name: each for each in dump.beside.get("namespaces", ())}
    for namespace in {each.namespace for each in dump.store.sets.names()}:
        for need, plural in NAMESPACED:
            around.give(need, _inside(_kind(dump, plural), namespace), namespace=namespace)
        if namespace in spaces:
            around.give("namespaces", Readable(spaces[namespace]), namespace=namespace)
    return around


def _kind(dump: Dump, plural: str) -> Part[tuple[Any, ...]]:
    if plural in dump.beside:
        return Readable(dump.beside[plural])
    if dump.store.health_of(plural, "") is None:
        return WHY
    return Readable(tuple(dump.store.index(plural)))


def _dns(dump: Dump) -> Part[tuple[Any, ...]]:
    found = _inside(_kind(dump, "endpointslices"), "kube-system")
    if isinstance(found, Unreadable):
        return found
    slices = tuple(each for each in found.value if each.service_name == "kube-dns")
    return Readable(slices) if slices else WHY


def _inside(part: Part[tuple[Any, ...]], namespace: str) -> Part[tuple[Any, ...]]:
    if isinstance(part, Unreadable):
        return part
    return Readable(tuple(each for each in part.value if each.metadata.namespace == namespace))
