"""Rows of the tree as plain values: made from reports, painted by the screen and by the CLI."""

from ststui.ui.widgets.tree.rows.block import Block, build_block
from ststui.ui.widgets.tree.rows.cell import Cell, Role
from ststui.ui.widgets.tree.rows.column import COLUMNS, Column
from ststui.ui.widgets.tree.rows.row import Row, RowKey

__all__ = ["COLUMNS", "Block", "Cell", "Column", "Role", "Row", "RowKey", "build_block"]
