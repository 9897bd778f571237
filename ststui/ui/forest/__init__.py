"""The sets of one store as blocks of rows: which are shown, in which order, expanded or not."""

from ststui.ui.forest.forest import Forest
from ststui.ui.forest.lone_group import LONE
from ststui.ui.forest.wish import Wish

__all__ = ["LONE", "Forest", "Wish"]
