"""The log file: only when asked for, readable by its owner alone."""

from __future__ import annotations

import logging
import os

from ststui.errors import UsageError

OWNER_ONLY = 0o600


def log_to(path: str | None, *, level: str) -> None:
    """Send the log to a file; without one nothing is logged, for the screen is taken.

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
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    # Other libraries' debug lines may hold bodies, and so secrets.
    root.setLevel(logging.WARNING)
    logging.getLogger("ststui").setLevel(level.upper())
