"""Embedded clusters for tests: a standing clock, so that nothing is waited for."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from ststui.demo import start_in_process
from ststui.demo.clock import Clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from ststui.demo.running import Demo

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
"""Where the standing clock begins."""


def standing_clock() -> Clock:
    """A clock that only step() moves."""
    return Clock(start=START, speed=0)


@pytest.fixture
async def start_demo() -> AsyncIterator[Callable[..., Coroutine[Any, Any, Demo]]]:
    """Start embedded clusters; they end with the test."""
    async with AsyncExitStack() as stack:

        async def start(scenario: str = "empty", *, clock: Clock | None = None) -> Demo:
            demo = start_in_process(scenario, clock=clock or standing_clock())
            return await stack.enter_async_context(demo)

        yield start


@pytest.fixture
async def demo(start_demo: Callable[..., Coroutine[Any, Any, Demo]]) -> Demo:
    """A cluster with nodes and classes and an empty namespace production."""
    return await start_demo("empty")


class Api:
    """The demo's API over HTTP, as JSON."""

    def __init__(self, demo: Demo, session: aiohttp.ClientSession) -> None:
        self._demo = demo
        self._session = session

    async def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        patch: str = "",
        **query: str,
    ) -> tuple[int, Any]:
        """Send a request and settle what it caused; status and decoded body."""
        kinds = {"": "application/json", "json": "application/json-patch+json"}
        kind = kinds.get(patch, f"application/{patch}-patch+json")
        async with self._session.request(
            method,
            self._demo.url + path,
            json=body,
            params=query,
            headers={"Content-Type": kind},
        ) as response:
            decoded = await response.json()
        await self._demo.settle()
        return response.status, decoded


@pytest.fixture
async def api(demo: Demo) -> AsyncIterator[Api]:
    """Requests to the cluster of the fixture demo."""
    async with aiohttp.ClientSession() as session:
        yield Api(demo, session)
