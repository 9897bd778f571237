"""Claims and volumes: binding, provisioning, expansion, protection and reclaiming."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.volume_fit import (
    NO_PROVISIONER,
    SELECTED_NODE,
    candidates,
    claim_names,
)
from ststui.demo.controllers.volume_making import bind, new_volume
from ststui.demo.fields import annotations_of, at, is_deleting, name_of, namespace_of, put, uid_of
from ststui.demo.registry.quantities import amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

_BY = "persistentvolume-controller"
_PROVISION_SECONDS = 0.8
"""How long a working provisioner takes."""
_IDLE = {"csi.example.com"}
"""Provisioners that never answer."""
_PROTECTION = "kubernetes.io/pvc-protection"
_EXTERNAL = (
    "Waiting for a volume to be created either by the external provisioner '{}' or manually by the "
    "system administrator. If volume creation is delayed, please verify that the provisioner is "
    "running and correctly registered."
)


class Claims:
    """Binds claims to volumes and cleans up after them."""

    name = _BY

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._store = cluster.store

    def keys(self, change: Change) -> Iterable[Key]:
        """Claims that a change of a claim, pod, volume or class may concern."""
        if change.kind is kinds.CLAIMS:
            if change.verb == "DELETED":
                self._release(change.new)
                return ()
            return ((namespace_of(change.new), name_of(change.new)),)
        if change.kind is kinds.PODS:
            space = namespace_of(change.new)
            ended = change.verb == "DELETED" or at(change.new, "status", "phase") in (
                "Succeeded",
                "Failed",
            )
            placed = change.old is None or at(change.old, "spec", "nodeName") is None
            return tuple((space, name) for name in claim_names(change.new) if ended or placed)
        if change.kind is kinds.CLASSES or (
            change.kind is kinds.VOLUMES and change.verb != "MODIFIED"
        ):
            return tuple(
                (namespace_of(item), name_of(item))
                for item in self._store.each(kinds.CLAIMS)
                if change.kind is kinds.VOLUMES or at(item, "status", "phase") == "Pending"
            )
        return ()

    def sync(self, key: Key) -> None:
        """Bring one claim on."""
        claim = self._store.get(kinds.CLAIMS, *key)
        if claim is None:
            return
        if is_deleting(claim):
            self._let_go(claim)
            return
        phase = at(claim, "status", "phase")
        if phase == "Pending":
            self._bind_or_wait(key, claim)
        elif phase == "Bound":
            self._check_bound(claim)

    def _users(self, claim: Json) -> list[Json]:
        return [
            pod
            for pod in self._store.each(kinds.PODS, namespace_of(claim))
            if name_of(claim) in claim_names(pod)
            and at(pod, "status", "phase") not in ("Succeeded", "Failed")
        ]

    def _let_go(self, claim: Json) -> None:
        users = [pod for pod in self._users(claim) if at(pod, "spec", "nodeName")]
        if users or _PROTECTION not in at(claim, "metadata", "finalizers", default=()):
            return

        def drop(new: Json) -> Json:
            new["metadata"]["finalizers"].remove(_PROTECTION)
            return new

        self._cluster.registry.edit(kinds.CLAIMS, namespace_of(claim), name_of(claim), drop)

    def _bind_or_wait(self, key: Key, claim: Json) -> None:
        wanted = at(claim, "spec", "volumeName")
        if wanted:
            volume = self._store.get(kinds.VOLUMES, "", wanted)
            if volume is not None:
                bind(self._cluster, claim, volume)
            return
        class_name = at(claim, "spec", "storageClassName")
        held = self._store.get(kinds.CLASSES, "", class_name) if class_name else None
        late = held is not None and held.get("volumeBindingMode") == "WaitForFirstConsumer"
        chosen = annotations_of(claim).get(SELECTED_NODE)
        if late and chosen is None:
            self._say_wait(claim)
            return
        node = self._store.get(kinds.NODES, "", chosen) if late and chosen else None
        volume = next(candidates(self._store, claim, node), None)
        if volume is not None:
            bind(self._cluster, claim, volume)
        elif held is None:
            self._say_no_class(claim, class_name)
        elif held.get("provisioner") != NO_PROVISIONER:
            self._provision(key, claim, held)

    def _say_wait(self, claim: Json) -> None:
        waiting = sorted(name_of(pod) for pod in self._users(claim))
        first = "waiting for first consumer to be created before binding"
        if waiting and at(claim, "metadata", "annotations") is None:
            text = f"waiting for pod {waiting[0]} to be scheduled"
            self._cluster.recorder.normal(claim, "WaitForPodScheduled", text, by=_BY)
        else:
            self._cluster.recorder.normal(claim, "WaitForFirstConsumer", first, by=_BY)

    def _say_no_class(self, claim: Json, class_name: str | None) -> None:
        if class_name:
            text = f'storageclass.storage.k8s.io "{class_name}" not found'
            self._cluster.recorder.warning(claim, "ProvisioningFailed", text, by=_BY)
        else:
            text = "no persistent volumes available for this claim and no storage class is set"
            self._cluster.recorder.normal(claim, "FailedBinding", text, by=_BY)

    def _provision(self, key: Key, claim: Json, held: Json) -> None:
        provisioner = str(held.get("provisioner"))
        since = annotations_of(claim).get("volume.kubernetes.io/storage-provisioner")
        if since is None:
            self._cluster.recorder.normal(
                claim, "ExternalProvisioning", _EXTERNAL.format(provisioner), by=_BY
            )

            def mark(new: Json) -> Json:
                notes = new["metadata"].setdefault("annotations", {})
                notes["volume.kubernetes.io/storage-provisioner"] = provisioner
                notes["volume.beta.kubernetes.io/storage-provisioner"] = provisioner
                return new

            self._cluster.registry.edit(kinds.CLAIMS, *key, mark)
            if provisioner not in _IDLE:
                self._cluster.clock.after(
                    _PROVISION_SECONDS, ("provision", uid_of(claim)), lambda: self._make(key)
                )

    def _make(self, key: Key) -> None:
        claim = self._store.get(kinds.CLAIMS, *key)
        if claim is None or is_deleting(claim) or at(claim, "spec", "volumeName"):
            return
        held = self._store.get(kinds.CLASSES, "", at(claim, "spec", "storageClassName"))
        if held is None:
            return
        volume = self._store.put(kinds.VOLUMES, new_volume(self._cluster, claim, held))
        by = f"{held['provisioner']}_demo"
        text = f"Successfully provisioned volume {name_of(volume)}"
        self._cluster.recorder.normal(claim, "ProvisioningSucceeded", text, by=by)
        bind(self._cluster, claim, volume)

    def _check_bound(self, claim: Json) -> None:
        volume = self._store.get(kinds.VOLUMES, "", at(claim, "spec", "volumeName"))
        if volume is None:
            text = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
            self._cluster.recorder.warning(claim, "ClaimLost", text, by=_BY)
            self._cluster.registry.set_status(kinds.CLAIMS, claim, {"phase": "Lost"})
            return
        wanted = at(claim, "spec", "resources", "requests", "storage", default="0")
        if amount(wanted) > amount(at(claim, "status", "capacity", "storage", default="0")):
            key = (namespace_of(claim), name_of(claim))
            self._cluster.clock.after(
                _PROVISION_SECONDS, ("expand", uid_of(claim)), lambda: self._expand(key)
            )

    def _expand(self, key: Key) -> None:
        claim = self._store.get(kinds.CLAIMS, *key)
        if claim is None or at(claim, "status", "phase") != "Bound":
            return
        size = at(claim, "spec", "resources", "requests", "storage")
        volume = self._store.get(kinds.VOLUMES, "", at(claim, "spec", "volumeName"))
        if volume is not None:
            self._store.put(kinds.VOLUMES, put(volume, size, "spec", "capacity", "storage"))
        self._store.put(kinds.CLAIMS, put(claim, size, "status", "capacity", "storage"))
        text = "MountVolume.NodeExpandVolume succeeded for volume"
        self._cluster.recorder.normal(claim, "FileSystemResizeSuccessful", text, by="kubelet")

    def _release(self, claim: Json) -> None:
        """What becomes of the volume of a claim that is gone."""
        volume = self._store.get(kinds.VOLUMES, "", at(claim, "spec", "volumeName", default=""))
        if volume is None or at(volume, "spec", "claimRef", "uid") != uid_of(claim):
            return
        if at(volume, "spec", "persistentVolumeReclaimPolicy") == "Delete":
            self._store.remove(kinds.VOLUMES, "", name_of(volume))
        else:
            self._cluster.registry.set_status(kinds.VOLUMES, volume, {"phase": "Released"})
