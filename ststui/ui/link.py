"""The link to one cluster: opens the session and runs the feed, behind the first frame."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from ststui.cluster.session import open_session, prepare
from ststui.cluster.trouble import Trouble
from ststui.errors import NoKubeconfigError, StstuiError
from ststui.live import Feed, Store
from ststui.live.glimpse import Glimpse
from ststui.live.namespaces import list_namespaces
from ststui.live.once import learn_version
from ststui.ui.dns_policy import dns_mode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from ststui.cli.options import Options
    from ststui.cluster.flags import ConnectionFlags
    from ststui.cluster.session import Session
    from ststui.live.checking import Checking
    from ststui.live.dns.asking import Asking
    from ststui.live.fullness import Fullness

_log = logging.getLogger(__name__)

LinkState = Literal["opening", "open", "failed"]
RETRY = 10.0
"""Seconds before what failed is tried again."""
SHOWN_WITHIN = 1.0
"""Seconds that DNS and diagnosis wait for the picture of what was listed."""


@dataclass(slots=True)
class Link:
    """What is known of the connection; the screen reads it at each tick."""

    flags: ConnectionFlags
    """What the session is opened with."""
    wanted: Options | None = None
    """Flags and settings beside the connection's."""
    opened: Session | None = None
    """A session that somebody else opened and will close."""
    ask: Callable[[Session], Awaitable[None]] | None = None
    """Logs in where an exec plugin may ask questions, with the terminal lent to it."""
    namespace: str | None = None
    """The one that somebody chose or, once open, the session's; None in all namespaces."""
    all_namespaces: bool = False
    state: LinkState = "opening"
    error: StstuiError | None = None
    """Why it failed: a kubeconfig that cannot be used, or no login."""
    session: Session | None = None
    store: Store | None = None
    checking: Checking | None = None
    """Who diagnoses all sets; None until the first lists are complete."""
    glimpse: Glimpse | None = None
    """Who reads what is visible first while a whole cluster is loading; None otherwise."""
    dns: Asking | None = None
    """Who asks DNS for what is visible; None until open."""
    fullness: Fullness | None = None
    """Who asks kubelets how full the claims of what is visible are; None until the first lists are
    complete."""
    namespaces: tuple[str, ...] = ()
    """Names in natural order; empty as long as they could not be listed."""
    absent: bool | None = None
    """Whether the server said that the namespace in view does not exist; None: it said nothing."""
    home: str | None = None
    """The namespace of the flags or the context, whatever is chosen; None until open."""
    fell_back: bool = False
    """Whether all namespaces were asked for and may not be read."""
    several: tuple[str, ...] | None = None
    """The namespaces that are shown instead, where there are more than one."""
    shown: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether what was listed first is on the screen."""
    _server_version: str | None = None
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

    def show(self, namespace: str | None) -> None:
        """Show another namespace, or all of them with None, by the same session."""
        self.all_namespaces, self.fell_back, self.several = namespace is None, False, None
        self.namespace, self.absent = namespace, None
        if self.session is None:
            return
        self.store = self._new_store(self.session)
        self._relist.set()

    async def run(self) -> None:
        """Open the session and feed the store until cancelled."""
        while True:
            try:
                await self._run()
            except StstuiError as error:
                self.state, self.error = "failed", error
            except Exception as error:  # noqa: BLE001 - the screen must not go on saying "live"
                _log.error("the link ended by a bug", exc_info=error)
                self.state, self.store = "failed", None
                self.error = StstuiError(
                    f"ststui failed: {type(error).__name__}",
                    try_="it tries again in a moment; --log-file FILE tells more",
                )
            await asyncio.sleep(RETRY)

    async def _run(self) -> None:
        if self.opened is not None:
            await self._use(self.opened)
            return
        async with open_session(self.flags) as session:
            if session.may_ask and self.ask is not None:
                await self.ask(session)
            await self._use(session)

    async def _use(self, session: Session) -> None:
        self.session = session
        self.home = session.namespace
        if self.namespace is None and not self.all_namespaces:
            self.namespace = self.home
        await prepare()
        await self._feed(session)

    def _new_store(self, session: Session) -> Store:
        store = Store(session.context)
        store.server_version = self._server_version
        if self.wanted is not None:
            store.role_labels = (*self.wanted.settings.roles.labels, *store.role_labels)
        return store

    async def _feed(self, session: Session) -> None:
        self.store = self._new_store(session)
        self.state, self.error = "open", None
        while True:
            async with asyncio.TaskGroup() as group:
                wanted = (self.namespace,) if self.namespace is not None else self.several
                new = wanted is None and not len(self.store.sets)
                self.glimpse = Glimpse(session, self.store) if new else None
                after = self.glimpse.first if self.glimpse is not None else None
                feed = Feed(session, self.store, namespaces=wanted, after=after)
                sides = [
                    partial(self._watch_rights, self.store),
                    partial(self._learn_namespaces, self.store),
                    partial(self._learn_version, session, self.store),
                    partial(self._ask_dns, session, self.store),
                    partial(self._check, session, self.store),
                ]
                if self.glimpse is not None:
                    sides.insert(0, partial(self.glimpse.run))
                running = [group.create_task(feed.run())]
                running += [group.create_task(_guarded(each)) for each in sides]
                await self._relist.wait()
                self._relist.clear()
                for each in running:
                    each.cancel()

    async def _when_shown(self) -> None:
        """Let what was listed come to the screen first: imports in a thread keep it waiting."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SHOWN_WITHIN):
                await self.shown.wait()

    async def _ask_dns(self, session: Session, store: Store) -> None:
        await store.healths.wait_complete(("statefulsets", "pods", "services", "endpointslices"))
        await self._when_shown()
        # 0.1 s of imports, which neither the first frame nor the tree has to wait for.
        way = await asyncio.to_thread(import_module, "ststui.live.dns.way")
        asking = await asyncio.to_thread(import_module, "ststui.live.dns.asking")
        before, wanted = self.dns, self.wanted
        if wanted is not None and (before is None or before.store is not store):
            wishes = way.DnsWishes(server=wanted.dns_server, zone=wanted.cluster_domain)
            mode = dns_mode(wanted, session)
            self.dns = asking.Asking(session, store, mode=mode, wishes=wishes)
        if self.dns is not None:
            await self.dns.run()

    async def _check(self, session: Session, store: Store) -> None:
        await store.healths.wait_complete(("statefulsets", "pods", "persistentvolumeclaims"))
        await self._when_shown()
        # The rules take 0.1 s to import, which the tree does not wait for.
        checking = await asyncio.to_thread(import_module, "ststui.live.checking")
        fullness = await asyncio.to_thread(import_module, "ststui.live.fullness")
        if self.checking is None or self.checking.store is not store:
            own = await asyncio.to_thread(import_module, "ststui.settings.own_rules")
            files = self.wanted.settings.rules.files if self.wanted is not None else ()
            self.checking = checking.Checking(session, store, book=own.book(files))
            self.fullness = fullness.Fullness(session, store, self.checking.around.kubelets)
        async with asyncio.TaskGroup() as group:
            for each in (self.checking, self.fullness):
                if each is not None:
                    group.create_task(_guarded(each.run))

    async def learn_names(self) -> str:
        """Ask which namespaces there are, and whether the one in view is one of them.

        Returns:
            Why they could not be listed, if so; what was known before stays then.
        """
        session, shown = self.session, self.namespace
        if session is None:
            return "not connected yet"
        if shown is not None:
            found = await session.get(f"/api/v1/namespaces/{quote(shown, safe='')}")
            trouble = found.kind if isinstance(found, Trouble) else None
            # Any other trouble tells nothing of the namespace.
            if shown == self.namespace and trouble in {None, "denied", "notFound"}:
                self.absent = trouble == "notFound"
        names = await list_namespaces(session)
        if isinstance(names, Trouble):
            return "namespaces may not be listed" if names.kind == "denied" else names.text
        self.namespaces = names
        return ""

    async def _learn_namespaces(self, store: Store) -> None:
        if self.namespace is None:
            # Names for keys and completion: what is visible comes first.
            await store.healths.wait_complete(("statefulsets",))
        await self.learn_names()
        while self.namespace is not None and self.absent is not False:
            await asyncio.sleep(RETRY)
            await self.learn_names()

    async def _learn_version(self, session: Session, store: Store) -> None:
        while store.server_version is None:
            await learn_version(session, store)
            await asyncio.sleep(0 if store.server_version else RETRY)
        self._server_version = store.server_version

    async def _watch_rights(self, store: Store) -> None:
        """Fall back to the context's namespace, and those of the settings, where all are denied."""
        if self.namespace is not None or self.several is not None:
            return
        await store.healths.wait_complete(("statefulsets",))
        health = store.healths.of("statefulsets", "")
        if health is not None and health.state == "denied" and self.home is not None:
            more = self.wanted.settings.namespaces if self.wanted is not None else ()
            names = tuple(dict.fromkeys((self.home, *more)))
            self.show(self.home if len(names) == 1 else None)
            self.several = names if len(names) > 1 else None
            self.fell_back = True


async def _guarded(side: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run something beside the feed; a bug in it is logged and ends nothing else.

    A function, for a task that is cancelled before its first step would leave a coroutine that
    nobody awaits, and Python says so on the terminal.
    """
    try:
        await side()
    except Exception as error:  # noqa: BLE001 - see above
        _log.error("a task beside the feed failed", exc_info=error)
