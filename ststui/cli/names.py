"""Names of objects on the command line, before they become part of an address."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError

_NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,253}", re.ASCII)
"""Wider than the API's names, which are all in small letters: a slip of the shift key gets the
answer that no such object exists, and which do. What would lead elsewhere in an address (a slash,
two dots, a question mark, a per cent sign) is none."""


def is_name(text: str) -> bool:
    """Whether a text can be an object's name at all."""
    return _NAME.fullmatch(text) is not None


def namespace(text: str) -> str:
    """A namespace's name, as an argument.

    Raises:
        ArgumentTypeError: it can be none.
    """
    if not is_name(text):
        raise ArgumentTypeError(f"not a namespace's name: {text!r}")
    return text
