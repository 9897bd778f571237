"""What the StatefulSet controller does to pods and claims (stateful_pod_control.go 1.36)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.claim_retention import apply_retention, is_stale, matches_retention
from ststui.demo.controllers.stateful_revisions import owner_reference
from ststui.demo.controllers.stateful_status import HASH_LABEL
from ststui.demo.fields import Json, at, is_deleting, labels_of, name_of, namespace_of, thaw
from ststui.demo.refusal import RefusedError

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
"""The label with the pod's own name."""
INDEX_LABEL = "apps.kubernetes.io/pod-index"
"""The label with the ordinal."""
_BY = "statefulset-controller"
_NAME = re.compile(r"(.*)-([0-9]+)")


def is_of_set(stored: Json, pod: Json) -> bool:
    """Whether a pod's name is one of the set's."""
    found = _NAME.fullmatch(name_of(pod))
    return found is not None and found[1] == name_of(stored)


def claim_name(stored: Json, template: Json, ordinal: int) -> str:
    """The name of an ordinal's claim."""
    return f"{name_of(template)}-{name_of(stored)}-{ordinal}"


def ordinal_of(pod: Json) -> int:
    """The number at the end of a pod's name."""
    return int(name_of(pod).rpartition("-")[2])


class PodControl:
    """Creates, deletes and repairs pods with their claims, and records it."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def create(self, stored: Json, ordinal: int, revision: Json) -> None:
        """Make an ordinal's claims and its pod.

        Raises:
            RefusedError: If the API refuses one of them; the event is recorded.
        """
        pod = self._new_pod(stored, ordinal, revision)
        if is_stale(self._cluster.store, stored, pod):
            raise _waiting(f"claim of pod {name_of(pod)} is stale")
        self._create_claims(stored, pod)
        try:
            created = self._cluster.registry.create(kinds.PODS, pod)
        except RefusedError as error:
            if error.reason != "AlreadyExists":
                self._failed("Create", stored, pod, str(error))
            raise
        self._done("Create", stored, created)
        apply_retention(self._cluster, stored, created)

    def delete(self, stored: Json, pod: Json) -> None:
        """Delete a pod with its own grace period."""
        self._cluster.registry.delete(kinds.PODS, namespace_of(pod), name_of(pod))
        self._done("Delete", stored, pod)

    def adopt(self, stored: Json, pod: Json) -> Json:
        """Make the set the controller of a pod that has none."""

        def change(new: Json) -> Json:
            new["metadata"].setdefault("ownerReferences", []).append(owner_reference(stored))
            return new

        edit = self._cluster.registry.edit
        return edit(kinds.PODS, namespace_of(pod), name_of(pod), change) or pod

    def repair(self, stored: Json, pods: list[Json]) -> bool:
        """Give healthy pods back their labels, and claims their owners; True if one was wrong."""
        acted = False
        for pod in pods:
            if is_deleting(pod):
                continue
            labels = labels_of(pod)
            right = {POD_NAME_LABEL: name_of(pod), INDEX_LABEL: str(ordinal_of(pod))}
            wrong = any(labels.get(key) != value for key, value in right.items())
            if wrong:
                self._relabel(pod, right)
            if not matches_retention(self._cluster.store, stored, pod):
                apply_retention(self._cluster, stored, pod)
                wrong = True
            if wrong:
                self._done("Update", stored, pod)
                acted = True
        return acted

    def pending_claims(self, stored: Json, pods: list[Json]) -> bool:
        """Make claims that pending pods miss; True if there was one.

        Raises:
            RefusedError: If the API refuses one.
        """
        acted = False
        for pod in pods:
            if at(pod, "status", "phase") == "Pending" and self._create_claims(stored, pod):
                acted = True
        return acted

    def fix_condemned(self, stored: Json, pods: list[Json]) -> None:
        """Give the claims of pods outside the range the owners the retention policy wants."""
        for pod in pods:
            if not matches_retention(self._cluster.store, stored, pod):
                apply_retention(self._cluster, stored, pod)

    def _relabel(self, pod: Json, right: dict[str, str]) -> None:
        def change(new: Json) -> Json:
            new["metadata"].setdefault("labels", {}).update(right)
            return new

        self._cluster.registry.edit(kinds.PODS, namespace_of(pod), name_of(pod), change)

    def _new_pod(self, stored: Json, ordinal: int, revision: Json) -> Json:
        template = thaw(revision["data"]["spec"]["template"])
        name = f"{name_of(stored)}-{ordinal}"
        metadata = template.get("metadata", {})
        labels = metadata.get("labels", {}) | {
            POD_NAME_LABEL: name,
            INDEX_LABEL: str(ordinal),
            HASH_LABEL: name_of(revision),
        }
        spec = template["spec"]
        spec["hostname"] = name
        spec["subdomain"] = at(stored, "spec", "serviceName", default="")
        templates = at(stored, "spec", "volumeClaimTemplates", default=[])
        names = {name_of(item) for item in templates}
        volumes = [
            {
                "name": name_of(item),
                "persistentVolumeClaim": {"claimName": claim_name(stored, item, ordinal)},
            }
            for item in templates
        ]
        volumes += [item for item in spec.get("volumes", ()) if item["name"] not in names]
        if volumes:
            spec["volumes"] = volumes
        pod_metadata: Json = {
            "name": name,
            "generateName": f"{name_of(stored)}-",
            "namespace": namespace_of(stored),
            "labels": labels,
            "ownerReferences": [owner_reference(stored)],
        }
        for key in ("annotations", "finalizers"):
            if metadata.get(key):
                pod_metadata[key] = metadata[key]
        return {"apiVersion": "v1", "kind": "Pod", "metadata": pod_metadata, "spec": spec}

    def _create_claims(self, stored: Json, pod: Json) -> bool:
        acted, trouble = False, ""
        ordinal = ordinal_of(pod)
        for template in at(stored, "spec", "volumeClaimTemplates", default=()):
            name = claim_name(stored, template, ordinal)
            held = self._cluster.store.get(kinds.CLAIMS, namespace_of(stored), name)
            if held is not None:
                if is_deleting(held):
                    trouble = f"pvc {name} is being deleted"
                continue
            try:
                self._cluster.registry.create(kinds.CLAIMS, _new_claim(stored, template, name))
            except RefusedError as error:
                self._claim_event(stored, pod, name, str(error))
                trouble = f"failed to create PVC {name}: {error}"
                continue
            self._claim_event(stored, pod, name, "")
            acted = True
        if trouble:
            self._failed("Create", stored, pod, trouble)
            raise _waiting(trouble)
        return acted

    def _claim_event(self, stored: Json, pod: Json, name: str, trouble: str) -> None:
        about = f"in StatefulSet {name_of(stored)}"
        if trouble:
            message = f"Create Claim {name} for Pod {name_of(pod)} {about} failed error: {trouble}"
            self._cluster.recorder.warning(stored, "FailedCreate", message, by=_BY)
        else:
            message = f"Create Claim {name} Pod {name_of(pod)} {about} success"
            self._cluster.recorder.normal(stored, "SuccessfulCreate", message, by=_BY)

    def _done(self, verb: str, stored: Json, pod: Json) -> None:
        message = f"{verb} Pod {name_of(pod)} in StatefulSet {name_of(stored)} successful"
        self._cluster.recorder.normal(stored, f"Successful{verb}", message, by=_BY)

    def _failed(self, verb: str, stored: Json, pod: Json, why: str) -> None:
        message = f"{verb} Pod {name_of(pod)} in StatefulSet {name_of(stored)} failed error: {why}"
        self._cluster.recorder.warning(stored, f"Failed{verb}", message, by=_BY)


def _waiting(why: str) -> RefusedError:
    return RefusedError(code=409, reason="Conflict", message=why)


def _new_claim(stored: Json, template: Json, name: str) -> Json:
    labels = at(stored, "spec", "selector", "matchLabels", default={})
    metadata: Json = {
        "name": name,
        "namespace": namespace_of(stored),
        "labels": {**at(template, "metadata", "labels", default={}), **labels},
    }
    annotations = at(template, "metadata", "annotations")
    if annotations:
        metadata["annotations"] = annotations
    return {"metadata": metadata, "spec": template["spec"]}
