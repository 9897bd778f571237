"""A session with an embedded cluster, for what asks while it looks."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.demo import start_in_process

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.cluster.session import Session
    from ststui.demo.running import Demo


@contextlib.asynccontextmanager
async def opened(scenario: str = "empty") -> AsyncIterator[Session]:
    """Log in to a scenario."""
    async with opened_with_demo(scenario) as (_, session):
        yield session


@contextlib.asynccontextmanager
async def opened_with_demo(scenario: str) -> AsyncIterator[tuple[Demo, Session]]:
    """Log in to a scenario, whose cluster can be changed."""
    async with contextlib.AsyncExitStack() as stack:
        demo = await stack.enter_async_context(start_in_process(scenario))
        flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))
        session = await stack.enter_async_context(open_session(flags))
        assert await session.login() is None
        yield demo, session
