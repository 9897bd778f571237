"""Ages as kubectl writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.fields import moment_of

if TYPE_CHECKING:
    from datetime import datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def duration(seconds: int) -> str:
    """A length of time in two units, as k8s.io/apimachinery/pkg/util/duration 0.36 writes it.

    Args:
        seconds: The length.

    Returns:
        Text such as 45s, 3m20s, 5h or 12d.
    """
    if seconds < -1:
        return "<invalid>"
    seconds = max(seconds, 0)
    if seconds < 2 * _MINUTE:
        return f"{seconds}s"
    if seconds < 3 * _HOUR:
        return _two(seconds, _MINUTE, "m", "s", keep_small=seconds < 10 * _MINUTE)
    if seconds < 8 * _HOUR:
        return _two(seconds // _MINUTE, 60, "h", "m", keep_small=True)
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR}h"
    days = seconds // _DAY
    if days < 8:
        return _two(seconds // _HOUR, 24, "d", "h", keep_small=True)
    if days < 2 * 365:
        return f"{days}d"
    return f"{days // 365}y"


def _two(value: int, base: int, large: str, small: str, *, keep_small: bool) -> str:
    rest = value % base
    return (
        f"{value // base}{large}{rest}{small}" if keep_small and rest else f"{value // base}{large}"
    )


def age(stamp: str | None, now: datetime) -> str:
    """How long ago a timestamp was."""
    if not stamp:
        return "<unknown>"
    return duration(int((now - moment_of(stamp)).total_seconds()))
