"""Deleting: preconditions, grace periods, finalizers and propagation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal
from ststui.demo.fields import at, is_deleting, name_of, stamp, uid_of

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind

FOREGROUND = "foregroundDeletion"
"""Finalizer: the dependents go first."""
ORPHAN = "orphan"
"""Finalizer: the dependents stay, without the reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteOptions:
    """How to delete."""

    grace: int | None = None
    """Seconds until a pod is killed; None for the pod's own."""
    propagation: str = ""
    """Background, Foreground or Orphan; empty for the kind's default."""
    uid: str | None = None
    """Only the object with this uid."""
    resource_version: str | None = None
    """Only the object in this state."""

    @classmethod
    def read(cls, body: Json, query: dict[str, str]) -> DeleteOptions:
        """Options from a request's body, else from its query.

        Raises:
            RefusedError: 400 if the grace period is no number.
        """
        grace = body.get("gracePeriodSeconds", query.get("gracePeriodSeconds"))
        try:
            seconds = None if grace is None else int(grace)
        except ValueError:
            raise refusal.bad_request(f"invalid gracePeriodSeconds: {grace}") from None
        propagation = body.get("propagationPolicy") or query.get("propagationPolicy") or ""
        if body.get("orphanDependents") or query.get("orphanDependents") == "true":
            propagation = "Orphan"
        return cls(
            grace=seconds,
            propagation=propagation,
            uid=at(body, "preconditions", "uid"),
            resource_version=at(body, "preconditions", "resourceVersion"),
        )


def check_preconditions(kind: Kind, obj: Json, options: DeleteOptions) -> None:
    """Refuse when the object is not the one meant.

    Raises:
        RefusedError: 409, as k8s.io/apiserver/pkg/registry/rest/delete.go 0.36 says it.
    """
    named = _named_by_kind(kind)
    if options.uid is not None and options.uid != uid_of(obj):
        raise refusal.conflict(
            named,
            name_of(obj),
            f"the UID in the precondition ({options.uid}) does not match the UID in record "
            f"({uid_of(obj)}). The object might have been deleted and then recreated",
        )
    revision = obj["metadata"]["resourceVersion"]
    if options.resource_version is not None and options.resource_version != revision:
        raise refusal.conflict(
            named,
            name_of(obj),
            f"the ResourceVersion in the precondition ({options.resource_version}) does not match "
            f"the ResourceVersion in record ({revision}). The object might have been modified",
        )


def _named_by_kind(kind: Kind) -> Kind:
    return kinds.Kind(group=kind.group, version=kind.version, plural=kind.kind, kind=kind.kind)


def _grace(kind: Kind, obj: Json, options: DeleteOptions) -> int:
    if kind is not kinds.PODS:
        return 0
    # pkg/registry/core/pod/strategy.go: a pod no kubelet has, or that ended, needs no grace
    if not at(obj, "spec", "nodeName") or at(obj, "status", "phase") in ("Failed", "Succeeded"):
        return 0
    grace = options.grace
    if grace is None:
        grace = at(obj, "spec", "terminationGracePeriodSeconds", default=30)
    grace = 1 if grace < 0 else grace
    if is_deleting(obj):
        grace = min(grace, at(obj, "metadata", "deletionGracePeriodSeconds", default=0))
    return int(grace)


def marked(kind: Kind, obj: Json, options: DeleteOptions, now: datetime) -> Json:
    """The object as it is once its deletion was asked for.

    Args:
        kind: What it is.
        obj: The stored object.
        options: How to delete it.
        now: The cluster's moment.

    Returns:
        A copy with deletionTimestamp and finalizers; equal to the given one if nothing changes.
    """
    grace = _grace(kind, obj, options)
    metadata = dict(obj["metadata"])
    finalizers = [
        item for item in metadata.get("finalizers", ()) if item not in (FOREGROUND, ORPHAN)
    ]
    if options.propagation == "Foreground":
        finalizers.append(FOREGROUND)
    elif options.propagation == "Orphan":
        finalizers.append(ORPHAN)
    elif not options.propagation:
        finalizers = list(metadata.get("finalizers", ()))
    if finalizers:
        metadata["finalizers"] = finalizers
    else:
        metadata.pop("finalizers", None)
    if not is_deleting(obj) or grace < metadata.get("deletionGracePeriodSeconds", 0):
        if is_deleting(obj) and grace == 0:
            metadata["deletionGracePeriodSeconds"] = 0
        else:
            metadata["deletionTimestamp"] = stamp(now + timedelta(seconds=grace))
            metadata["deletionGracePeriodSeconds"] = grace
        if "generation" in metadata:
            metadata["generation"] += 1
    return {**obj, "metadata": metadata}


def may_go(kind: Kind, obj: Json) -> bool:
    """Whether nothing holds an object whose deletion was asked for."""
    if not is_deleting(obj) or at(obj, "metadata", "finalizers"):
        return False
    if kind is kinds.NAMESPACES:
        return not at(obj, "spec", "finalizers")
    return not at(obj, "metadata", "deletionGracePeriodSeconds", default=0)
