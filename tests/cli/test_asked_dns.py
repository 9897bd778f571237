"""What changed between reading and asking is no fault of DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.cli.asked_dns import ask_dns
from ststui.cli.options import Options
from ststui.cli.read import Reading, read
from ststui.cli.selection import parse_set
from ststui.cluster.flags import ConnectionFlags
from ststui.demo import start_in_process
from ststui.demo.clock import Clock
from ststui.model import Readable

if TYPE_CHECKING:
    from ststui.cluster.session import Session

pytestmark = pytest.mark.demo


async def verdicts(scenario: str, name: str, *, meanwhile: int) -> list[str]:
    """What is said of the ordinals when so many seconds pass between reading and asking."""
    async with start_in_process(scenario, clock=Clock(speed=0)) as demo:
        wanted = Options(flags=ConnectionFlags(kubeconfig=str(demo.kubeconfig_path)))

        async def ask(session: Session, reading: Reading) -> None:
            for _ in range(meanwhile):
                await demo.clock.step(1)
            await ask_dns(session, reading, wanted, everything=True)

        reading = await read(wanted, sets=(parse_set(name),), then=ask)
        (family,) = reading.families
        assert isinstance(family.dns, Readable)
        return [each.verdict for each in family.dns.value.ordinals.values()]


async def test_pods_that_came_meanwhile_are_not_called_stale() -> None:
    found = await verdicts("guide", "production/database", meanwhile=120)
    assert found == ["ok", "ok", "ok"]


async def test_a_server_that_is_behind_is_still_called_so() -> None:
    assert "split" in await verdicts("dns", "production/stale", meanwhile=0)
