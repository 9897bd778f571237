"""DNS on the main screen: the column, the line of services, the mark on the state line."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.ui.opened import PATIENCE, open_app

pytestmark = pytest.mark.demo


def cell(tree: str, name: str) -> str:
    """What stands in the DNS column of an ordinal."""
    line = next(each for each in tree.splitlines() if f" {name} " in each)
    words = re.split(r"\s{2,}|(?<=[0-9a-f]{3}) ", line)
    return " ".join(words[-2:])


@pytest.mark.parametrize(
    ("ordinal", "verdict"),
    [
        ("no-service-0", "no Service"),
        ("not-headless-0", "not headless"),
        ("no-match-0", "selector misses"),
        ("no-hostname-0", "no hostname"),
        ("stale-1", "split"),
        ("stale-0", "ok"),
    ],
)
async def test_each_broken_layer_stands_in_the_column(ordinal: str, verdict: str) -> None:
    async with open_app("dns", size=(160, 60)) as screen:
        await screen.sees("stale-1", "dns: port-forward", "2 wrong")
        assert verdict in cell(screen.tree, ordinal)


async def test_nothing_is_asked_on_demand_until_somebody_looks() -> None:
    async with open_app("dns", size=(160, 60), dns="on-demand") as screen:
        await screen.sees("stale-1", "dns: on demand")
        assert "selector misses" not in screen.tree
        assert "split" not in screen.tree
        assert screen.app.link is not None
        assert screen.app.link.dns is not None
        assert screen.app.link.dns.way is None


async def test_off_is_off() -> None:
    async with open_app("dns", size=(160, 60), dns="off") as screen:
        await screen.sees("stale-1", "live")
        assert "dns:" not in screen.state


async def test_the_guides_records_appear_one_by_one() -> None:
    async with open_app("guide", size=(220, 60)) as screen:
        await screen.sees("dns: port-forward")
        await screen.press("slash", *"database", "enter")
        for ordinal in range(3):
            name = f"database-{ordinal}"
            assert dns_of(screen.tree, name) != "ok"
            while not ready(screen.tree, name):
                await screen.later(1)
                await screen.pilot.pause(0.15)
            await screen.later(1)  # EndpointSlices follow their pods in the demo's time
            for _ in range(PATIENCE):
                if dns_of(screen.tree, name) == "ok":
                    break
                await asyncio.sleep(0.05)
            assert dns_of(screen.tree, name) == "ok"
            later = [dns_of(screen.tree, f"database-{n}") for n in range(ordinal + 1, 3)]
            # The row of an ordinal without a pod does not bear its name.
            assert set(later) <= {"not ready", ""}


def ready(tree: str, name: str) -> bool:
    """Whether an ordinal's row says that its pod is ready."""
    return any(f" {name} " in each and " 1/1 " in each for each in tree.splitlines())


def dns_of(tree: str, name: str) -> str:
    """The verdict's word of an ordinal; empty while its row has none."""
    line = next((each for each in tree.splitlines() if f" {name} " in each), "")
    found = re.search(r"(ok|not ready|no pod|no name|stale|split)(\s+\d+\w*)?$", line)
    return found.group(1) if found else ""
