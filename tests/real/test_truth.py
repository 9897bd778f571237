"""What ststui says of the controller is what the real one does: 72 random lives, all replayed."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from tests.real.truth.report import disagreements, report
from tests.real.truth.run import run_lives

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed

LIVES = 72
DEEDS_PER_LIFE = 12
FEWEST_PODS = 500
"""Creations and deletions of pods that must have been foretold."""
MOST_MIXED = 0.1
"""Share of deeds that may need caches of different age for an explanation (seen: 0.02)."""
COVERED = (
    "'podManagementPolicy': 'OrderedReady'",
    "'podManagementPolicy': 'Parallel'",
    "'type': 'RollingUpdate'",
    "'type': 'OnDelete'",
    "'minReadySeconds': 2",
    "'start': 3",
    "'partition': 1",
    "'whenScaled': 'Delete'",
    "'whenDeleted': 'Delete'",
    "scale",
    "image",
    "partition",
    "start",
    "retention",
    "strategy",
    "min ready",
    "'ststui.test/hold': ",
    "let go",
    "linger",
    "scale while it rolls",
    "image while it rolls",
    "fail pod",
    "unready pod",
    "delete claim",
    "hold claim",
    "foreign pod",
    "relabel pod",
    "orphan and re-create",
    "delete the set: Background",
    "delete the set: Foreground",
)
"""What happened in at least one of the lives, in the words of `Life.done`."""


@pytest.mark.real
@pytest.mark.timeout(900)
async def test_every_deed_of_the_controller_was_foretold(own_bed: OwnBed) -> None:
    first = int(os.environ.get("STSTUI_TRUTH_SEED") or random.randrange(10**6))
    bed = own_bed()
    results = await run_lives(
        bed, range(first, first + LIVES), steps=DEEDS_PER_LIFE, server_version=bed.version
    )
    print(report(results))
    wrong = [each for result in results for each in disagreements(result)]
    assert not wrong, "\n".join(wrong)
    happened = "\n".join(each for result in results for each in result.done)
    assert [each for each in COVERED if each not in happened] == []
    verdicts = [result.verdict for result in results]
    assert sum(each.pods for each in verdicts) >= FEWEST_PODS
    deeds = sum(each.pods + each.claims for each in verdicts)
    assert sum(each.mixed for each in verdicts) <= MOST_MIXED * deeds
