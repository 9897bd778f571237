"""Label and field selectors, as queries and as objects carry them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ststui.demo import refusal
from ststui.demo.fields import at, labels_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.demo.fields import Json

_SET_TERM = re.compile(r"^(?P<key>[^\s!=,()]+)\s+(?P<verb>in|notin)\s*\((?P<values>[^)]*)\)$")
_EQUAL_TERM = re.compile(r"^(?P<key>[^\s!=,()]+)\s*(?P<verb>==|=|!=)\s*(?P<value>[^\s!=,()]*)$")
_EXISTS_TERM = re.compile(r"^(?P<verb>!?)\s*(?P<key>[^\s!=,()]+)$")


def matches_selector(labels: dict[str, str], selector: Json | None) -> bool:
    """Whether labels satisfy a LabelSelector object.

    Args:
        labels: The labels.
        selector: matchLabels and matchExpressions; an absent one matches nothing, an empty one all.

    Returns:
        Whether they match.
    """
    if selector is None:
        return False
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    return all(_expression(labels, term) for term in selector.get("matchExpressions") or ())


def _expression(labels: dict[str, str], term: Json) -> bool:
    key, verb, values = term["key"], term["operator"], term.get("values") or ()
    if verb == "In":
        return labels.get(key) in values
    if verb == "NotIn":
        return labels.get(key) not in values
    return bool((key in labels) == (verb == "Exists"))


def label_filter(text: str) -> Callable[[Json], bool]:
    """A test of objects from a labelSelector query.

    Args:
        text: As in the query, such as "app=web,tier in (a,b),!old".

    Returns:
        The test.

    Raises:
        RefusedError: 400 if the text is no selector.
    """
    tests = [_label_test(term.strip()) for term in re.split(r",(?![^(]*\))", text) if term.strip()]

    def test(obj: Json) -> bool:
        labels = labels_of(obj)
        return all(one(labels) for one in tests)

    return test


def _label_test(term: str) -> Callable[[dict[str, str]], bool]:
    found = _SET_TERM.match(term)
    if found:
        key, values = found["key"], {value.strip() for value in found["values"].split(",")}
        inside = found["verb"] == "in"
        return lambda labels: (labels.get(key) in values) == inside
    found = _EQUAL_TERM.match(term)
    if found:
        key, value, equal = found["key"], found["value"], found["verb"] != "!="
        return lambda labels: (labels.get(key) == value) == equal
    found = _EXISTS_TERM.match(term)
    if found:
        key, wanted = found["key"], not found["verb"]
        return lambda labels: (key in labels) == wanted
    raise refusal.bad_request(f"unable to parse requirement: {term}")


def field_filter(text: str) -> Callable[[Json], bool]:
    """A test of objects from a fieldSelector query.

    Args:
        text: As in the query, such as "metadata.name=web-0,status.phase!=Running".

    Returns:
        The test.

    Raises:
        RefusedError: 400 if the text is no selector.
    """
    terms: list[tuple[tuple[str, ...], bool, str]] = []
    for term in filter(None, text.split(",")):
        found = _EQUAL_TERM.match(term.strip())
        if not found:
            raise refusal.bad_request(f"invalid selector: '{text}'; can't understand '{term}'")
        terms.append((tuple(found["key"].split(".")), found["verb"] != "!=", found["value"]))

    def test(obj: Json) -> bool:
        return all(
            (str(at(obj, *path, default="")) == value) == equal for path, equal, value in terms
        )

    return test
