"""Documents to stdout: JSON and YAML."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from ststui.cluster.kinds import KINDS
from ststui.wording.counted import counted
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ststui.report import UnreadableReport
    from ststui.report.shape import Shape

FORMATS = ("text", "wide", "json", "yaml")
WIDEST = 100
"""Columns of a line on stderr; longer ones are wrapped."""
LEAST = 40
"""Columns of a line however narrow the terminal is."""
MOST_CHARACTERS = 1_000
"""Of one thing that could not be read, and why."""
MOST_NAMESPACES = 3
"""So many are named; the rest is counted."""
EVERYWHERE = "*"
"""Stands for all namespaces; none can be called that."""
NAMESPACED = frozenset(each.plural for each in KINDS if each.namespaced)
TELLS = {"nodes/proxy": "how full claims are", "nodes": "how they are"}
"""What is not known without it, where its name does not say so."""
MOST_ALIKE = 5
"""So many things are told of one resource, e.g. objects that make no sense."""


def write_document(report: Shape, form: str) -> None:
    """Write a document in seven bits; what either format may hold raw could reach a terminal."""
    if form == "json":
        encoded = msgspec.json.format(msgspec.json.encode(report), indent=2)
        sys.stdout.write(_OTHERS.sub(_as_json, encoded.decode()) + "\n")
        return
    import yaml  # noqa: PLC0415 - 20 ms that JSON does not need

    plain = msgspec.to_builtins(report)
    yaml.safe_dump(plain, sys.stdout, sort_keys=False, allow_unicode=False)


_OTHERS = re.compile(r"[^\n -~]")


def _as_json(found: re.Match[str]) -> str:
    """A character as JSON's escape: RFC 8259, section 7, two of them outside the first plane."""
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def say_unreadable(unreadable: Sequence[UnreadableReport]) -> None:
    """Say on stderr what could not be read, one thing a line; the rest is on stdout."""
    for each in unread_lines(unreadable):
        print(each, file=sys.stderr)  # noqa: T201 - this is the command line


def unread_lines(unreadable: Iterable[UnreadableReport]) -> Iterator[str]:
    """What could not be read: resources that fail alike in the same namespaces together."""
    places: dict[tuple[str, str], dict[str | None, None]] = {}
    for each in unreadable:
        why = each.why.removesuffix(f" {each.resource}")
        everywhere = EVERYWHERE if each.resource in NAMESPACED and why != each.why else None
        places.setdefault((each.resource, why), {})[each.namespace or everywhere] = None
    alike: dict[tuple[tuple[str | None, ...], str], list[str]] = {}
    for (resource, why), namespaces in places.items():
        alike.setdefault((tuple(namespaces), why), []).append(resource)
    said: Counter[str] = Counter()
    for (where, why), resources in alike.items():
        said.update(resources)
        if all(said[each] > MOST_ALIKE for each in resources):
            continue
        names = (f"{e} for {TELLS[e]}" if e in TELLS else e for e in resources)
        yield from _wrapped(f"{', '.join(names)}{_where(where)} ({why})")
    for resource, times in said.items():
        if times > MOST_ALIKE:
            yield from _wrapped(f"{times - MOST_ALIKE} more of {resource}: -o json tells all")


def _where(namespaces: tuple[str | None, ...]) -> str:
    """None: what has no namespace."""
    names = [each for each in namespaces if each not in {None, EVERYWHERE}]
    more = len(names) - MOST_NAMESPACES
    parts = ["in all namespaces"] if EVERYWHERE in namespaces else []
    if names:
        shown = ", ".join(map(str, names[:MOST_NAMESPACES]))
        rest = f" and {counted(more, 'more namespace')}" if more > 0 else ""
        parts.append(f"in {shown}{rest}")
    return f" {' and '.join(parts)}" if parts else ""


def _wrapped(text: str) -> Iterator[str]:
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    yield from textwrap.wrap(
        safe(f"ststui: not read: {text}", limit=MOST_CHARACTERS),
        width=max(width, LEAST),
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
