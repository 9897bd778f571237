"""Findings as text: what could not be asked is not fine."""

from __future__ import annotations

import re

import pytest
from msgspec import structs

from ststui.cli.findings_text import findings_text
from ststui.diagnosis import Example
from ststui.model.readable import NOT_READ
from tests.diagnosis.reported import reported

pytestmark = pytest.mark.pure


def text_of(web: Example) -> str:
    return findings_text(reported(web), sets=1, selected=False)


def test_silence_says_how_much_was_asked() -> None:
    assert text_of(Example()) == "1 set: no findings.\n"
    lacking = text_of(Example().denied("pods", why="no permission: list pods"))
    first, *_ = lacking.splitlines()
    known = re.fullmatch(
        r"1 set: no findings by the rules that could be asked; "
        r"not checked \(below\): (\d+) rules\.",
        first,
    )
    assert known is not None, first
    assert int(known[1]) > 100
    assert "\nunchecked " in lacking
    found = text_of(Example().service().gone().denied("events", why="no permission: list events"))
    assert "1 set: 1 high; " in found
    assert "; not checked (below): " in found


def test_rules_that_would_ask_dns_are_counted_where_others_are() -> None:
    report = reported(Example().denied("events", why="no permission: list events"))
    first = report.not_checked[0]
    of_dns = tuple(structs.replace(first, rule=e, why=NOT_READ.why) for e in ("one", "two"))
    both = structs.replace(report, not_checked=(*report.not_checked, *of_dns))
    assert ", and 2 that ask DNS.\n" in findings_text(both, sets=1, selected=False)
    only = structs.replace(report, not_checked=of_dns)
    assert findings_text(only, sets=1, selected=False).startswith("1 set: no findings.\n")


def test_whatever_a_finding_quotes_is_harmless() -> None:
    web = Example()
    web.pod(1).creating(for_=900).event("FailedMount", "no \x1b[31m\u202e volume", before=800)
    assert all(line.isprintable() for line in text_of(web).split("\n"))
