"""Files that nobody else can read and that do not stay.

Python's ssl reads a client certificate only from files. They exist while the connector is made,
in memory-backed storage where there is some.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def private_files(
    *, environment: Mapping[str, str] = os.environ
) -> Iterator[Callable[[bytes], str]]:
    """Offer a place for secrets for a moment.

    Args:
        environment: Where XDG_RUNTIME_DIR is looked up (XDG Base Directory Specification: 0700,
            gone when the user logs out).

    Yields:
        A function that puts bytes into a new file (0600) and gives its path.
    """
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    folder = runtime if runtime and os.access(runtime, os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(prefix="ststui-", dir=folder) as private:

        def put(content: bytes) -> str:
            handle, path = tempfile.mkstemp(dir=private)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            return str(Path(path))

        yield put
