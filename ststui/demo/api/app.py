"""The HTTP application: one prefix that stands for a token, and every path of the API behind it."""

from __future__ import annotations

import hmac
from email.utils import format_datetime
from typing import TYPE_CHECKING

from aiohttp import web

from ststui.demo import kinds, refusal
from ststui.demo.api import discovery
from ststui.demo.api.answers import answer
from ststui.demo.api.objects import Objects
from ststui.demo.api.parts import PARTS
from ststui.demo.api.request import verb_of
from ststui.demo.api.reviews import review
from ststui.demo.api.target import read_target

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json

_LARGEST_BODY = 8 * 1024 * 1024


class Application:
    """Answers every request of the embedded cluster."""

    def __init__(self, cluster: Cluster, *, prefix: str) -> None:
        self._cluster = cluster
        self._prefix = "/" + prefix
        self.objects = Objects(cluster)

    def build(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(client_max_size=_LARGEST_BODY)
        app.router.add_route("*", "/{path:.*}", self._handle)
        app.on_response_prepare.append(self._date)
        return app

    async def _date(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(self._cluster.clock.now(), usegmt=True)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        prefix, path = request.path[: len(self._prefix)], request.path[len(self._prefix) :]
        if not hmac.compare_digest(prefix.encode(), self._prefix.encode()):
            return web.Response(status=404)
        try:
            fixed = self._fixed(path)
            if fixed is not None:
                return fixed
            if path.startswith("/apis/authorization.k8s.io/v1/"):
                return await review(self._cluster.rights, request, path.rpartition("/")[2])
            return await self._resource(request, path)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # A body of another shape than its kind has: the real server cannot decode it either.
            if request.method == "GET":
                raise
            said = refusal.bad_request(f"the object provided is unrecognized: {error!r}")
            return answer(said.status(), status=said.code)
        except refusal.RefusedError as error:
            response = answer(error.status(), status=error.code)
            retry = error.details.get("retryAfterSeconds")
            if retry:
                response.headers["Retry-After"] = str(retry)
            return response

    async def _resource(self, request: web.Request, path: str) -> web.StreamResponse:
        target = read_target(path)
        where = (target.namespace, target.name)
        verb = verb_of(request, target)
        self._cluster.rights.check(verb, target.kind, target.subresource, where)
        if not target.name:
            return await self.objects.collection(request, target)
        part = PARTS.get((target.kind, target.subresource))
        if part is not None:
            return await part(self._cluster, request, target)
        if target.kind is kinds.NAMESPACES and target.subresource == "finalize":
            return await self.objects.one(request, target)
        if target.subresource and target.subresource not in target.kind.subresources:
            raise refusal.no_path()
        return await self.objects.one(request, target)

    def _fixed(self, path: str) -> web.Response | None:
        """The answers that do not depend on objects."""
        if path in ("/readyz", "/livez", "/healthz"):
            return web.Response(text="ok")
        document: Json | None = None
        parts = [part for part in path.split("/") if part]
        if path == "/version":
            document = discovery.VERSION
        elif parts == ["api"]:
            document = discovery.api_versions()
        elif parts == ["apis"]:
            document = discovery.group_list()
        elif parts[:1] == ["openapi"]:
            document = _openapi(parts)
        elif len(parts) == 2 and parts[0] == "apis":
            document = discovery.group(parts[1])
        elif parts == ["api", "v1"]:
            document = discovery.resource_list("", "v1")
        elif len(parts) == 3 and parts[0] == "apis":
            document = discovery.resource_list(parts[1], parts[2])
        elif not parts:
            document = {"paths": ["/api", "/apis", "/openapi/v3", "/readyz", "/version"]}
        return None if document is None else answer(document)


def _openapi(parts: list[str]) -> Json:
    """A schema without types: clients fall back to what they know, or send unvalidated."""
    info = {"title": "Kubernetes", "version": discovery.VERSION["gitVersion"]}
    if parts[1:] == ["v2"]:
        return {"swagger": "2.0", "info": info, "paths": {}, "definitions": {}}
    if parts[1:] == ["v3"]:
        return {"paths": {}}
    return {"openapi": "3.0.0", "info": info, "paths": {}, "components": {"schemas": {}}}
