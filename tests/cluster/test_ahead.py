"""Pages are asked for as soon as their token is known, never too many at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.cluster.ahead import MOST_UNDER_WAY, Ahead
from ststui.cluster.decode import next_token

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.pure


@dataclass
class Server:
    """Pages 0, 1, 2 … whose heads come at once and whose ends come when a test says so."""

    pages: int = 10
    heads: bool = True
    asked: list[str] = field(default_factory=list)
    broken_off: list[str] = field(default_factory=list)
    ends: dict[str, asyncio.Future[str]] = field(default_factory=dict)

    async def ask(self, token: str, tell: Callable[[str], None]) -> str:
        self.asked.append(token)
        number = int(token or 0)
        await asyncio.sleep(0)
        if self.heads and number + 1 < self.pages:
            tell(str(number + 1))
        self.ends[token] = asyncio.get_running_loop().create_future()
        try:
            return await self.ends[token]
        except asyncio.CancelledError:
            self.broken_off.append(token)
            raise


async def run_ready() -> None:
    """Let every task go on until all of them wait."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_next_pages_are_asked_for_while_one_is_still_coming() -> None:
    server = Server()
    ahead = Ahead(server.ask)
    taking = asyncio.create_task(ahead.take(""))
    await run_ready()
    assert server.asked == ["", "1", "2"]
    assert len(server.asked) == MOST_UNDER_WAY
    server.ends[""].set_result("page 0")
    assert await taking == "page 0"
    await run_ready()
    assert server.asked == ["", "1", "2", "3"]
    await ahead.drop()


async def test_pages_are_given_in_order_though_later_ones_come_first() -> None:
    server = Server(pages=3)
    ahead = Ahead(server.ask)
    taking = asyncio.create_task(ahead.take(""))
    await run_ready()
    for token in ("2", "1", ""):
        server.ends[token].set_result(f"page {token or 0}")
    taken = [await taking, await ahead.take("1"), await ahead.take("2")]
    assert taken == ["page 0", "page 1", "page 2"]
    assert server.asked == ["", "1", "2"]


async def test_where_no_head_tells_the_token_each_page_is_asked_for_when_it_is_wanted() -> None:
    server = Server(heads=False)
    ahead = Ahead(server.ask)
    for token in ("", "1"):
        taking = asyncio.create_task(ahead.take(token))
        await run_ready()
        server.ends[token].set_result(token)
        await taking
    assert server.asked == ["", "1"]


async def test_a_page_that_failed_is_asked_for_anew_and_what_followed_it_is_broken_off() -> None:
    server = Server()
    ahead = Ahead(server.ask)
    taking = asyncio.create_task(ahead.take(""))
    await run_ready()
    server.ends[""].set_result("trouble")
    await taking
    again = asyncio.create_task(ahead.take(""))
    await run_ready()
    assert sorted(server.broken_off) == ["1", "2", "3"]
    assert server.asked.count("") == 2
    again.cancel()
    await ahead.drop()


HEAD = b'{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"eyJ2=="'


@pytest.mark.parametrize(
    ("head", "token"),
    [
        (HEAD + b',"remainingItemCount":3},"items":[', "eyJ2=="),
        (HEAD + b'},"items":[{}]}', "eyJ2=="),
        (HEAD[:-3], ""),
        (HEAD, ""),
        (b'{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[', ""),
        (b'{"metadata":{"continue":"abc"},"items":[]}', "abc"),
        (b'{"kind":"PodList","metadata":{"continue":""},"items":[]}', ""),
        # Not the list's own token: one of an object, or in a text.
        (b'{"items":[{"metadata":{"continue":"abc"}}],"metadata":{}}', ""),
        (b'{"kind":"PodList","metadata":{"selfLink":"\\"continue\\":\\"abc\\""},"items":[]}', ""),
        (b'{"kind":"PodList","metadata":{"x":{"continue":"abc"}},"items":[]}', ""),
        (b"", ""),
        (b"<html>", ""),
    ],
)
def test_the_token_of_the_next_page_is_read_from_the_head(head: bytes, token: str) -> None:
    assert next_token(head) == token


@given(st.binary(max_size=200), st.integers(0, len(HEAD)))
def test_any_head_gives_a_token_or_none(noise: bytes, cut: int) -> None:
    assert next_token(HEAD[:cut] + noise).isprintable()
