"""What lies around the sets: read when a diagnosis needs it, one fetch per kind and scope."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from ststui.cluster import kinds
from ststui.cluster.listing import get_one, list_once
from ststui.cluster.trouble import Trouble
from ststui.live.kubelets import Kubelets
from ststui.live.unclear import readable
from ststui.model import Complaint, Readable, Unreadable
from ststui.model.event import by_object
from ststui.model.readable import NOT_READ, Part
from ststui.model.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session
    from ststui.diagnosis import Need
    from ststui.live.store import Store
    from ststui.model.usage import VolumeUsage

AT_ONCE = 8
"""So many requests are under way at the same time."""
FRESH = 5.0
"""Seconds for which a list of the whole cluster serves all namespaces."""
MOST_NODES = 50
"""So many kubelets are asked how full volumes are."""


class Source(NamedTuple):
    """Where a need is read from."""

    kind: Kind[Any]
    namespace: str | None = None
    """A fixed one; None = the set's, or none where the kind has none."""
    labels: str | None = None
    """A label selector instead of the kind's own."""


SOURCES: dict[Need, Source] = {
    "events": Source(kinds.EVENTS),
    "nodes": Source(kinds.NODES),
    "persistentvolumes": Source(kinds.VOLUMES),
    "storageclasses": Source(kinds.STORAGE_CLASSES),
    "volumeattachments": Source(kinds.ATTACHMENTS),
    "csinodes": Source(kinds.CSI_NODES),
    "resourcequotas": Source(kinds.QUOTAS),
    "limitranges": Source(kinds.LIMIT_RANGES),
    "allPods": Source(kinds.PODS, labels=""),
    "poddisruptionbudgets": Source(kinds.BUDGETS),
    "horizontalpodautoscalers": Source(kinds.AUTOSCALERS),
    "nodeLeases": Source(kinds.LEASES, "kube-node-lease"),
    "systemLeases": Source(kinds.LEASES, "kube-system"),
    "dnsSlices": Source(kinds.SLICES, "kube-system", labels="kubernetes.io/service-name=kube-dns"),
}
"""Lists. Beside them: namespaces (one object), usage (asked of kubelets), statefulsets (known)."""


NO_DNS_SERVICE = Unreadable("there is no EndpointSlice of Service kube-system/kube-dns")
"""Some distributions call their DNS by another name: that says nothing of it."""


WATCHED: frozenset[Need] = frozenset({"nodes", "poddisruptionbudgets", "horizontalpodautoscalers"})
"""Kinds that the store may hold already, because the screen watches them."""


