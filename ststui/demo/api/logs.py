"""The log subresource of pods."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from ststui.demo import kinds, refusal
from ststui.demo.api.reach import check_reachable
from ststui.demo.fields import at, moment_of, uid_of
from ststui.demo.workload.logs import Line, container_of, log_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.demo.api.target import Target
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json

_POLL_SECONDS = 0.2
"""Real seconds between two looks at a followed log."""


def _number(request: web.Request, name: str) -> int | None:
    text = request.query.get(name)
    if text is None:
        return None
    if not text.isdigit():
        raise refusal.bad_request(f"{name}: Invalid value: {text!r}: must be a number")
    return int(text)


def _chosen(cluster: Cluster, request: web.Request, lines: Sequence[Line]) -> Sequence[Line]:
    seconds, tail = _number(request, "sinceSeconds"), _number(request, "tailLines")
    since = request.query.get("sinceTime")
    if seconds is not None:
        first = cluster.now() - timedelta(seconds=seconds)
        lines = [line for line in lines if line.when >= first]
    elif since is not None:
        first = moment_of(since)
        lines = [line for line in lines if line.when >= first]
    return lines if tail is None else lines[max(0, len(lines) - tail) :]


def _encoded(request: web.Request, lines: Sequence[Line]) -> bytes:
    if request.query.get("timestamps") not in ("true", "1"):
        return "".join(f"{line.text}\n" for line in lines).encode()
    return "".join(
        f"{line.when.strftime('%Y-%m-%dT%H:%M:%S.%f000Z')} {line.text}\n" for line in lines
    ).encode()


async def logs(cluster: Cluster, request: web.Request, target: Target) -> web.StreamResponse:
    """Read, or follow, a container's log.

    Raises:
        RefusedError: 400 or 404 as the real server would.
    """
    pod = cluster.registry.get(target.kind, target.namespace, target.name)
    container = container_of(pod, request.query.get("container", ""))
    check_reachable(cluster, pod)
    previous = request.query.get("previous") in ("true", "1")
    lines = log_lines(cluster, pod, container, previous=previous)
    response = web.StreamResponse(headers={"Content-Type": "text/plain"})
    await response.prepare(request)
    await response.write(_encoded(request, _chosen(cluster, request, lines)))
    if request.query.get("follow") in ("true", "1") and not previous:
        await _follow(cluster, request, response, (pod, container, lines[-1]))
    await response.write_eof()
    return response


async def _follow(
    cluster: Cluster,
    request: web.Request,
    response: web.StreamResponse,
    what: tuple[Json, Json, Line],
) -> None:
    pod, container, last = what
    namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
    while True:
        await asyncio.sleep(_POLL_SECONDS)
        from_store = cluster.store.get(kinds.PODS, namespace, name)
        if from_store is None or uid_of(from_store) != uid_of(pod):
            return
        try:
            lines = log_lines(cluster, from_store, container, previous=False)
        except refusal.RefusedError:
            return
        fresh = [line for line in lines if line.when > last.when]
        if fresh:
            last = fresh[-1]
            await response.write(_encoded(request, fresh))
        if not _is_running(from_store, str(container["name"])):
            return


def _is_running(pod: Json, name: str) -> bool:
    return any(
        at(item, "state", "running") is not None
        for part in ("containerStatuses", "initContainerStatuses")
        for item in at(pod, "status", part, default=())
        if item["name"] == name
    )
