"""The rows of all blocks, one after another, and the cursor that follows its object."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from ststui.ui.widgets.tree.rows import Row, RowKey


class Change(NamedTuple):
    """What a new content changed on the screen."""

    lines: tuple[int, ...]
    """Lines whose row differs, when nothing moved."""
    moved: bool
    """Whether lines moved, so that all from the first on differ."""


class Outline:
    """Rows in order. Blocks are replaced by name; equal blocks cost nothing."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._blocks: dict[Hashable, Sequence[Row]] = {}
        self._start: dict[Hashable, int] = {}
        self._line: dict[RowKey, int] | None = {}
        self.cursor: RowKey | None = None
        self.chosen = False
        """Whether somebody was here: until then the cursor is on the first row, the worst one."""
        self._cursor_line = 0

    @property
    def cursor_line(self) -> int:
        """The line the cursor is on; 0 when there are no rows."""
        return self._cursor_line

    @property
    def selected(self) -> Row | None:
        """The row the cursor is on."""
        return self.rows[self._cursor_line] if self.rows else None

    def line_of(self, key: RowKey) -> int | None:
        """The line of a row."""
        if self._line is None:
            self._line = {row.key: line for line, row in enumerate(self.rows)}
        return self._line.get(key)

    def show(self, blocks: Iterable[tuple[Hashable, Sequence[Row]]]) -> Change:
        """Show these blocks in this order; the cursor stays on its object."""
        rows: list[Row] = []
        kept: dict[Hashable, Sequence[Row]] = {}
        start: dict[Hashable, int] = {}
        for name, block in blocks:
            kept[name] = block
            start[name] = len(rows)
            rows.extend(block)
        above = self._above_cursor()
        before, self.rows = self.rows, rows
        self._blocks, self._start = kept, start
        self._line = None
        self._follow(above)
        if len(before) != len(rows):
            return Change((), moved=True)
        lines = tuple(
            line
            for line, (old, new) in enumerate(zip(before, rows, strict=True))
            if old is not new and old != new
        )
        return Change(lines, moved=False)

    def replace(self, blocks: Mapping[Hashable, Sequence[Row]]) -> Change | None:
        """Replace blocks by ones of the same length; None when a length differs or one is new."""
        for name, block in blocks.items():
            old = self._blocks.get(name)
            if old is None or len(old) != len(block):
                return None
        lines: list[int] = []
        keys_moved = False
        above = self._above_cursor()
        for name, block in blocks.items():
            start = self._start[name]
            for offset, row in enumerate(block):
                old_row = self.rows[start + offset]
                if old_row != row:
                    keys_moved |= old_row.key != row.key
                    self.rows[start + offset] = row
                    lines.append(start + offset)
            self._blocks[name] = block
        if keys_moved:
            self._line = None
            self._follow(above)
        return Change(tuple(lines), moved=False)

    def move_to(self, line: int, *, direction: int = 1) -> None:
        """Put the cursor on a line, or on the next selectable one in a direction."""
        self.chosen = True
        self._put(line, direction=direction)

    def _put(self, line: int, *, direction: int = 1) -> None:
        if not self.rows:
            self.cursor, self._cursor_line = None, 0
            return
        line = min(max(line, 0), len(self.rows) - 1)
        for step in (direction, -direction):
            at = line
            while 0 <= at < len(self.rows):
                if self.rows[at].selectable:
                    self.cursor, self._cursor_line = self.rows[at].key, at
                    return
                at += step
        self.cursor, self._cursor_line = None, 0

    def parent_line(self, line: int) -> int:
        """The line of the row that this one hangs under."""
        depth = self.rows[line].depth
        while line > 0 and self.rows[line].depth >= depth:
            line -= 1
        return line

    def _above_cursor(self) -> tuple[RowKey, ...]:
        """What the selected row hangs under, the nearest first."""
        found = []
        line = self._cursor_line
        while self.rows and self.rows[line].depth > 0:
            above = self.parent_line(line)
            if above == line:
                break
            line = above
            found.append(self.rows[line].key)
        return tuple(found)

    def _follow(self, above: Iterable[RowKey]) -> None:
        line = self.line_of(self.cursor) if self.cursor is not None else None
        if not self.chosen:
            self._put(0)
        elif line is not None:
            self._cursor_line = line
        else:
            self._put_near(above)

    def _put_near(self, above: Iterable[RowKey]) -> None:
        """Put the cursor on what stands in the place of a row that is gone or folded away.

        Never on a row of another object than the one it hung under: the next key acts on that.
        """
        self._put(self._cursor_line)
        shown = (self.line_of(key) for key in above)
        home = next((line for line in shown if line is not None), None)
        if home is not None and not self._hangs_under(self._cursor_line, home):
            self._put(home)

    def _hangs_under(self, line: int, home: int) -> bool:
        depth = self.rows[home].depth
        return home < line and all(row.depth > depth for row in self.rows[home + 1 : line + 1])
