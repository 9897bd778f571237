"""The scale subresource: the replicas of a StatefulSet as a Scale object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal
from ststui.demo.api.answers import answer
from ststui.demo.api.request import body_of, is_dry_run, writer_of
from ststui.demo.fields import at, name_of, put
from ststui.demo.refusal import Cause
from ststui.demo.registry.patching import patched

if TYPE_CHECKING:
    from aiohttp import web

    from ststui.demo.api.target import Target
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json


def scale_of(obj: Json) -> Json:
    """A StatefulSet seen as a Scale of autoscaling/v1."""
    metadata = obj["metadata"]
    labels = at(obj, "spec", "selector", "matchLabels", default={})
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {
            key: metadata[key]
            for key in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
        },
        "spec": {"replicas": at(obj, "spec", "replicas", default=1)},
        "status": {
            "replicas": at(obj, "status", "replicas", default=0),
            "selector": ",".join(f"{key}={value}" for key, value in sorted(labels.items())),
        },
    }


async def scale(cluster: Cluster, request: web.Request, target: Target) -> web.StreamResponse:
    """Read or write the scale of a set.

    Raises:
        RefusedError: 404, 409 or 422 as the real server would.
    """
    registry = cluster.registry
    old = registry.get(target.kind, target.namespace, target.name)
    if request.method == "GET":
        return answer(scale_of(old))
    if request.method == "PUT":
        wanted = await body_of(request)
    elif request.method == "PATCH":
        patch = await body_of(request)
        wanted = patched(target.kind, scale_of(old), request.content_type, patch)
    else:
        raise refusal.method_not_allowed(target.kind, request.method.lower())
    replicas = at(wanted, "spec", "replicas", default=0)
    if not isinstance(replicas, int) or replicas < 0:
        cause = Cause(
            field="spec.replicas",
            message=f"Invalid value: {replicas}: must be greater than or equal to 0",
        )
        scale_kind = kinds.Kind(group="autoscaling", plural="scales", kind="Scale")
        raise refusal.invalid(scale_kind, name_of(old), [cause])
    new = put(old, replicas, "spec", "replicas")
    for key in ("resourceVersion", "uid"):
        new = put(new, at(wanted, "metadata", key), "metadata", key)
    stored = registry.update(
        target.kind, new, dry_run=is_dry_run(request), writer=writer_of(request, "scale")
    )
    return answer(scale_of(stored))
