"""The bar at the bottom: keys and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.rows import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable


def key_cells(keys: Iterable[tuple[str, str]], *, width: int | None = None) -> list[Cell]:
    """The cells of a bar.

    Args:
        keys: each as people write it, and a word or two.
        width: of the bar: as many as fit are shown, none of them cut; None: all.
    """
    cells, used = [Cell(" ")], 1
    for key, words in keys:
        used += len(key) + len(words) + 3
        if width is not None and used > width + 2:  # the last one's space may be cut
            break
        cells += [Cell(key, "strong"), Cell(f" {words}  ", "dim")]
    return cells
