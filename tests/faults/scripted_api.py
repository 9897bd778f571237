"""A small API of one resource: pages, watches, bookmarks and compaction, moved by the test."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATHS = ("/apis/apps/v1/statefulsets", "/apis/apps/v1/events")
"""Both tell of the same objects."""


class ScriptedApi:
    """StatefulSets with nothing but metadata; versions count from 100."""

    def __init__(self) -> None:
        self.url = ""
        self.objects: dict[str, dict[str, Any]] = {}
        self.version = 100
        self.oldest = 100
        """The oldest version that a watch may start from."""
        self.history: list[tuple[int, str]] = []
        """Version and line of every event."""
        self.expired_tokens: set[str] = set()
        """Continue tokens that are answered 410."""
        self.ends = 0
        """How often all watches were ended."""
        self.impatient = False
        """Whether a watch ends as soon as there is nothing to send."""
        self._news = asyncio.Condition()

    async def put(self, name: str, **fields: Any) -> None:
        """Create or change an object."""
        verb = "MODIFIED" if name in self.objects else "ADDED"
        self.version += 1
        metadata = {"name": name, "uid": f"uid-{name}", "resourceVersion": str(self.version)}
        self.objects[name] = {"metadata": metadata, **fields}
        await self.say(verb, self.objects[name])

    async def delete(self, name: str) -> None:
        """Delete an object."""
        self.version += 1
        gone = self.objects.pop(name)
        gone["metadata"]["resourceVersion"] = str(self.version)
        await self.say("DELETED", gone)

    async def bookmark(self, version: int | None = None) -> None:
        """Send a bookmark to every watch."""
        metadata = {"resourceVersion": str(version or self.version)}
        await self.say("BOOKMARK", {"kind": "StatefulSet", "metadata": metadata})

    async def say(self, verb: str, found: Any) -> None:
        """Send any event."""
        await self.say_line(json.dumps({"type": verb, "object": found}))

    async def say_line(self, line: str) -> None:
        """Send any line."""
        async with self._news:
            self.history.append((self.version, f"{line}\n"))
            self._news.notify_all()

    async def end_watches(self) -> None:
        """Let every watch end properly once."""
        async with self._news:
            self.ends += 1
            self._news.notify_all()

    def compact(self) -> None:
        """Forget the history: older watches are answered 410."""
        self.oldest = self.version

    def restore(self, objects: dict[str, dict[str, Any]]) -> None:
        """Go back to version 60 and other objects, as an etcd restored from a backup."""
        self.objects, self.version, self.oldest = objects, 60, 0
        self.history = [(0, line) for _, line in self.history]

    @property
    def state(self) -> dict[str, str]:
        """The resourceVersion by name."""
        return {n: str(o["metadata"]["resourceVersion"]) for n, o in self.objects.items()}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a list or a watch."""
        if request.path not in PATHS:
            return _status(404, "NotFound", "no such path")
        if "watch" in request.query:
            return await self._watch(request)
        return self._list(request)

    def _list(self, request: web.Request) -> web.StreamResponse:
        token = request.query.get("continue", "")
        if token in self.expired_tokens:
            return _status(410, "Expired", "the provided continue parameter is too old")
        names = sorted(n for n in self.objects if n > token)
        limit = int(request.query.get("limit", 0)) or len(names)
        page, more = names[:limit], names[limit:]
        metadata: dict[str, Any] = {"resourceVersion": str(self.version)}
        if more:
            metadata |= {"continue": page[-1], "remainingItemCount": len(more)}
        items = [self.objects[name] for name in page]
        return web.json_response({"kind": "StatefulSetList", "metadata": metadata, "items": items})

    async def _watch(self, request: web.Request) -> web.StreamResponse:
        since = int(request.query["resourceVersion"])
        if since < self.oldest:
            return _status(410, "Expired", f"too old resource version: {since} ({self.oldest})")
        # Events at the version itself are none, but bookmarks and odd lines said after it are new.
        at = next((i for i, (v, _) in enumerate(self.history) if v > since), len(self.history))
        ends = self.ends
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        while True:
            news = self.history[at:]
            at += len(news)
            for _, line in news:
                await answer.write(line.encode())
            async with self._news:
                while len(self.history) == at:
                    if self.impatient or self.ends != ends:
                        return answer
                    await self._news.wait()


def _status(code: int, reason: str, message: str) -> web.Response:
    body = {"kind": "Status", "code": code, "reason": reason, "message": message}
    return web.json_response(body, status=code)


@asynccontextmanager
async def scripted_api() -> AsyncIterator[ScriptedApi]:
    """An API that runs while the block does."""
    api = ScriptedApi()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", api.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield api
    finally:
        await runner.cleanup()
