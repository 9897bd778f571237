"""Documents to stdout: JSON and YAML."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
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
