"""Documents to stdout: JSON and YAML."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.report import UnreadableReport
    from ststui.report.shape import Shape

FORMATS = ("text", "wide", "json", "yaml")


def write_document(report: Shape, form: str) -> None:
    """Write a document; what is read by machines is not escaped, JSON and YAML do it."""
    if form == "json":
        encoded = msgspec.json.format(msgspec.json.encode(report), indent=2)
        sys.stdout.write(encoded.decode() + "\n")
        return
    import yaml  # noqa: PLC0415 - 20 ms that JSON does not need

    plain = msgspec.to_builtins(report)
    yaml.safe_dump(plain, sys.stdout, sort_keys=False, allow_unicode=False)


def say_unreadable(unreadable: Sequence[UnreadableReport]) -> None:
    """Say on stderr what could not be read; the rest is on stdout."""
    if not unreadable:
        return
    by_reason: dict[str, dict[str, None]] = {}
    for each in unreadable:
        by_reason.setdefault(each.why, {})[each.resource] = None
    parts = "; ".join(f"{', '.join(names)} ({why})" for why, names in by_reason.items())
    print(safe(f"ststui: not read: {parts}"), file=sys.stderr)  # noqa: T201 - this is the command line
