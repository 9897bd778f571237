"""The test's own hands and eyes on a cluster: plain JSON over HTTP, sharing no code with ststui."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

import aiohttp
import yaml

from tests.testbed.credentials import credentials
from tests.testbed.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

T = TypeVar("T")

POLL_SECONDS = 0.05
"""Between two looks at a condition."""

PATCH = {
    "merge": "application/merge-patch+json",
    "json": "application/json-patch+json",
    "apply": "application/apply-patch+yaml",
}


class ApiError(Exception):
    """The API server refused: its code and its words."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Api:
    """A client for one kubeconfig; an async context manager."""

    def __init__(self, kubeconfig: Path) -> None:
        self._read = credentials(yaml.safe_load(kubeconfig.read_text()))
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
        self._session = aiohttp.ClientSession(
            self._read.server,
            timeout=timeout,
            headers=self._read.headers,
            connector=aiohttp.TCPConnector(ssl=self._read.ssl, limit=0),
            read_bufsize=2**22,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self._session.close()

    async def request(
        self, method: str, path: str, *, body: Any = None, content_type: str = "application/json"
    ) -> Any:
        """One request; the decoded JSON answer.

        Raises:
            ApiError: any other answer than 2xx.
        """
        assert self._session is not None, "use Api as an async context manager"
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": content_type}
        async with self._session.request(method, path, data=data, headers=headers) as answer:
            text = await answer.text()
            if answer.status >= 300:
                raise ApiError(answer.status, _message(text))
            return json.loads(text)

    async def create(self, manifest: dict[str, Any], *, namespace: str | None = None) -> Any:
        """POST one object."""
        path = KINDS[manifest["kind"]].path(namespace)
        return await self.request("POST", path, body=manifest)

    async def apply(self, manifest: dict[str, Any], *, namespace: str | None = None) -> Any:
        """Server-side apply of one object, as field manager ``test``."""
        path = KINDS[manifest["kind"]].path(namespace, manifest["metadata"]["name"])
        query = "?fieldManager=test&force=true"
        return await self.request("PATCH", path + query, body=manifest, content_type=PATCH["apply"])

    async def get(self, kind: str, name: str, *, namespace: str | None = None) -> Any | None:
        """One object, None when it does not exist."""
        try:
            return await self.request("GET", KINDS[kind].path(namespace, name))
        except ApiError as error:
            if error.code == 404:
                return None
            raise

    async def list(self, kind: str, *, namespace: str | None = None) -> tuple[Any, ...]:
        """All objects of a kind, by name."""
        answer = await self.request("GET", KINDS[kind].path(namespace))
        return tuple(sorted(answer["items"], key=lambda item: str(item["metadata"]["name"])))

    async def patch(
        self,
        kind: str,
        name: str,
        body: Any,
        *,
        namespace: str | None = None,
        subresource: str = "",
        form: Literal["merge", "json"] = "merge",
    ) -> Any:
        """Patch one object or its subresource."""
        path = KINDS[kind].path(namespace, name) + (f"/{subresource}" if subresource else "")
        return await self.request("PATCH", path, body=body, content_type=PATCH[form])

    async def delete(
        self,
        kind: str,
        name: str,
        *,
        namespace: str | None = None,
        propagation: Literal["Background", "Foreground", "Orphan"] = "Background",
        grace: int | None = None,
    ) -> None:
        """Delete one object (a missing one is fine); returns when the request was accepted."""
        options: dict[str, Any] = {"propagationPolicy": propagation}
        if grace is not None:
            options["gracePeriodSeconds"] = grace
        try:
            await self.request("DELETE", KINDS[kind].path(namespace, name), body=options)
        except ApiError as error:
            if error.code != 404:
                raise

    async def watch(
        self, kind: str, *, namespace: str | None = None, since: str
    ) -> AsyncIterator[dict[str, Any]]:
        """The watch events of a kind after ``since`` (a resourceVersion), as they come."""
        assert self._session is not None, "use Api as an async context manager"
        query = f"?watch=true&resourceVersion={since}&allowWatchBookmarks=true"
        async with self._session.get(KINDS[kind].path(namespace) + query) as answer:
            if answer.status >= 300:
                raise ApiError(answer.status, _message(await answer.text()))
            async for line in answer.content:
                yield json.loads(line)


async def wait_for(condition: Callable[[], Awaitable[T]], *, what: str, seconds: float = 60.0) -> T:
    """Ask until the answer is true, and return it.

    Raises:
        AssertionError: it was not within ``seconds``; says what was waited for and the last answer.
    """
    answer: T | None = None
    try:
        async with asyncio.timeout(seconds):
            while True:
                if answer := await condition():
                    return answer
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError:
        raise AssertionError(f"no {what} within {seconds:.0f} s; last: {answer!r}") from None


def _message(text: str) -> str:
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text