class Around:
    """Parts by need and namespace; what was never asked for is not read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.kubelets = Kubelets(store)
        """Who is asked how full volumes are."""
        self._parts: dict[tuple[Need, str], Part[Any]] = {}
        self._begun: dict[tuple[Need, str], float] = {}
        """When the reading of each part began, by the monotonic clock."""
        self._mappings: dict[tuple[Need, str], tuple[Any, Readable[Any]]] = {}
        """What was made of a part, beside what it was made of."""
        self._silent: dict[str, dict[str, str]] = {}
        """By namespace: kubelets that told nothing, and why."""
        self.otherwise: Part[Any] = NOT_READ
        """What is said of parts that were not given; a dump says that it does not hold them."""

    def give(self, need: Need, part: Part[Any], *, namespace: str = "") -> None:
        """Note a part: a tuple of objects as read, or why it is not known.

        Args:
            need: which.
            part: a tuple of objects; for usage a mapping by claim; for namespaces one object.
            namespace: the set's; empty for what is the same for all sets.
        """
        self._parts[need, namespace] = part

    def forget(self) -> None:
        """Everything will be read again when it is needed."""
        self._parts.clear()
        self._mappings.clear()
        self._begun.clear()
        self._silent.clear()
        self.kubelets.forget()

    def leave(self, namespace: str) -> None:
        """No set is left in a namespace: what was read for it is forgotten."""
        self._silent.pop(namespace, None)
        for need, where in [*self._parts, *self._mappings, *self._begun]:
            if where == namespace:
                self._parts.pop((need, where), None)
                self._mappings.pop((need, where), None)
                self._begun.pop((need, where), None)

    def surroundings(self, namespace: str) -> Surroundings:
        """The surroundings of the sets of a namespace."""
        return Surroundings(
            events=self._made("events", by_object, namespace),
            nodes=self._named("nodes"),
            lost_nodes=self._store.nodes.lost.went,
            silent_kubelets=self._silent.get(namespace, {}),
            volumes=self._named("persistentvolumes"),
            storage_classes=self._named("storageclasses"),
            attachments=self._part("volumeattachments"),
            csi_nodes=self._named("csinodes"),
            quotas=self._part("resourcequotas", namespace),
            limit_ranges=self._part("limitranges", namespace),
            namespace=self._part("namespaces", namespace),
            neighbours=self._neighbours(namespace),
            pods=self._part("allPods", namespace),
            budgets=self._part("poddisruptionbudgets", namespace),
            autoscalers=self._part("horizontalpodautoscalers", namespace),
            node_leases=self._named("nodeLeases"),
            system_leases=self._named("systemLeases"),
            dns_slices=self._part("dnsSlices"),
            usage=self._part("usage", namespace),
        )

    async def read(self, session: Session, needs: Iterable[Need], *, namespace: str) -> None:
        """Read what the rules want for the sets of a namespace, side by side.

        What fails is noted as not readable, and why.
        """
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for need in needs:
                group.create_task(self._read(session, need, namespace, room))

    async def _read(
        self, session: Session, need: Need, namespace: str, room: asyncio.Semaphore
    ) -> None:
        async with room:
            key = _key(need, namespace)
            begun = time.monotonic()
            if not key[1] and begun - self._begun.get(key, float("-inf")) < FRESH:
                return
            if need == "namespaces":
                part = await _namespace(session, namespace)
            elif need == "usage":
                part = await self._usage(session, namespace)
            elif need in SOURCES:
                part = await _list(session, SOURCES[need], key[1])
                if need == "dnsSlices" and part == Readable(()):
                    part = NO_DNS_SERVICE
            else:
                return
            self._begun[key] = begun
        self.give(need, part, namespace=key[1])

    def is_older(self, need: Need, namespace: str, moment: float) -> bool:
        """Whether a part was read for a namespace, and before a moment of the monotonic clock.

        What is watched is never old.
        """
        if need in WATCHED and self._watched(need, namespace) is not None:
            return False
        begun = self._begun.get(_key(need, namespace))
        return begun is not None and begun < moment

    def outdate(self, need: Need, namespace: str) -> None:
        """A part will be read again when it is asked for, however new it is."""
        self._begun[_key(need, namespace)] = float("-inf")

    async def _usage(self, session: Session, namespace: str) -> Part[dict[str, VolumeUsage]]:
        node_of = {
            claim: pod.spec.node_name
            for pod in self._store.pods
            if pod.metadata.namespace == namespace and pod.spec.node_name
            for claim in pod.claims
        }
        nodes = self.kubelets.by_turns(set(node_of.values()))
        asked, waiting = nodes[:MOST_NODES], nodes[MOST_NODES:]
        answers = await self.kubelets.ask(session, asked)
        before = self._parts.get(("usage", namespace))
        # Those whose turn is later have said so much before.
        found: dict[str, VolumeUsage] = {
            name: used
            for name, used in (before.value if isinstance(before, Readable) else {}).items()
            if node_of.get(name) in waiting
        }
        silent = dict.fromkeys(waiting, "its kubelet has not had its turn")
        trouble: Trouble | None = None
        for node, answer in zip(asked, answers, strict=True):
            if isinstance(answer, Trouble):
                trouble = answer
                silent[node] = answer.text
                continue
            found.update(
                {name: used for (where, name), used in answer.items() if where == namespace}
            )
        self._silent[namespace] = silent
        # One silent kubelet does not hide what the others say.
        return Readable(found) if found or trouble is None else Unreadable(trouble.text)

    def _part(self, need: Need, namespace: str = "") -> Part[Any]:
        # What is watched is newer than what was read once, before the watch stood.
        found = self._watched(need, namespace) if need in WATCHED else None
        if found is None:
            found = self._parts.get((need, namespace))
        return self.otherwise if found is None else found

    def _watched(self, need: Need, namespace: str) -> Part[Any] | None:
        health = self._store.healths.of(need, namespace)
        if health is None or not (health.known or health.state == "denied"):
            return None
        if not health.known:
            return Unreadable(health.why)
        index = self._store.index(need)
        where = None if need == "nodes" else namespace
        found = index if where is None else index.of(namespace)
        return readable(found, index.complaints.values(), namespace=where)

    def _neighbours(self, namespace: str) -> Part[tuple[Any, ...]]:
        sets = self._store.sets
        return readable(sets.of(namespace), sets.complaints.values(), namespace=namespace)

    def _named(self, need: Need) -> Part[Any]:
        return self._made(need, _by_name)

    def _made(
        self, need: Need, make: Callable[[Iterable[Any]], Any], namespace: str = ""
    ) -> Part[Any]:
        """A part as a mapping, which is made once for all sets."""
        part = self._part(need, namespace)
        if isinstance(part, Unreadable):
            return part
        known = self._mappings.get((need, namespace))
        if known is None or known[0] is not part.value:
            known = self._mappings[need, namespace] = part.value, Readable(make(part.value))
        return known[1]


def _key(need: Need, namespace: str) -> tuple[Need, str]:
    """Under what a part is kept: what is the same for all namespaces, under none."""
    source = SOURCES.get(need)
    return need, namespace if source is None or _of_namespace(source) else ""


def _of_namespace(source: Source) -> bool:
    return source.kind.namespaced and source.namespace is None


async def _list(session: Session, source: Source, namespace: str) -> Part[tuple[Any, ...]]:
    found = await list_once(
        session,
        source.kind,
        namespace=source.namespace or (namespace if source.kind.namespaced else None),
        label_selector=source.labels,
    )
    if isinstance(found, Trouble):
        unknown = f"the server knows no {source.kind.plural}"
        return Unreadable(unknown if found.kind == "notFound" else found.text)
    if source.kind is kinds.EVENTS:
        # They are signs and no proof: one that is lost, as old ones are, makes nothing absent.
        return Readable(found.items)
    return readable(found.items, found.complaints)


async def _namespace(session: Session, name: str) -> Part[Any]:
    found = await get_one(session, kinds.NAMESPACES, namespace=None, name=name)
    if isinstance(found, Trouble):
        return Readable(None) if found.kind == "notFound" else Unreadable(found.text)
    return Unreadable(found.why) if isinstance(found, Complaint) else Readable(found)


def _by_name(items: Iterable[Any]) -> dict[str, Any]:
    return {each.metadata.name: each for each in items}
