"""What the tree shows, as a text file in the current folder."""

from __future__ import annotations

import errno
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.paint import header, paint

if TYPE_CHECKING:
    from ststui.ui.widgets.tree.view import TreeView

MOST_FILES = 100
"""So many files of one second."""


def save(tree: TreeView) -> str:
    """Write the tree's lines to a new file that only its owner can read.

    Returns:
        Where it is, or why it is not.
    """
    lines = ["".join(c.text for c in header(tree.layout_now)).rstrip()]
    for row in tree.outline.rows:
        cells = paint(row, tree.layout_now, ascii_only=tree.ascii_only)
        lines.append("".join(c.text for c in cells).rstrip())
    try:
        path = _new_file(Path.cwd())
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        return f"not saved: {error.strerror}"
    return f"saved {path}"


def _new_file(folder: Path) -> Path:
    stem = f"ststui-{time.strftime('%Y%m%d-%H%M%S')}"
    for number in range(MOST_FILES):
        path = folder / (f"{stem}-{number}.txt" if number else f"{stem}.txt")
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(errno.EEXIST, "too many files of this second")
