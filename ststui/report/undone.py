"""For how long the controller has not done what it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.report.shape import Shape

if TYPE_CHECKING:
    from ststui.controller.undone import Undone


class UndoneReport(Shape, frozen=True):
    """At least one of the two is not null."""

    seconds: int | None
    """Since anything of the set changed; null when that is not known."""
    controller_silent_seconds: int | None
    """Since kube-controller-manager renewed its lease, where it has stopped to; null otherwise."""


def report_undone(undone: Undone | None) -> UndoneReport | None:
    """As a document; None for nothing left undone."""
    if undone is None:
        return None
    return UndoneReport(seconds=undone.seconds, controller_silent_seconds=undone.silent_seconds)
