"""What every request says: who writes, whether it is a dry run, and in which shape to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from ststui.demo import refusal
from ststui.demo.registry.managed_fields import Writer

if TYPE_CHECKING:
    from aiohttp import web

    from ststui.demo.api.target import Target

_TABLE = "as=Table"
_PARTIAL = "as=PartialObjectMetadata"


_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}


def verb_of(request: web.Request, target: Target) -> str:
    """The verb rights are asked for."""
    if request.method == "GET":
        if request.query.get("watch") in ("true", "1"):
            return "watch"
        return "get" if target.name else "list"
    if request.method == "DELETE":
        return "delete" if target.name else "deletecollection"
    return _VERBS.get(request.method, request.method.lower())


def is_dry_run(request: web.Request) -> bool:
    """Whether nothing is to be stored.

    Raises:
        RefusedError: 400 for any value but All.
    """
    values = request.query.getall("dryRun", [])
    if any(value != "All" for value in values):
        raise refusal.bad_request(
            f'Invalid value: ["{values[0]}"]: dryRun: Unsupported value: "{values[0]}": '
            'supported values: "All"'
        )
    return bool(values)


def writer_of(request: web.Request, subresource: str = "") -> Writer:
    """Who writes: the fieldManager, else the program's name."""
    manager = request.query.get("fieldManager", "")
    if not manager:
        agent = request.headers.get("User-Agent", "unknown")
        manager = agent.split("/", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    return Writer(manager=manager, subresource=subresource)


async def body_of(request: web.Request) -> Any:
    """The decoded body, an empty object if there is none.

    Raises:
        RefusedError: 400 if it is no JSON or YAML.
    """
    data = await request.read()
    if not data:
        return {}
    try:
        if "yaml" in request.content_type:
            return yaml.safe_load(data)
        if "protobuf" in request.content_type:
            raise refusal.RefusedError(
                code=415,
                reason="UnsupportedMediaType",
                message="the body of the request was in an unknown format - accepted media types "
                "include: application/json, application/yaml",
            )
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, yaml.YAMLError) as error:
        raise refusal.bad_request(f"the object provided is unrecognized: {error}") from None


def wants_table(request: web.Request) -> bool:
    """Whether the client prefers rows and columns."""
    return _TABLE in request.headers.get("Accept", "").split(",", maxsplit=1)[0]


def wants_metadata(request: web.Request) -> bool:
    """Whether the client wants metadata only."""
    return _PARTIAL in request.headers.get("Accept", "").split(",", maxsplit=1)[0]
