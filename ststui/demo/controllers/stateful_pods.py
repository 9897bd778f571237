"""What the StatefulSet controller does to pods and claims (stateful_pod_control.go 1.36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.claim_retention import apply_retention
from ststui.demo.controllers.stateful_revisions import owner_reference
from ststui.demo.controllers.stateful_status import HASH_LABEL
from ststui.demo.fields import Json, at, is_deleting, name_of, namespace_of, thaw, uid_of
from ststui.demo.refusal import RefusedError

if TYPE_CHECKING:
    from ststui.controller import Step
    from ststui.demo.cluster import Cluster

POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
"""The label with the pod's own name."""
INDEX_LABEL = "apps.kubernetes.io/pod-index"
"""The label with the ordinal."""
_BY = "statefulset-controller"


def claim_name(stored: Json, template: Json, ordinal: int) -> str:
    """The name of an ordinal's claim."""
    return f"{name_of(template)}-{name_of(stored)}-{ordinal}"


def _ordinal(name: str) -> int:
    return int(name.rpartition("-")[2])


def _frozen_volumes(pod: str) -> str:
    return (
        f'Pod "{pod}" is invalid: spec: Forbidden: pod updates may not change fields other than '
        "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        "`spec.tolerations` (only additions to existing tolerations),"
        "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously "
        "negative)"
    )


class PodControl:
    """Creates, deletes and repairs pods with their claims, and records it."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def create(self, stored: Json, name: str, revision: Json) -> None:
        """Make a pod and the claims it misses.

        Args:
            stored: The set.
            name: The pod's name.
            revision: The ControllerRevision it is made from.

        Raises:
            RefusedError: If the API refuses one of them; the event is recorded.
        """
        pod = self._new_pod(stored, name, revision)
        trouble = ""
        for template in at(stored, "spec", "volumeClaimTemplates", default=()):
            trouble = self._ensure_claim(stored, template, name) or trouble
        if trouble:
            self._failed("Create", stored, name, trouble)
            raise _waiting(trouble)
        try:
            created = self._cluster.registry.create(kinds.PODS, pod)
        except RefusedError as error:
            if error.reason != "AlreadyExists":
                self._failed("Create", stored, name, str(error))
            raise
        self._done("Create", stored, name)
        apply_retention(self._cluster, stored, created)

    def create_claim(self, stored: Json, name: str) -> None:
        """Make one claim that a pod misses.

        Raises:
            RefusedError: If the API refuses it; the event is recorded.
        """
        pod = f"{name_of(stored)}-{name.rpartition('-')[2]}"
        for template in at(stored, "spec", "volumeClaimTemplates", default=()):
            if claim_name(stored, template, _ordinal(pod)) == name:
                trouble = self._ensure_claim(stored, template, pod)
                if trouble:
                    self._failed("Update", stored, pod, trouble)
                    raise _waiting(trouble)

    def delete(self, stored: Json, name: str) -> None:
        """Delete a pod with its own grace period."""
        self._cluster.registry.delete(kinds.PODS, namespace_of(stored), name)
        self._done("Delete", stored, name)

    def own_claims(self, stored: Json, claim: str) -> None:
        """Give the claims of an ordinal the owners the retention policy wants."""
        name = f"{name_of(stored)}-{claim.rpartition('-')[2]}"
        pod = self._cluster.store.get(kinds.PODS, namespace_of(stored), name)
        if pod is not None:
            apply_retention(self._cluster, stored, pod)

    def mend(self, stored: Json, name: str, code: str) -> None:
        """Adopt or release a pod, or give it back its labels.

        Args:
            stored: The set.
            name: The pod's name.
            code: adopt, release or identity.
        """

        def change(new: Json) -> Json:
            metadata = new["metadata"]
            references = metadata.setdefault("ownerReferences", [])
            if code == "adopt":
                references.append(owner_reference(stored))
            elif code == "release":
                kept = [item for item in references if item["uid"] != uid_of(stored)]
                metadata["ownerReferences"] = kept
            else:
                labels = metadata.setdefault("labels", {})
                labels |= {POD_NAME_LABEL: name, INDEX_LABEL: str(_ordinal(name))}
            if not metadata["ownerReferences"]:
                del metadata["ownerReferences"]
            return new

        self._cluster.registry.edit(kinds.PODS, namespace_of(stored), name, change)
        if code == "identity":
            self._done("Update", stored, name)

    def say_blocked(self, stored: Json, step: Step) -> None:
        """Record what the real controller records when a call of it is bound to fail.

        Raises:
            RefusedError: So that the sync is retried, later and later.
        """
        if step.acts or step.waits_for is None or step.pod is None:
            return
        if step.code == "storage":
            self._failed("Update", stored, step.pod, _frozen_volumes(step.pod))
            raise _waiting("volumes cannot be changed")
        if step.code == "nameTaken":
            raise _waiting("the name is taken")
        waits = step.waits_for
        if waits.kind != "PersistentVolumeClaim":
            return
        claim = self._cluster.store.get(kinds.CLAIMS, namespace_of(stored), waits.name)
        if claim is not None and is_deleting(claim):
            text = f"pvc {waits.name} is being deleted"
            exists = self._cluster.store.get(kinds.PODS, namespace_of(stored), step.pod)
            self._failed("Update" if exists else "Create", stored, step.pod, text)
            raise _waiting(text)

    def _new_pod(self, stored: Json, name: str, revision: Json) -> Json:
        template = thaw(revision["data"]["spec"]["template"])
        ordinal = _ordinal(name)
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

    def _ensure_claim(self, stored: Json, template: Json, pod: str) -> str:
        """Make a claim if it is not there; returns what is wrong, empty if nothing."""
        name = claim_name(stored, template, _ordinal(pod))
        held = self._cluster.store.get(kinds.CLAIMS, namespace_of(stored), name)
        if held is not None:
            return f"pvc {name} is being deleted" if is_deleting(held) else ""
        try:
            self._cluster.registry.create(kinds.CLAIMS, _new_claim(stored, template, name))
        except RefusedError as error:
            self._claim_event(stored, pod, name, str(error))
            return f"failed to create PVC {name}: {error}"
        self._claim_event(stored, pod, name, "")
        return ""

    def _claim_event(self, stored: Json, pod: str, name: str, trouble: str) -> None:
        about = f"in StatefulSet {name_of(stored)}"
        if trouble:
            message = f"Create Claim {name} for Pod {pod} {about} failed error: {trouble}"
            self._cluster.recorder.warning(stored, "FailedCreate", message, by=_BY)
        else:
            message = f"Create Claim {name} Pod {pod} {about} success"
            self._cluster.recorder.normal(stored, "SuccessfulCreate", message, by=_BY)

    def _done(self, verb: str, stored: Json, pod: str) -> None:
        message = f"{verb} Pod {pod} in StatefulSet {name_of(stored)} successful"
        self._cluster.recorder.normal(stored, f"Successful{verb}", message, by=_BY)

    def _failed(self, verb: str, stored: Json, pod: str, why: str) -> None:
        message = f"{verb} Pod {pod} in StatefulSet {name_of(stored)} failed error: {why}"
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
