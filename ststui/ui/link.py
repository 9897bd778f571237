"""The link to one cluster: opens the session behind the first frame and runs the feed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from ststui.errors import NoKubeconfigError, StstuiError

if TYPE_CHECKING:
    from ststui.cluster.flags import ConnectionFlags
    from ststui.cluster.session import Session
    from ststui.live import Store

_log = logging.getLogger(__name__)

LinkState = Literal["opening", "open", "failed"]
RETRY_LOGIN = 10.0
"""Seconds before a login that failed is tried again."""


@dataclass(slots=True)
class Link:
    """What is known of the connection; the screen reads it at each tick."""

    flags: ConnectionFlags
    namespace: str | None = None
    """None = all namespaces; meaningful once open."""
    all_namespaces: bool = False
    state: LinkState = "opening"
    error: StstuiError | None = None
    """Why it failed: a kubeconfig that cannot be used, or no login."""
    session: Session | None = None
    store: Store | None = None
    namespaces: tuple[str, ...] = ()
    """Names in natural order; empty when they may not be listed."""
    fell_back: bool = False
    """Whether all namespaces were asked for and only the context's may be read."""
    _relist: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        """The API server's time, or the local one before there is a session."""
        return self.session.now() if self.session else datetime.now(tz=UTC)

    @property
    def offers_demo(self) -> bool:
        """Whether there is no kubeconfig at all."""
        return isinstance(self.error, NoKubeconfigError)

    def relist(self) -> None:
        """Read everything anew; the old data stay on the screen until then."""
        self._relist.set()

    async def run(self) -> None:
        """Open the session and feed the store until cancelled."""
        while True:
            try:
                await self._run()
            except StstuiError as error:
                self.state, self.error = "failed", error
            await asyncio.sleep(RETRY_LOGIN)

    async def _run(self) -> None:
        # Imported here: the first frame does not wait for it.
        session_module = await asyncio.to_thread(_import_session)
        async with session_module.open_session(self.flags) as session:
            trouble = await session.login()
            if trouble is not None:
                raise StstuiError(trouble.text, try_="trying again in a moment")
            self.session = session
            self.namespace = None if self.all_namespaces else session.namespace
            await self._feed(session)

    async def _feed(self, session: Session) -> None:
        from ststui.live import Feed, Store  # noqa: PLC0415 - after the first frame
        from ststui.live.namespaces import namespaces  # noqa: PLC0415
        from ststui.live.once import learn_version  # noqa: PLC0415

        self.store = Store(session.context)
        self.state, self.error = "open", None
        await learn_version(session, self.store)
        while True:
            wanted = (self.namespace,) if self.namespace is not None else None
            feed = Feed(session, self.store, namespaces=wanted)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(feed.run())
                watching = group.create_task(self._watch_rights(self.store))
                if not self.namespaces:
                    self.namespaces = await namespaces(session)
                await self._relist.wait()
                self._relist.clear()
                running.cancel()
                watching.cancel()
            if self.fell_back and self.namespace is None:
                self.namespace = session.namespace
                self.store = Store(session.context)

    async def _watch_rights(self, store: Store) -> None:
        """Fall back to the context's namespace where all of them are denied."""
        if self.namespace is not None:
            return
        await store.wait_complete(("statefulsets",))
        health = store.health_of("statefulsets", "")
        if health is not None and health.state == "denied":
            self.fell_back = True
            self._relist.set()


def with_namespace(link: Link, namespace: str | None) -> Link:
    """A new link to the same cluster for another namespace."""
    flags = replace(link.flags, namespace=namespace) if namespace else link.flags
    return Link(flags=flags, all_namespaces=namespace is None, namespaces=link.namespaces)


def with_context(link: Link, context: str) -> Link:
    """A new link to another context, in that context's namespace."""
    flags = replace(link.flags, context=context, namespace=None, cluster=None, user=None)
    return Link(flags=flags, all_namespaces=link.all_namespaces)


def _import_session():  # type: ignore[no-untyped-def]  # noqa: ANN202
    import ststui.cluster.session as found  # noqa: PLC0415
    import ststui.live  # noqa: F401, PLC0415

    return found
