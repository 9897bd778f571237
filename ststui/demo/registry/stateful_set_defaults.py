"""What the API server fills into a StatefulSet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.fields import at
from ststui.demo.registry.claim_defaults import claim_spec_defaults
from ststui.demo.registry.pod_defaults import template_defaults

if TYPE_CHECKING:
    from ststui.demo.fields import Json


def stateful_set_defaults(obj: Json) -> Json:
    """A StatefulSet with its defaults.

    maxUnavailable is dropped as the server of 1.36 drops it while its feature gate is off, unless
    the object already had it.

    Args:
        obj: The set as sent; it is changed.

    Returns:
        The same set, filled as pkg/apis/apps/v1/defaults.go 1.36 does.
    """
    spec = obj.setdefault("spec", {})
    spec.setdefault("podManagementPolicy", "OrderedReady")
    strategy = spec.get("updateStrategy") or {}
    if not strategy.get("type"):
        strategy["type"] = "RollingUpdate"
        strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
    rolling = strategy.get("rollingUpdate")
    if rolling is not None:
        rolling.setdefault("partition", 0)
    spec["updateStrategy"] = strategy
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    retention = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    spec["persistentVolumeClaimRetentionPolicy"] = {
        "whenDeleted": retention.get("whenDeleted", "Retain"),
        "whenScaled": retention.get("whenScaled", "Retain"),
    }
    for absent_when_zero in ("minReadySeconds",):
        if spec.get(absent_when_zero) == 0:
            del spec[absent_when_zero]
    spec.setdefault("serviceName", "")
    spec["template"] = template_defaults(spec.get("template") or {})
    templates = spec.get("volumeClaimTemplates") or []
    if templates:
        spec["volumeClaimTemplates"] = [_claim_template(item) for item in templates]
    else:
        spec.pop("volumeClaimTemplates", None)
    return obj


def drop_max_unavailable(obj: Json, old: Json | None) -> None:
    """Leave out maxUnavailable, whose feature gate is off in 1.36, unless it was there before."""
    rolling = at(obj, "spec", "updateStrategy", "rollingUpdate", default={})
    before = at(old, "spec", "updateStrategy", "rollingUpdate", default={})
    if "maxUnavailable" not in before:
        rolling.pop("maxUnavailable", None)


def _claim_template(template: Json) -> Json:
    metadata = {key: value for key, value in template.get("metadata", {}).items() if value}
    metadata.pop("creationTimestamp", None)
    return {
        "kind": "PersistentVolumeClaim",
        "apiVersion": "v1",
        "metadata": metadata,
        "spec": claim_spec_defaults(template.get("spec") or {}),
        "status": {"phase": "Pending"},
    }
