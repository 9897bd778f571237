"""Whatever text a cluster holds, nothing of it reaches the terminal raw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

import ststui.model.dns
from ststui.diagnosis import Example, Rule, built_in, diagnose
from ststui.model import Event, Unreadable
from ststui.report import report_set
from ststui.ui.widgets.pane import pane_lines
from ststui.ui.widgets.tree.layout import lay_out, widths
from ststui.ui.widgets.tree.paint import paint
from ststui.ui.widgets.tree.rows.block import build_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.model import Family

pytestmark = pytest.mark.pure

HOSTILE = "\x1b]52;c;aGk=\x07\x1b[31m\x9b2J\r\n\u202e\u200b[b]"
"""The clipboard, a colour, a clean screen by C1, line breaks, a direction, nothing, markup."""

RULES = built_in().rules
NAMES = [each.id for each in RULES]


def spoiled(value: Any) -> Any:
    """The same value, every text of it with the hostile one at its end; names of parts stay."""
    if type(value).__module__ == ststui.model.dns.__name__:
        return value  # verdicts are ours
    match value:
        case str():
            return value + HOSTILE
        case msgspec.Struct():
            changes = {name: spoiled(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **changes)
        case tuple():
            return tuple(map(spoiled, value))
        case dict():
            return {key: spoiled(each) for key, each in value.items()}
        case Mapping():
            return MappingProxyType({key: spoiled(each) for key, each in value.items()})
        case _ if is_dataclass(value) and not isinstance(value, type):
            names = [each.name for each in fields(value)]
            return replace(value, **{name: spoiled(getattr(value, name)) for name in names})
        case _:
            return value


def painted(family: Family, example: Example) -> Iterator[str]:
    """Every text that the tree and the pane would put on the screen."""
    seen = example.seen()
    report = report_set(family, now=seen.now, server_version=seen.server_version)
    folded = build_block(report, expanded=True)
    keys = frozenset(row.key for row in folded.rows)
    rows = build_block(report, expanded=True, expanded_ordinals=keys).rows
    layout = lay_out(widths(rows), width=200, hidden=frozenset())
    for row in rows:
        yield from (cell.text for cell in paint(row, layout, ascii_only=False))
    lone: list[Event] = []
    if not isinstance(family.events, Unreadable):
        lone = [each for events in family.events.value.values() for each in events]
    for row in rows:
        lines = pane_lines(family, report, row, events=lone, why_no_events=HOSTILE, now=seen.now)
        yield from (cell.text for line in lines for cell in line)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_tree_and_pane_show_hostile_text_harmless(rule: Rule) -> None:
    example = Example()
    rule.case.fires(example)
    texts = list(painted(spoiled(example.seen().family), example))
    assert any("\\e" in text for text in texts), "the hostile text is not there at all"
    raw = [text for text in texts if not text.isprintable()]
    assert not raw


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_spoiled_family_makes_no_rule_fail(rule: Rule) -> None:
    example = Example()
    rule.case.fires(example)
    seen = example.seen()
    found = diagnose(replace(seen, family=spoiled(seen.family)), built_in())
    assert not [each for each in found.not_checked if "failed" in each.why]
