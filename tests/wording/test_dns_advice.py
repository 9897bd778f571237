"""What is advised when nobody could be asked."""

from __future__ import annotations

import pytest

from ststui.dns.expectation import expect_service
from ststui.dns.names import service_name
from ststui.dns.verdict import not_asked
from ststui.model.dns import DnsWay, SetDns
from ststui.wording.dns import advice
from tests.controller.scene import NOW, Scene

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(("client", "offered"), [("", 1), ("web-0", 0)])
def test_the_client_view_is_offered_to_who_did_not_try_it(client: str, offered: int) -> None:
    family = Scene().family()
    way = DnsWay(transport="none", why="no", client=client)
    name = service_name(family, zone=way.zone)
    check = not_asked(name, expect_service(family), why=way.why)
    found = advice(family, SetDns(asked_at=NOW, way=way, service=check, ordinals={}))
    assert sum("--client" in each.command for each in found) == offered
