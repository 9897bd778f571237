"""The requests of plans: paths, JSON Patches with their tests, deletions with their uid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ststui.actions.guards import check, guards
from ststui.actions.plan import PlannedRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.model import Metadata, PersistentVolumeClaim, StatefulSet

SETS = "/apis/apps/v1/namespaces/{namespace}/statefulsets/{name}"
STORAGE = "/spec/resources/requests/storage"
PODS = "/api/v1/namespaces/{namespace}/pods/{name}"
CLAIMS = "/api/v1/namespaces/{namespace}/persistentvolumeclaims/{name}"
WHOLE_TEMPLATE = "/spec/template"
"""What a rollback replaces in a set."""
HIDDEN = "(not shown)"
"""Stands for what is in a pod template: environment variables and arguments may hold secrets."""


def set_path(stateful_set: StatefulSet) -> str:
    """The path of a set."""
    metadata = stateful_set.metadata
    return SETS.format(namespace=metadata.namespace, name=metadata.name)


def patch_set(
    stateful_set: StatefulSet, *operations: dict[str, Any], was: tuple[dict[str, Any], ...] = ()
) -> PlannedRequest:
    """Change a set, if it is still as the plan was made from.

    Args:
        stateful_set: as it was then.
        *operations: what is changed.
        was: tests of what is replaced by its value: the generation covers that too, but a value
            reads better in an error.
    """
    return PlannedRequest(
        "PATCH",
        set_path(stateful_set),
        [*guards(stateful_set.metadata), *was, *operations],
    )


def unchanged_set(stateful_set: StatefulSet) -> PlannedRequest:
    """Change nothing of a set: to be tried out, for what is said of it then."""
    operation = {"op": "replace", "path": "/spec/replicas", "value": stateful_set.replicas}
    uid = check("/metadata/uid", stateful_set.metadata.uid)
    return PlannedRequest("PATCH", set_path(stateful_set), [uid, operation])


def patch_scale(stateful_set: StatefulSet, *, replicas: int) -> PlannedRequest:
    """Change the replica count by the scale subresource, which shows nothing but that and the uid.

    A Scale of 0 replicas leaves the field out (autoscaling/v1 ScaleSpec, omitempty): what is
    missing tests equal to null.
    """
    metadata = stateful_set.metadata
    return PlannedRequest(
        "PATCH",
        f"{set_path(stateful_set)}/scale",
        [
            check("/metadata/uid", metadata.uid),
            check("/spec/replicas", stateful_set.replicas or None),
            {"op": "add", "path": "/spec/replicas", "value": replicas},
        ],
    )


def patch_claim(claim: PersistentVolumeClaim, *, size: str) -> PlannedRequest:
    """Ask for more storage, if the claim is still the same and asks for what it asked for."""
    before = claim.spec.resources.requests.get("storage")
    return PlannedRequest(
        "PATCH",
        CLAIMS.format(namespace=claim.metadata.namespace, name=claim.metadata.name),
        [
            check("/metadata/uid", claim.metadata.uid),
            check("/spec/volumeName", claim.spec.volume_name),
            check(STORAGE, before),
            {"op": "replace", "path": STORAGE, "value": size},
        ],
    )


def delete(
    template: str, metadata: Metadata, *, grace: int | None = None, propagation: str | None = None
) -> PlannedRequest:
    """Delete one object, if it still has its uid.

    Args:
        template: `SETS`, `PODS` or `CLAIMS`.
        metadata: of the object.
        grace: seconds; the object's own if None.
        propagation: Background or Orphan, of a set.
    """
    options: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "preconditions": {"uid": metadata.uid},
    }
    if grace is not None:
        options["gracePeriodSeconds"] = grace
    if propagation is not None:
        options["propagationPolicy"] = propagation
    return PlannedRequest(
        "DELETE", template.format(namespace=metadata.namespace, name=metadata.name), options
    )


class Asked(NamedTuple):
    """A claim that is to grow."""

    name: str
    uid: str
    size: str


def asked_to_grow(requests: Iterable[PlannedRequest]) -> tuple[Asked, ...]:
    """The claims that requests ask to grow."""
    found = []
    for each in requests:
        tests = {e["path"]: e["value"] for e in each.body if e["op"] == "test"}
        values = {e["path"]: e["value"] for e in each.body if e["op"] == "replace"}
        name = each.path.rpartition("/")[2]
        found.append(Asked(name, tests["/metadata/uid"], values[STORAGE]))
    return tuple(found)


def evict(metadata: Metadata, *, grace: int | None = None) -> PlannedRequest:
    """Evict a pod, if it still has its uid (policy/v1 Eviction).

    Args:
        metadata: of the pod.
        grace: seconds; the pod's own if None.
    """
    options: dict[str, Any] = {"preconditions": {"uid": metadata.uid}}
    if grace is not None:
        options["gracePeriodSeconds"] = grace
    return PlannedRequest(
        "POST",
        PODS.format(namespace=metadata.namespace, name=metadata.name) + "/eviction",
        {
            "apiVersion": "policy/v1",
            "kind": "Eviction",
            "metadata": {"name": metadata.name, "namespace": metadata.namespace},
            "deleteOptions": options,
        },
    )


def uid_of(request: PlannedRequest) -> str:
    """The uid that a deletion or an eviction has as its precondition."""
    options = request.body.get("deleteOptions", request.body)
    uid: str = options["preconditions"]["uid"]
    return uid


def redacted(body: Any) -> Any:
    """A body without what stands in a pod template, images and the time of a restart aside.

    What is shown, printed or noted of a request is this; what is sent is the body itself.
    """
    if not isinstance(body, list):
        return body
    return [
        {**each, "value": HIDDEN} if "value" in each and _hides(str(each.get("path", ""))) else each
        for each in body
    ]


def _hides(path: str) -> bool:
    inside = path == WHOLE_TEMPLATE or path.startswith(f"{WHOLE_TEMPLATE}/")
    return inside and not path.endswith(("/image", "/name", "restartedAt", "/annotations"))
