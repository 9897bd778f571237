"""A running embedded cluster: its HTTP server and its clock, in one event loop."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from ststui.demo import kinds
from ststui.demo.api.app import Application
from ststui.demo.catalogue import builder
from ststui.demo.clock import Clock
from ststui.demo.cluster import Cluster
from ststui.demo.fields import namespace_of
from ststui.demo.kubeconfig import kubeconfig_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ststui.demo.registry.verbs import Registry
    from ststui.demo.store import Store

HOST = "127.0.0.1"
"""The only address it listens on."""
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running embedded cluster."""

    cluster: Cluster
    """Everything in it."""
    url: str
    """Where its API is; the last part of the path stands for a token."""
    kubeconfig_path: Path
    """A kubeconfig for it, removed at the end."""
    application: Application
    """Its HTTP side."""

    @property
    def clock(self) -> Clock:
        """Its time."""
        return self.cluster.clock

    @property
    def store(self) -> Store:
        """Its objects."""
        return self.cluster.store

    @property
    def registry(self) -> Registry:
        """Its API without HTTP."""
        return self.cluster.registry

    async def step(self, seconds: float) -> None:
        """Move a standing clock on."""
        await self.clock.step(seconds)

    async def settle(self) -> None:
        """Do everything that is due by now."""
        await self.clock.settle()

    def compact(self) -> None:
        """Forget the past: watches and continued lists from before get 410."""
        self.store.compact()
        self.application.objects.lister.forget()


@asynccontextmanager
async def run_demo(
    scenario: str, *, clock: Clock | None, speed: float, port: int
) -> AsyncIterator[Demo]:
    """Make a scenario, serve it, and end it cleanly.

    Args:
        scenario: Its name.
        clock: Its time; one at the given speed if None.
        speed: Seconds of the demo per real second.
        port: Where to listen; 0 for a free one.

    Yields:
        The running cluster.

    Raises:
        KeyError: If there is no such scenario.
    """
    build = builder(scenario)
    cluster = Cluster(clock=clock or Clock(speed=speed))
    build(cluster)
    prefix = secrets.token_urlsafe(_TOKEN_BYTES)
    application = Application(cluster, prefix=prefix)
    async with AsyncExitStack() as stack:
        runner = web.AppRunner(application.build(), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        bound = runner.addresses[0][1]
        url = f"http://{HOST}:{bound}/{prefix}"
        path = stack.enter_context(kubeconfig_file(url, _first_namespace(cluster)))
        failures: deque[Exception] = deque(maxlen=1)
        cluster.clock.on_failure = failures.append
        task = asyncio.create_task(cluster.clock.run(), name="demo clock")
        try:
            yield Demo(cluster=cluster, url=url, kubeconfig_path=path, application=application)
            if failures:
                raise failures[0]
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _first_namespace(cluster: Cluster) -> str:
    """Where a user of the scenario starts: production, else where its first set is."""
    if cluster.store.get(kinds.NAMESPACES, "", "production") is not None:
        return "production"
    first = next(cluster.store.each(kinds.STATEFUL_SETS), None)
    return namespace_of(first) if first is not None else "default"
