"""What is said of a Family: the one derivation that screen, text and JSON share. Pure.

The JSON shapes are documented in docs/json.md; the tree's rows and the CLI's text are made from the
same values, so they cannot disagree.
"""

from ststui.report.ordinal import OrdinalReport, report_ordinals
from ststui.report.set import SetReport, report_set
from ststui.report.tree import TreeReport, UnreadableReport, WithoutSet

__all__ = [
    "OrdinalReport",
    "SetReport",
    "TreeReport",
    "UnreadableReport",
    "WithoutSet",
    "report_ordinals",
    "report_set",
]
