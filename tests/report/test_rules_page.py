"""docs/rules.md is made from the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from ststui.diagnosis import built_in

pytestmark = pytest.mark.pure

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_every_rule_is_on_it() -> None:
    headings = {line[4:] for line in PAGE.read_text().splitlines() if line.startswith("### ")}
    assert headings == set(built_in().by_id)
