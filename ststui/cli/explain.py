"""``ststui explain``: what a rule looks for, means and advises."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from ststui.cli.findings_text import rule_lines
from ststui.cli.output import write_document
from ststui.diagnosis.rules import GROUPS
from ststui.errors import UnknownNameError
from ststui.report.diagnosis import RuleReport, report_rule
from ststui.report.shape import API_VERSION, Shape
from ststui.settings.own_rules import book_of

if TYPE_CHECKING:
    import argparse

    from ststui.cli.options import Options
    from ststui.diagnosis import Book


class RuleList(Shape, frozen=True, kw_only=True):
    """``ststui explain -o json``."""

    api_version: str = API_VERSION
    kind: Literal["Rules"] = "Rules"
    rules: tuple[RuleReport, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("rule", nargs="?", metavar="RULE", help="a rule; without: the list")
    parser.add_argument("-o", "--output", choices=("text", "json", "yaml"), default="text")


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Print a rule, or the list.

    Raises:
        UnknownNameError: there is no such rule.
    """
    book = book_of(wanted.settings)
    if parsed.rule is None:
        if parsed.output == "text":
            sys.stdout.write(_list(book))
        else:
            rules = tuple(report_rule(each) for each in book.rules)
            write_document(RuleList(rules=rules), parsed.output)
        return 0
    rule = book.by_id.get(parsed.rule)
    if rule is None:
        near = get_close_matches(parsed.rule, book.by_id, n=3)
        raise UnknownNameError(
            "rule", name=parsed.rule, where="this version", known=near or sorted(book.by_id)
        )
    report = report_rule(rule, runbook=wanted.settings.runbooks.get(rule.id))
    if parsed.output == "text":
        sys.stdout.write("\n".join(rule_lines(report)) + "\n")
    else:
        write_document(report, parsed.output)
    return 0


def _list(book: Book) -> str:
    lines = []
    width = max(map(len, book.by_id))
    grouped = {each.id for _, rules in GROUPS for each in rules}
    own = tuple(each for each in book.rules if each.id not in grouped)
    for title, rules in (*GROUPS, *([("Your own", own)] if own else [])):
        lines += ["", title]
        for each in rules:
            kind = "advice" if each.advice else each.severity
            lines.append(f"  {each.id:{width}}  {kind:8}  {each.title}")
    return "\n".join(lines).lstrip("\n") + "\n"
