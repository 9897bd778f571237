"""Standard output and error: what their encoding cannot spell, and where nothing can be written."""

from __future__ import annotations

import errno
import io
import sys
from contextlib import suppress
from typing import Final

from ststui.errors import UsageError
from ststui.wording.symbols import UNICODE

_LOST: Final = frozenset((errno.ENOSPC, errno.EBADF, errno.EIO, errno.EDQUOT, errno.EFBIG))
"""What a write to a full disk, a closed stream or a lost terminal ends with (write(2))."""


def prepare_streams() -> None:
    """Have characters that an encoding lacks written as escapes, instead of nothing at all.

    Raises:
        UsageError: stdout is closed.
    """
    # A stream that was closed by the shell (``>&-``) is None, whatever its type says.
    if not isinstance(sys.stderr, io.TextIOBase):
        sys.stderr = io.StringIO()
    if not isinstance(sys.stdout, io.TextIOBase):
        raise UsageError("stdout is closed", try_="send what is not wanted to /dev/null")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def give_up_stdout() -> None:
    """Try to write no more: Python would at the end, and complain."""
    with suppress(OSError):
        sys.stdout.close()


def spells_symbols() -> bool:
    """Whether the symbols of the tree can be written to stdout."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        (UNICODE.expanded + UNICODE.live + UNICODE.branch).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def is_unwritable(error: Exception) -> bool:
    """Whether an error came of writing to a stream, which has no name."""
    return isinstance(error, OSError) and error.errno in _LOST and error.filename is None
