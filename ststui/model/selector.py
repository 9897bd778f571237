"""Label selectors as kubectl's ``-l`` writes them."""

from __future__ import annotations

import re

from ststui.model.stateful_set import Selector, SelectorExpression

_SET_BASED = re.compile(r"^(?P<key>\S+)\s+(?P<op>in|notin)\s*\((?P<values>[^)]*)\)$")
_EQUALITY = re.compile(r"^(?P<key>[^=!\s]+)\s*(?P<op>==|=|!=)\s*(?P<value>[^=!\s]*)$")
_EXISTS = re.compile(r"^(?P<not>!?)\s*(?P<key>[^=!\s,()]+)$")
_COMMA = re.compile(r",(?![^(]*\))")


def parse_selector(text: str) -> Selector | str:
    """The selector, or why it is none.

    Grammar: labels.Parse (apimachinery pkg/labels/selector.go, v0.36): ``a=b``, ``a==b``,
    ``a!=b``, ``a in (b,c)``, ``a notin (b)``, ``a``, ``!a``, joined by commas. ``!=`` and
    ``notin`` also match where the label is absent.
    """
    expressions: list[SelectorExpression] = []
    for part in _COMMA.split(text) if text.strip() else ():
        found = _expression(part.strip())
        if found is None:
            return f"not a label selector: {part.strip() or text!r}"
        expressions.append(found)
    return Selector(match_expressions=tuple(expressions))


def _expression(part: str) -> SelectorExpression | None:
    if found := _SET_BASED.match(part):
        values = tuple(each.strip() for each in found["values"].split(","))
        operator = "In" if found["op"] == "in" else "NotIn"
        return SelectorExpression(key=found["key"], operator=operator, values=values)
    if found := _EQUALITY.match(part):
        operator = "NotIn" if found["op"] == "!=" else "In"
        return SelectorExpression(key=found["key"], operator=operator, values=(found["value"],))
    if found := _EXISTS.match(part):
        operator = "DoesNotExist" if found["not"] else "Exists"
        return SelectorExpression(key=found["key"], operator=operator)
    return None
