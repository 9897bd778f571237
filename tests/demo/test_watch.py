"""Watches: what is sent, when it ends, and what a compaction does."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.demo.words import PODS, SETS, web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.demo.running import Demo
    from tests.demo.conftest import Api

pytestmark = pytest.mark.demo


class Watcher:
    """Reads a watch event by event."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self) -> tuple[str, dict[str, Any]]:
        line = await self._response.content.readline()
        event = json.loads(line)
        return event["type"], event["object"]

    async def until(self, verb: str, name: str) -> dict[str, Any]:
        while True:
            seen, obj = await self.next()
            if seen == verb and obj["metadata"].get("name") == name:
                return obj

    async def ended(self) -> bool:
        return await self._response.content.readline() == b""


@asynccontextmanager
async def watch(demo: Demo, path: str, **query: str) -> AsyncIterator[Watcher]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(demo.url + path, params={"watch": "true", **query}) as response,
    ):
        assert response.status == 200
        yield Watcher(response)


async def test_a_watch_tells_the_life_of_a_pod(demo: Demo, api: Api) -> None:
    _, listed = await api("GET", PODS)
    version = listed["metadata"]["resourceVersion"]
    async with watch(demo, PODS, resourceVersion=version) as seen:
        await api("POST", SETS, web(replicas=1))
        verb, first = await seen.next()
        assert (verb, first["status"]["phase"]) == ("ADDED", "Pending")
        await demo.step(60)
        phases: list[str] = []
        while not phases or phases[-1] != "Running":
            verb, obj = await seen.next()
            assert verb == "MODIFIED"
            phases.append(obj["status"]["phase"])
        await api("DELETE", f"{PODS}/web-0")
        await demo.step(60)
        gone = await seen.until("DELETED", "web-0")
        assert gone["metadata"]["uid"] == first["metadata"]["uid"]
        again = await seen.until("ADDED", "web-0")
        assert again["metadata"]["uid"] != first["metadata"]["uid"]


async def test_versions_rise_and_a_later_watch_continues(demo: Demo, api: Api) -> None:
    await api("POST", SETS, web(replicas=2))
    await demo.step(60)
    _, listed = await api("GET", PODS)
    async with watch(demo, PODS, resourceVersion=listed["metadata"]["resourceVersion"]) as seen:
        await api("DELETE", f"{PODS}/web-1")
        _, obj = await seen.next()
        assert int(obj["metadata"]["resourceVersion"]) > int(listed["metadata"]["resourceVersion"])
        assert "deletionTimestamp" in obj["metadata"]


async def test_leaving_a_selection_is_a_deletion(demo: Demo, api: Api) -> None:
    await api("POST", SETS, web(replicas=1))
    await demo.step(60)
    async with watch(demo, PODS, labelSelector="stage=new") as seen:
        patch = {"metadata": {"labels": {"stage": "new"}}}
        await api("PATCH", f"{PODS}/web-0", patch, patch="merge")
        assert (await seen.next())[0] == "ADDED"
        patch = {"metadata": {"labels": {"stage": "old"}}}
        await api("PATCH", f"{PODS}/web-0", patch, patch="merge")
        assert (await seen.next())[0] == "DELETED"


async def test_compaction_ends_old_watches_with_410(demo: Demo, api: Api) -> None:
    _, listed = await api("GET", PODS)
    await api("POST", SETS, web(replicas=1))
    demo.compact()
    async with watch(demo, PODS, resourceVersion=listed["metadata"]["resourceVersion"]) as seen:
        verb, status = await seen.next()
        assert (verb, status["code"], status["reason"]) == ("ERROR", 410, "Expired")
        assert await seen.ended()


async def test_the_server_ends_a_watch_after_its_timeout(demo: Demo) -> None:
    async with watch(demo, PODS, timeoutSeconds="0.1") as seen:
        async with asyncio.timeout(30):
            assert await seen.ended()


async def test_a_streamed_list_ends_with_a_marked_bookmark(demo: Demo, api: Api) -> None:
    await api("POST", SETS, web(replicas=2))
    await demo.step(60)
    query = {"sendInitialEvents": "true", "allowWatchBookmarks": "true"}
    async with watch(demo, PODS, **query) as seen:
        assert [(await seen.next())[0] for _ in range(2)] == ["ADDED", "ADDED"]
        verb, obj = await seen.next()
        assert verb == "BOOKMARK"
        assert obj["metadata"]["annotations"]["k8s.io/initial-events-end"] == "true"
