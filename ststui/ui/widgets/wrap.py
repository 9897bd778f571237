"""Cells wrapped at spaces, long names at their joints; what goes on is indented as the line was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells

from ststui.ui.widgets.tree.rows.cell import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS = re.compile(r"\s+|\S+")
_JOINTS = re.compile(r"(?=\.)|(?<=[-/,:=])")
"""Where names, images and addresses may be parted."""
HANG = 2
"""Cells that a continuation is indented further than its line."""
POINTER = "▸"
"""Stands before the chosen one of several lines, and moves none of them."""


def wrap(line: Sequence[Cell], width: int) -> Iterator[tuple[Cell, ...]]:
    """The line in as many lines as it needs; each is at most ``width`` cells wide."""
    whole = "".join(each.text for each in line)
    if cell_len(whole) <= width:
        yield tuple(line)  # most lines fit, and a held key wraps a whole pane for each row
        return
    indent = len(whole) - len(whole.lstrip(f" {POINTER}"))
    lead = " " * (indent + HANG if indent + HANG < width // 2 else 0)
    done: list[Cell] = []
    used = 0
    for text, role in _pieces(line, width - len(lead)):
        size = cell_len(text)
        if used + size > width:
            yield tuple(done)
            done, used = [Cell(lead)] if lead else [], len(lead)
            if text.isspace():
                continue
        done.append(Cell(text, role))
        used += size
    yield tuple(done)


def _pieces(line: Sequence[Cell], most: int) -> Iterator[Cell]:
    for cell in line:
        for word in _WORDS.findall(cell.text):
            for part in _parts(word, max(most, 1)):
                yield Cell(part, cell.role)


def _parts(word: str, most: int) -> Iterator[str]:
    """A word that is too long, parted before a dot or after another joint where there is one."""
    while cell_len(word) > most:
        fits = len(chop_cells(word, most)[0])
        joints = (each.start() for each in _JOINTS.finditer(word, 0, fits + 1))
        joint = max((at for at in joints if at <= fits), default=0)
        cut = joint if joint > fits // 2 else fits
        yield word[:cut]
        word = word[cut:]
    if word:
        yield word
