"""The DNS matrix: key D on a set and on an ordinal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ststui.ui.screens.dns import DnsScreen
from tests.ui.opened import PATIENCE, open_app

if TYPE_CHECKING:
    from tests.ui.opened import Screen

pytestmark = pytest.mark.demo


async def matrix_says(screen: Screen, *texts: str) -> str:
    """Wait until the matrix shows all these texts."""
    said = ""
    for _ in range(PATIENCE):
        top = screen.app.screen
        said = top.body.text if isinstance(top, DnsScreen) else ""
        if all(text in said for text in texts):
            return said
        await asyncio.sleep(0.05)
    pytest.fail(f"never seen: {texts}\n{said}")


async def filtered(screen: Screen, text: str) -> None:
    await screen.sees(text)
    await screen.press("slash", *text, "enter", "g")
    await screen.sees(f"/{text}")


async def test_of_a_set_every_name_and_every_server() -> None:
    async with open_app("dns", size=(160, 50)) as screen:
        await filtered(screen, "stale")
        await screen.press("D")
        said = await matrix_says(screen, "stale-1", "(reverse)", "10.244.99.99")
        assert "the servers disagree" in said
        head = next(line for line in said.splitlines() if line.startswith("NAME"))
        assert head.count("coredns-") == 2
        await screen.press("escape")
        assert not isinstance(screen.app.screen, DnsScreen)


async def test_of_an_ordinal_only_its_names() -> None:
    async with open_app("dns", size=(160, 50)) as screen:
        await filtered(screen, "stale")
        await screen.press("j")
        await screen.press("D")
        said = await matrix_says(screen, "stale-0", "(reverse)")
        assert "stale-1 " not in said


async def test_on_demand_the_key_asks() -> None:
    async with open_app("dns", size=(160, 50), dns="on-demand") as screen:
        await filtered(screen, "no-match")
        await screen.press("D")
        await matrix_says(screen, "selector misses", "WHAT TO DO")


async def test_narrow_the_servers_stand_below() -> None:
    async with open_app("dns", size=(80, 24)) as screen:
        await filtered(screen, "stale")
        await screen.press("D")
        said = await matrix_says(screen, "stale-1", "10.244.99.99")
        assert any(line.startswith("    coredns-") for line in said.splitlines())


async def test_the_client_view_asks_from_a_pod() -> None:
    async with open_app("dns", size=(160, 50)) as screen:
        await filtered(screen, "stale")
        await screen.press("D")
        await matrix_says(screen, "stale-1")
        await screen.press("c")
        said = await matrix_says(screen, "client view")
        lines = {line.split()[0]: line.split() for line in said.splitlines() if line}
        # One resolver in front of both servers: the stale answer of one of them is not seen here.
        for name in ("stale", "stale-0", "stale-1"):
            assert "ok" in lines[name]
        address = lines["stale-1"][2]
        assert lines["stale-1"].count(address) == 2, "expected, and answered"
        assert "10.244.99.99" not in said


async def test_no_client_view_when_read_only() -> None:
    async with open_app("dns", size=(160, 50), read_only=True) as screen:
        await filtered(screen, "stale")
        await screen.press("D")
        await matrix_says(screen, "server view")
        await screen.press("c")
        await matrix_says(screen, "server view")


async def test_the_layer_of_pods_with_another_services_subdomain() -> None:
    async with open_app("dns", size=(160, 50)) as screen:
        await filtered(screen, "no-hostname")
        await screen.press("D")
        said = await matrix_says(
            screen,
            "pod no-hostname-1 has subdomain no-hostname-old, but its Service is no-hostname",
            "one made anew by the controller has both",
        )
        line = next(each for each in said.splitlines() if each.startswith("no-hostname-0 "))
        assert "no hostname (hostname and subdomain)" in line
        assert said.count("NXDOMAIN") == 4, "two ordinals, two servers"
