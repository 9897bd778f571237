"""The filter line: text or regular expression, ``!not``, ``-f fuzzy``, ``-l label=selector``."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ststui.model.selector import parse_selector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ststui.model.stateful_set import Selector

FilterKind = Literal["none", "pattern", "not", "fuzzy", "labels", "invalid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A parsed filter."""

    text: str = ""
    """As typed."""
    kind: FilterKind = "none"
    pattern: re.Pattern[str] | None = None
    selector: Selector | None = None
    why: str = ""
    """Why it is invalid; an invalid filter hides nothing."""

    def shows(self, text: str) -> bool:
        """Whether a row with this text is shown; label filters are asked by ``shows_labels``."""
        match self.kind:
            case "pattern":
                return self.pattern is not None and self.pattern.search(text) is not None
            case "not":
                return self.pattern is None or self.pattern.search(text) is None
            case "fuzzy":
                return self.pattern is not None and self.pattern.search(text) is not None
            case _:
                return True

    def shows_labels(self, labels: Mapping[str, str]) -> bool:
        """Whether a set with these labels is shown."""
        return self.selector is None or self.selector.matches(dict(labels))


NO_FILTER = Filter()
"""Shows everything."""


def parse_filter(typed: str) -> Filter:
    """Parse what was typed; never fails: a pattern that is none is taken literally."""
    text = typed.strip()
    if not text:
        return Filter(text=typed)
    if text.startswith("-l"):
        selector = parse_selector(text[2:].strip())
        if isinstance(selector, str):
            return Filter(text=typed, kind="invalid", why=selector)
        return Filter(text=typed, kind="labels", selector=selector)
    if text.startswith("-f"):
        letters = [re.escape(each) for each in text[2:].strip()]
        return Filter(
            text=typed, kind="fuzzy", pattern=re.compile(".*?".join(letters), re.IGNORECASE)
        )
    if text.startswith("!"):
        rest = text[1:].strip()
        return (
            Filter(text=typed, kind="not", pattern=_pattern(rest)) if rest else Filter(text=typed)
        )
    pattern = _pattern(text)
    literal = pattern.pattern != text
    why = f"not a pattern, taken as text: {text}" if literal else ""
    return Filter(text=typed, kind="pattern", pattern=pattern, why=why)


def _pattern(text: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            # Python warns of `[[`, on the terminal, for what it may mean one day.
            warnings.simplefilter("ignore", FutureWarning)
            return re.compile(text, re.IGNORECASE)
    except re.error:
        return re.compile(re.escape(text), re.IGNORECASE)
