"""The app: themes, the link to the cluster, and the main screen."""

from __future__ import annotations

import asyncio
import logging
import signal
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType

from ststui.cluster.flags import ConnectionFlags
from ststui.ui.in_order import InOrder
from ststui.ui.screens.main import MainScreen
from ststui.ui.themes import THEMES, theme_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.screen import Screen

    from ststui.cli.options import Options
    from ststui.cluster.session import Session
    from ststui.ui.access import Access
    from ststui.ui.link import Link
    from ststui.ui.plans.rights import Rights


_log = logging.getLogger(__name__)

FAILED = 70
"""Exit code after a bug of our own (EX_SOFTWARE of sysexits.h)."""


NOT_TAKEN_SECONDS = 4
"""How long it stands on the screen that a pasted text was not taken."""


@runtime_checkable
class TakesAll(Protocol):
    """A screen that lets no key and no pasted text pass."""

    def on_key(self, event: events.Key) -> None:
        """Take a key."""

    def on_paste(self, event: events.Paste) -> None:
        """Take a pasted text."""


class StstuiApp(App[int]):
    """The terminal interface."""

    TITLE = "ststui"
    ENABLE_COMMAND_PALETTE = True
    CSS_PATH = "screens/main.tcss"
    """The main screen is the default one, whose style sheet only the app can load."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "Quit", show=False, priority=True, id="quit"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="quit-too"),
    ]

    def __init__(
        self, wanted: Options, *, session: Session | None = None, tour: bool = False
    ) -> None:
        """Make the app.

        Args:
            wanted: the flags.
            session: opened and logged in before the first frame, where the login asks questions.
            tour: whether the cluster is the demo's, whose hints are shown.
        """
        super().__init__(ansi_color=wanted.theme == "ansi")
        self.wanted = wanted
        self.tour = tour
        self._opened = session
        self._links: set[asyncio.Task[None]] = set()
        self.link: Link | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_name(wanted.theme)
        self._linked: asyncio.Task[None] | None = None
        self._access: Access | None = None
        self._rights: Rights | None = None
        self._in_order = InOrder(self, super().on_event)

    @property
    def access(self) -> Access:
        """Whether anything may be written, and where that is noted."""
        if self._access is None:
            from ststui.ui.access import Access  # noqa: PLC0415 - the first frame does not wait

            self._access = Access(self.wanted.settings, read_only=self.wanted.read_only)
        return self._access

    @property
    def rights(self) -> Rights:
        """What one may do, as far as it was asked."""
        if self._rights is None:
            from ststui.ui.plans.rights import Rights  # noqa: PLC0415 - likewise

            self._rights = Rights()
        return self._rights

    def get_default_screen(self) -> Screen[Any]:
        """The main screen is the only one below all others."""
        return MainScreen(self.wanted)

    def on_mount(self) -> None:
        """Connect after the first frame."""
        self.set_class(self.wanted.ascii_only, "-ascii")
        for number in (signal.SIGTERM, signal.SIGHUP):
            # The default would end the program and leave the terminal in raw mode.
            leave = partial(self.exit, None, return_code=128 + number)
            asyncio.get_running_loop().add_signal_handler(number, leave)
        self.call_after_refresh(self.connect)

    async def on_event(self, event: events.Event) -> None:
        """Hand on what comes; what is typed or clicked after all that came before it."""
        if not self._in_order.holds(event):
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A key that was on its way to the screen below when a dialog opened is the dialog's.

        A dialog takes a while to open the first time, and what is typed or pasted right behind its
        key has left for the tree by then.
        """
        if isinstance(self.screen, TakesAll):
            self.screen.on_key(event)

    def on_paste(self, event: events.Paste) -> None:
        """Likewise; where nothing takes a pasted text, that is said."""
        if isinstance(self.screen, TakesAll):
            self.screen.on_paste(event)
        elif isinstance(self.screen, MainScreen):
            said = "a pasted text: not taken; / filters and : takes a command"
            self.notify(said, timeout=NOT_TAKEN_SECONDS)

    def connect(self, context: str | None = None) -> None:
        """Connect to a cluster, leaving the one before; None for the one that the flags name."""
        # A third of a start is this import: it comes after the first frame.
        from ststui.ui.link import Link  # noqa: PLC0415

        flags = self.wanted.flags
        if context is not None:
            # Credentials given for one cluster are never shown to another; whom one acts as holds
            # for all, for who started as somebody with few rights does not expect their own.
            flags = ConnectionFlags(
                kubeconfig=flags.kubeconfig,
                context=context,
                as_user=flags.as_user,
                as_groups=flags.as_groups,
                request_timeout=flags.request_timeout,
            )
        opened = self._opened if context in {None, self._opened and self._opened.context} else None
        self.link = Link(
            flags=flags,
            wanted=self.wanted,
            all_namespaces=self.wanted.all_namespaces,
            opened=opened,
            ask=self._lend_terminal,
        )
        if self._linked is not None:
            self._linked.cancel()
        self._linked = asyncio.create_task(self.link.run(), name="link")
        self._links.add(self._linked)
        self._linked.add_done_callback(self._links.discard)
        self._in_order.begin()

    async def _lend_terminal(self, session: Session) -> None:
        """Log in with an exec plugin that may ask questions; what comes of it the screen says."""
        if self.is_headless or self.is_web:
            return
        with self.suspend():
            await session.login()

    async def on_unmount(self) -> None:
        """End the link and wait for its connections to close."""
        if self._rights is not None:
            self._rights.close()
        links = tuple(self._links)
        for each in links:
            each.cancel()
        await asyncio.gather(*links, return_exceptions=True)

    def _handle_exception(self, error: Exception) -> None:
        """End with one line instead of a traceback, whose variables may hold secrets.

        The only private part of Textual that is used: there is no public way to say what becomes of
        an exception in a handler (textual 8.2.8, app.py). Tests see the exception itself.
        """
        if self.is_headless:
            super()._handle_exception(error)
            return
        _log.error("ended by a bug", exc_info=error)
        self.exit(
            return_code=FAILED,
            message=f"ststui ended by a bug of its own: {type(error).__name__}; "
            "run it with --log-file FILE and report what is in it",
        )

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: our commands, then themes and quitting."""
        if isinstance(screen, MainScreen):
            yield from screen.palette()
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand("Quit", "Leave ststui", self.action_quit)
