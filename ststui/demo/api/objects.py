"""The verbs on objects and collections, from HTTP to the registry and back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from ststui.demo import refusal
from ststui.demo.api.answers import answer, answer_list, answer_one
from ststui.demo.api.listing import Lister, query_filter
from ststui.demo.api.request import body_of, is_dry_run, wants_metadata, wants_table, writer_of
from ststui.demo.api.tables import metadata_only, table
from ststui.demo.api.watching import read_watch, watch_lines
from ststui.demo.fields import name_of, namespace_of, uid_of
from ststui.demo.registry.deletion import DeleteOptions, may_go
from ststui.demo.registry.patching import APPLY_PATCH, patched

if TYPE_CHECKING:
    from ststui.demo.api.target import Target
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json


class Objects:
    """What can be asked of every kind."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.lister = Lister(cluster.store)

    async def collection(self, request: web.Request, target: Target) -> web.StreamResponse:
        """List, watch, create or delete many.

        Raises:
            RefusedError: As the real server would.
        """
        if request.method == "GET":
            if request.query.get("watch") in ("true", "1"):
                return await self._watch(request, target)
            page = self.lister.page(target, request.query)
            return answer_list(request, target.kind, page, self._cluster.clock.now())
        if request.method == "POST":
            return await self._create(request, target)
        if request.method == "DELETE":
            return await self._delete_many(request, target)
        raise refusal.method_not_allowed(target.kind, request.method.lower())

    async def one(self, request: web.Request, target: Target) -> web.StreamResponse:
        """Get, replace, patch or delete one object, or its status.

        Raises:
            RefusedError: As the real server would.
        """
        registry, kind = self._cluster.registry, target.kind
        if request.method == "GET":
            if request.query.get("watch") in ("true", "1"):
                return await self._watch(request, target)
            obj = registry.get(kind, target.namespace, target.name)
        elif request.method == "PUT":
            obj = registry.update(
                kind,
                _placed(target, await body_of(request)),
                subresource=target.subresource,
                dry_run=is_dry_run(request),
                writer=writer_of(request, target.subresource),
            )
        elif request.method == "PATCH" and self._is_new(request, target):
            return await self._create(request, target)
        elif request.method == "PATCH":
            obj = await self._patch(request, target)
        elif request.method == "DELETE" and not target.subresource:
            return await self._delete(request, target)
        else:
            raise refusal.method_not_allowed(kind, request.method.lower())
        return answer_one(request, kind, obj, self._cluster.clock.now())

    def _is_new(self, request: web.Request, target: Target) -> bool:
        """Whether a server-side apply has to create the object."""
        held = self._cluster.store.get(target.kind, target.namespace, target.name)
        return held is None and request.content_type == APPLY_PATCH

    async def _create(self, request: web.Request, target: Target) -> web.Response:
        body = _placed(target, await body_of(request))
        obj = self._cluster.registry.create(
            target.kind, body, dry_run=is_dry_run(request), writer=writer_of(request)
        )
        return answer_one(request, target.kind, obj, self._cluster.clock.now(), status=201)

    async def _patch(self, request: web.Request, target: Target) -> Json:
        registry, kind = self._cluster.registry, target.kind
        patch = await body_of(request)
        old = registry.get(kind, target.namespace, target.name)
        return registry.update(
            kind,
            patched(kind, old, request.content_type, patch),
            subresource=target.subresource,
            dry_run=is_dry_run(request),
            writer=writer_of(request, target.subresource),
        )

    async def _delete(self, request: web.Request, target: Target) -> web.Response:
        body = await body_of(request)
        dry_run = is_dry_run(request) or body.get("dryRun") == ["All"]
        obj = self._cluster.registry.delete(
            target.kind,
            target.namespace,
            target.name,
            options=DeleteOptions.read(body, dict(request.query)),
            dry_run=dry_run,
        )
        if not may_go(target.kind, obj):
            return answer_one(request, target.kind, obj, self._cluster.clock.now())
        details: Json = {"name": name_of(obj), "kind": target.kind.plural, "uid": uid_of(obj)}
        if target.kind.group:
            details["group"] = target.kind.group
        return answer(
            {
                "kind": "Status",
                "apiVersion": "v1",
                "metadata": {},
                "status": "Success",
                "details": details,
            }
        )

    async def _delete_many(self, request: web.Request, target: Target) -> web.Response:
        test, registry = query_filter(request.query), self._cluster.registry
        options = DeleteOptions.read(await body_of(request), dict(request.query))
        for obj in list(filter(test, self._cluster.store.each(target.kind, target.namespace))):
            registry.delete(
                target.kind,
                namespace_of(obj),
                name_of(obj),
                options=options,
                dry_run=is_dry_run(request),
            )
        page = self.lister.page(target, {})
        return answer_list(request, target.kind, page, self._cluster.clock.now())

    async def _watch(self, request: web.Request, target: Target) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        watch = read_watch(target, request.query)

        def shape(obj: Json) -> Json:
            if wants_table(request):
                metadata = {"resourceVersion": obj["metadata"]["resourceVersion"]}
                now = self._cluster.clock.now()
                full = request.query.get("includeObject") == "Object"
                return table(target.kind, (obj,), metadata=metadata, now=now, full=full)
            return metadata_only(obj) if wants_metadata(request) else obj

        # A client that goes away in the middle of a watch is how every watch ends.
        with suppress(ConnectionResetError):
            await response.prepare(request)
            async for lines in watch_lines(self._cluster.store, watch, shape):
                await response.write(lines)
            await response.write_eof()
        return response


def _placed(target: Target, body: Json) -> Json:
    """The sent object in the namespace, and under the name, of the path.

    Raises:
        RefusedError: 400 if it says another one.
    """
    if not isinstance(body, dict):
        raise refusal.bad_request("the object provided is unrecognized (must be of type Object)")
    metadata = dict(body.get("metadata") or {})
    space = target.namespace
    if target.kind.namespaced and metadata.setdefault("namespace", space) != space:
        raise refusal.bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    if target.name and metadata.setdefault("name", target.name) != target.name:
        raise refusal.bad_request(
            f"the name of the object ({metadata['name']}) does not match the name on the URL "
            f"({target.name})"
        )
    return {**body, "metadata": metadata}
