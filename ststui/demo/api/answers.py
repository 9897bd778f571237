"""Answers: objects, lists and tables as bytes, compressed when large."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from ststui.demo.api.request import wants_metadata, wants_table
from ststui.demo.api.tables import metadata_only, table

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.api.listing import Page
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind

_ENCODER = msgspec.json.Encoder()
_IN_LIST = ("apiVersion", "kind")
"""Said once for the whole list."""
_GZIP_THRESHOLD = 128 * 1024
"""Bytes from which the real server compresses, for clients that accept it."""


def answer(value: Any, *, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(body=_ENCODER.encode(value), status=status, content_type="application/json")


def _sized(request: web.Request, value: Any, status: int = 200) -> web.Response:
    body = _ENCODER.encode(value)
    headers = {"Content-Type": "application/json"}
    if len(body) > _GZIP_THRESHOLD and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, compresslevel=1)
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, status=status, headers=headers)


def answer_one(
    request: web.Request, kind: Kind, obj: Json, now: datetime, *, status: int = 200
) -> web.Response:
    """One object in the shape the client asked for."""
    if request.method == "GET" and wants_table(request):
        metadata = {"resourceVersion": obj["metadata"]["resourceVersion"]}
        full = request.query.get("includeObject") == "Object"
        return answer(table(kind, (obj,), metadata=metadata, now=now, full=full))
    if wants_metadata(request):
        obj = metadata_only(obj)
    return answer(obj, status=status)


def answer_list(request: web.Request, kind: Kind, page: Page, now: datetime) -> web.Response:
    """A page of a list in the shape the client asked for."""
    metadata: Json = {"resourceVersion": str(page.revision)}
    if page.token:
        metadata |= {"continue": page.token, "remainingItemCount": page.remaining}
    if wants_table(request):
        full = request.query.get("includeObject") == "Object"
        return _sized(request, table(kind, page.items, metadata=metadata, now=now, full=full))
    if wants_metadata(request):
        items = [metadata_only(obj) for obj in page.items]
        shape = {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1"}
        return _sized(request, {**shape, "metadata": metadata, "items": items})
    listed = {"kind": f"{kind.kind}List", "apiVersion": kind.api_version, "metadata": metadata}
    items = [{key: obj[key] for key in obj if key not in _IN_LIST} for obj in page.items]
    return _sized(request, {**listed, "items": items})
