"""The mirror has an answer for any family."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from ststui.controller import forecast, if_it_died, next_step
from ststui.model.readable import NOT_READ
from tests.controller.odd import VERSIONS, any_family
from tests.controller.scene import NOW

if TYPE_CHECKING:
    from ststui.model.family import Family

pytestmark = [pytest.mark.pure, pytest.mark.timeout(300)]


@settings(max_examples=300, deadline=None)
@given(family=any_family(), version=VERSIONS)
def test_total(family: Family, version: str) -> None:
    step = next_step(family, now=NOW, server_version=version)
    assert (step is None) == (family.pods is NOT_READ)
    seen = forecast(family, now=NOW, server_version=version)
    assert (seen is None) == (step is None)
    for ordinal in range(-1, 7):
        again = if_it_died(family, ordinal, now=NOW, server_version=version)
        assert again is None or again.ordinal == ordinal
