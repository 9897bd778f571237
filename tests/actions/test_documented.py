"""The codes of warnings and the actions stand in the documents, all of them and no others."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from ststui.actions.plan import Action, Code
from tests.made_docs import DOCS

pytestmark = pytest.mark.pure

SAFETY = (DOCS / "safety.md").read_text()
JSON = (DOCS / "json.md").read_text()


def test_codes_of_warnings() -> None:
    (table,) = re.findall(r"## Warnings\n(.*?)\n\n[^|\n]", SAFETY, re.DOTALL)
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([a-z-]+)`", " ".join(rows))) == set(get_args(Code))
    (listed,) = re.findall(r"`code`: `([^`]+)`", JSON)
    assert listed.split() == list(get_args(Code))


def test_actions() -> None:
    (listed,) = re.findall(r"`action`: `([^`]+)`", JSON)
    assert listed.split() == list(get_args(Action))
