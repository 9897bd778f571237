"""The credential of now: given once, read again from a file, or got from an exec plugin.

Concurrent requests share one run of the plugin. A plugin that fails is not run again at once: a
hundred refused requests must not open a hundred browser windows.
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

from ststui.cluster.clock import ServerClock
from ststui.cluster.credential import Credential
from ststui.cluster.endpoint import Connection
from ststui.cluster.exec_plugin import run_plugin
from ststui.errors import LoginError

COOLDOWN: Final = 10.0
"""Seconds before a plugin runs again that failed, or whose credential was refused when fresh."""

EARLY: Final = timedelta(seconds=10)
"""So long before its end a credential is renewed, so that it does not end on its way."""


@dataclass(slots=True)
class Credentials:
    """Gives the credential to show, and a newer one when it was refused."""

    connection: Connection
    clock: ServerClock
    """The server's clock: it is the server that says whether a credential has ended."""

    stopwatch: Callable[[], float] = monotonic
    """Seconds that only grow, for the cooldown."""

    _current: Credential | None = None
    _failure: LoginError | None = None
    _ran_at: float = float("-inf")
    _given_at: datetime | None = None
    """The server's time when the plugin gave the current credential."""

    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self) -> Credential:
        """Give the credential to show.

        Returns:
            The credential, possibly an empty one.

        Raises:
            LoginError: There is none to be had; says why and what to try.
        """
        user = self.connection.user
        if user.exec is not None and not self._has_static_login:
            async with self._lock:
                if self._current is None or self._due(self._current):
                    await self._run(interactive=False)
                assert self._current is not None
                return self._current
        if user.token_file:
            self._current = self._read(user.token_file)
            return self._current
        return Credential(token=user.token)

    async def renew(self, refused: Credential) -> bool:
        """Try to get a credential that is not the refused one.

        Args:
            refused: The credential that the server answered 401 to.

        Returns:
            Whether `get` now gives another one.

        Raises:
            LoginError: The plugin failed.
        """
        user = self.connection.user
        if user.exec is None or self._has_static_login:
            return bool(user.token_file) and await self.get() != refused
        async with self._lock:
            if self._current is not refused:
                return True
            if self.stopwatch() - self._ran_at < COOLDOWN:
                return False
            await self._run(interactive=False)
            return self._current != refused

    @property
    def may_ask(self) -> bool:
        """Whether the first login may use the terminal."""
        config = self.connection.user.exec
        return (
            config is not None
            and not self._has_static_login
            and (config.interactive_mode != "Never")
        )

    async def login(self) -> None:
        """Get the first credential while the terminal may still be used.

        Raises:
            LoginError: There is none to be had.
        """
        config = self.connection.user.exec
        if config is None or self._has_static_login:
            await self.get()
            return
        mode = config.interactive_mode or "IfAvailable"
        terminal = sys.stdin is not None and sys.stdin.isatty()
        if mode == "Always" and not terminal:
            raise LoginError(
                f"exec plugin {config.command} asks questions, and there is no terminal",
                try_="run it once by hand in a terminal, or log in another way",
            )
        async with self._lock:
            self._failure = None
            await self._run(interactive=terminal and mode != "Never")

    @property
    def _has_static_login(self) -> bool:
        """Whether the user has a login besides the plugin; kubectl then never runs the plugin."""
        user = self.connection.user
        return bool(
            user.token
            or user.token_file
            or user.username
            or user.client_certificate
            or user.client_certificate_data
        )

    def _due(self, credential: Credential) -> bool:
        """Whether to run the plugin before the credential is shown.

        One that was about to end when it was given, or had ended (another clock), is shown until
        it ends or for the cooldown: the plugin is not run for each request.
        """
        if credential.expires is None:
            return False
        ends, now = credential.expires, self.clock.now()
        if now < ends - EARLY:
            return False
        if self._given_at is None or self.stopwatch() - self._ran_at >= COOLDOWN:
            return True
        return self._given_at < ends - EARLY or self._given_at < ends <= now

    def _read(self, path: str) -> Credential:
        """Read the token file: kubelets and agents replace it, so it is read each time.

        One that is empty or gone for a moment keeps the token there was, as client-go v0.36.3,
        transport/token_source.go (cachingTokenSource).
        """
        wrong = LoginError(f"the token file {path} is empty", try_="log in again")
        try:
            token = Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            wrong = LoginError(
                f"the token file {path} cannot be read: {why}", try_="check its path"
            )
            token = ""
        token = token or (self._current.token if self._current else self.connection.user.token)
        if not token:
            raise wrong
        return Credential(token=token)

    async def _run(self, *, interactive: bool) -> None:
        config = self.connection.user.exec
        assert config is not None
        if self._failure is not None and self.stopwatch() - self._ran_at < COOLDOWN:
            raise self._failure
        if config.interactive_mode == "Always" and not interactive:
            raise LoginError(
                f"the login of {config.command} ended, and it asks questions",
                try_="leave and start again to log in",
            )
        try:
            self._current = await run_plugin(
                config, cluster=self.connection.cluster, interactive=interactive
            )
            self._failure = None
            self._given_at = self.clock.now()
        except LoginError as error:
            self._failure = error
            raise
        finally:
            self._ran_at = self.stopwatch()
