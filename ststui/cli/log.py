"""The log file: only when asked for, readable by its owner alone."""

from __future__ import annotations

import logging
import os
import time

from ststui.errors import UsageError

OWNER_ONLY = 0o600


def log_to(path: str | None, *, level: str, utc: bool = False) -> None:
    """Send the log to a file; without one nothing is logged, for the screen is taken.

    Args:
        path: of the file.
        level: the least that is logged.
        utc: whether times are told in UTC, not in the machine's own zone.

    Raises:
        UsageError: the file cannot be written.
    """
    root = logging.getLogger()
    if path is None:
        root.addHandler(logging.NullHandler())
        return
    try:
        opened = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, OWNER_ONLY)
    except OSError as error:
        raise UsageError(
            f"cannot write the log file {path}: {error.strerror}", try_="name another --log-file"
        ) from error
    handler = logging.StreamHandler(os.fdopen(opened, "a", encoding="utf-8"))
    handler.setFormatter(_Lines(utc=utc))
    root.addHandler(handler)
    # Other libraries' debug lines may hold bodies, and so secrets.
    root.setLevel(logging.WARNING)
    logging.getLogger("ststui").setLevel(level.upper())


class _Lines(logging.Formatter):
    """Each line with its moment and what that is told in: ``2026-03-01T12:00:00+0100``."""

    def __init__(self, *, utc: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
        self.converter = time.gmtime if utc else time.localtime
