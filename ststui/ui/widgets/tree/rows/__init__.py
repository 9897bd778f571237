"""Rows of the tree as plain values: made from reports, painted by the screen and by the CLI.

How they are made (`rows.block`) is imported where it is done: the first frame has no rows yet.
"""

from ststui.ui.widgets.tree.rows.cell import Cell, Role
from ststui.ui.widgets.tree.rows.column import COLUMNS, Column
from ststui.ui.widgets.tree.rows.row import Row, RowKey

__all__ = ["COLUMNS", "Cell", "Column", "Role", "Row", "RowKey"]
