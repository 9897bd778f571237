"""The page of all rules, made from the rules: ``make docs``."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from ststui.diagnosis import SEVERITIES, built_in
from ststui.diagnosis.rules import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.diagnosis import Rule

_NAME = re.compile(r"(\{[a-z_]+\})")
ABOUT = {
    "set": "the set",
    "pod": "each pod",
    "ordinal": "each wanted ordinal without a pod",
    "claim": "each claim",
    "service": "each Service of the set",
    "node": "each node that the set is on",
}


def rules_page() -> str:
    """The page in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    rules = built_in().rules
    counts = {each: sum(r.severity == each and not r.advice for r in rules) for each in SEVERITIES}
    yield "# Rules of the diagnosis"
    yield ""
    yield ("Made from the rules themselves (`make docs`); `ststui explain RULE` says the same.")
    yield ""
    advice = sum(each.advice for each in rules)
    words = ", ".join(f"{count} {severity}" for severity, count in counts.items())
    yield f"{len(rules)} rules: {words}; {advice} of advice."
    yield ""
    yield (
        "A *fault* is said at once, for its evidence settles it. A *wait* is said only after it has"
        " lasted for the time given. *Advice* is a risk without a symptom: only with `--advice` or"
        " `a` on the screen, and never counted. A *hint* looks for words that differ between"
        " vendors: likely, not certain. Severities may be lower than a failure's worst outcome:"
        " what will end by itself is not called critical. A finding that takes in worse ones is as"
        " bad as the worst of them. A rule whose evidence cannot be read is"
        ' "not checked"; it is never taken for fine.'
    )
    for title, group in GROUPS:
        yield ""
        yield f"## {title}"
        for rule in group:
            yield ""
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    sooner = f"; {rule.sooner}" if rule.sooner else ""
    wait = f"wait, {rule.after} s{sooner}"
    kind = {"fault": "fault", "wait": wait, "advice": "advice"}[rule.kind]
    hint = ", hint" if rule.hint else ""
    yield f"### {rule.id}"
    yield ""
    yield f"**{rule.severity}** ({kind}{hint}), of {ABOUT[rule.about]}: {_code(rule.title)}"
    yield ""
    yield f"{_plain(rule.newcomers)} {_plain(rule.why)}"
    if rule.fix:
        yield ""
        for fix in rule.fix:
            yield f"* {_plain(fix.text)}" + (f": `{fix.command}`" if fix.command else "")
    if rule.danger:
        yield ""
        yield f"Danger: {_plain(rule.danger)}"
    facts = [f"Reads: {', '.join(rule.needs)}."] if rule.needs else []
    if rule.wishes:
        facts.append(f"If allowed: {', '.join(rule.wishes)}.")
    if rule.explains:
        facts.append(f"Explains: {', '.join(rule.explains)}.")
    if rule.explained_by:
        facts.append(f"Symptom of: {', '.join(rule.explained_by)}.")
    if rule.relieves:
        facts.append(f"Its commands come first in: {', '.join(rule.relieves)}.")
    facts.append(f"[More]({rule.address})")
    yield ""
    yield " ".join(facts)


def _code(title: str) -> str:
    return f"`{title}`"


def _plain(text: str) -> str:
    return _NAME.sub(r"`\1`", text).replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    sys.stdout.write(rules_page())
