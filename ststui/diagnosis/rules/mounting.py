"""To come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.diagnosis.rule import Rule

RULES: tuple[Rule, ...] = ()
