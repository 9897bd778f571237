"""Reads own rules of diagnosis from YAML, with errors that name file and line."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ststui.diagnosis import Book, built_in
from ststui.diagnosis.own import GivenFile, complaint, own_rule
from ststui.errors import UsageError
from ststui.settings.load import place
from ststui.settings.where import line_of as line_of_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.diagnosis import Rule
    from ststui.settings.settings import Settings


def book_of(settings: Settings) -> Book:
    """The built-in rules and those of the settings' files.

    Raises:
        UsageError: a file cannot be read, a rule in it is not right, or a runbook is of a rule that
            does not exist; names file and line.
    """
    found = book(settings.rules.files)
    for rule in settings.runbooks:
        if rule not in found.by_id:
            raise _no_such_rule(rule, found)
    return found


def _no_such_rule(rule: str, known: Book) -> UsageError:
    near = get_close_matches(rule, known.by_id, n=1, cutoff=0.5)
    path = place()
    line = line_of_key(path.read_text(encoding="utf-8"), ("runbooks", rule))
    return _wrong(
        path,
        line,
        f'runbooks: there is no rule "{rule}"',
        try_=f"did you mean {near[0]}?" if near else "see ststui explain",
    )


def book(files: Sequence[str]) -> Book:
    """The built-in rules and those of the files.

    Args:
        files: paths as the settings name them.

    Raises:
        UsageError: a file cannot be read, or a rule in it is not right; names file and line.
    """
    if not files:
        return built_in()
    rules = list(built_in().rules)
    for each in files:
        path = Path(each).expanduser()
        known = frozenset(rule.id for rule in rules)
        rules += read_rules(path if path.is_absolute() else place().parent / path, known=known)
    return Book(tuple(rules))


def read_rules(path: Path, *, known: frozenset[str]) -> tuple[Rule, ...]:
    """The rules of one file.

    Args:
        path: the file.
        known: ids that are taken.

    Raises:
        UsageError: as `book`.
    """
    import yaml  # noqa: PLC0415 - 20 ms that nobody without own rules pays

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"own rules {path} cannot be read: {why}") from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        plain = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it is no YAML"
        raise _wrong(path, mark.line + 1 if mark else None, what) from None
    try:
        given = msgspec.convert(plain, GivenFile)
    except msgspec.ValidationError as error:
        what, _, at = str(error).partition(" - at `$")
        line = line_of(root, tuple(re.findall(r"\.(\w+)|\[(\d+)\]", at)))
        raise _wrong(path, line, what.replace("`", "")) from None
    found: list[Rule] = []
    for number, each in enumerate(given.rules):
        taken = known | {rule.id for rule in found}
        why_not = complaint(each, known=taken)
        if why_not is not None:
            raise _wrong(path, line_of(root, (("rules", ""), ("", str(number)))), why_not)
        found.append(own_rule(each))
    return tuple(found)


def line_of(node: Any, path: Sequence[tuple[str, str]]) -> int | None:
    """The line of a place in a YAML document, counted from 1.

    Args:
        node: the document's root.
        path: keys and indexes, ``("rules", "")`` or ``("", "2")`` each; where it leads nowhere,
            the nearest place above it.
    """
    for key, index in path:
        inner = getattr(node, "value", None)
        if not isinstance(inner, list):
            break
        if index:
            below = inner[int(index)] if int(index) < len(inner) else None
        else:
            below = next(
                (v for k, v in (e for e in inner if isinstance(e, tuple)) if k.value == key), None
            )
        if below is None:
            break
        node = below
    mark = getattr(node, "start_mark", None)
    return mark.line + 1 if mark is not None else None


def _wrong(
    path: Path, line: int | None, what: str, *, try_: str = "see docs/own-rules.md"
) -> UsageError:
    where = f"{path}, line {line}" if line is not None else str(path)
    return UsageError(f"{where}: {what}", try_=try_)
