"""The forecast is what then happens: random scales and updates that nobody disturbs."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.real.truth.foretold import foretold, wrong

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed

SETS = 12
FEWEST = 50
"""Changes that must have been foretold, step by step."""


@pytest.mark.real
async def test_the_forecast_is_what_happens(own_bed: OwnBed) -> None:
    first = int(os.environ.get("STSTUI_TRUTH_SEED") or random.randrange(10**6))
    print(f"seeds {first} to {first + SETS - 1}")
    verdicts = await foretold(own_bed(), range(first, first + SETS))
    print(dict(Counter(verdicts)))
    assert wrong(verdicts) == []
    assert verdicts.count("right") >= FEWEST
