"""What cannot change in a pod and in a claim (pkg/apis/core/validation/validation.go 1.36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.fields import at
from ststui.demo.refusal import Cause
from ststui.demo.registry.quantities import amount

if TYPE_CHECKING:
    from ststui.demo.fields import Json

_POD_TEXT = (
    "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
    "`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
_CLAIM_TEXT = (
    "Forbidden: spec is immutable after creation except resources.requests and "
    "volumeAttributesClassName for bound claims"
)


def _pod_core(pod: Json) -> Json:
    spec = {
        key: value
        for key, value in pod.get("spec", {}).items()
        if key not in ("activeDeadlineSeconds", "tolerations", "schedulingGates", "nodeName")
    }
    for part in ("containers", "initContainers"):
        if part in spec:
            spec[part] = [
                {key: value for key, value in item.items() if key != "image"} for item in spec[part]
            ]
    return spec


def pod_changes(obj: Json, old: Json) -> list[Cause]:
    """What an update of a pod changes that it must not."""
    if _pod_core(obj) == _pod_core(old):
        return []
    return [Cause(field="spec", message=_POD_TEXT, reason="FieldValueForbidden")]


def claim_changes(obj: Json, old: Json) -> list[Cause]:
    """What an update of a claim changes that it must not.

    The volume may be set while there is none: that is how claims are bound.
    """
    loose = {"resources", "volumeAttributesClassName"}
    if not at(old, "spec", "volumeName"):
        loose |= {"volumeName"}
    if not at(old, "spec", "storageClassName"):
        loose |= {"storageClassName"}
    parts = [
        {key: value for key, value in item.get("spec", {}).items() if key not in loose}
        for item in (obj, old)
    ]
    new_size, old_size = (
        amount(at(item, "spec", "resources", "requests", "storage", default="0"))
        for item in (obj, old)
    )
    bound = at(old, "status", "phase") == "Bound"
    if parts[0] != parts[1] or (new_size != old_size and not bound):
        return [Cause(field="spec", message=_CLAIM_TEXT, reason="FieldValueForbidden")]
    if new_size < old_size:
        return [
            Cause(
                field="spec.resources.requests.storage",
                message="Forbidden: field can not be less than previous value",
                reason="FieldValueForbidden",
            )
        ]
    return []
