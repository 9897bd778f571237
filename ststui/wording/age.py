"""Durations for people."""

from __future__ import annotations

MINUTE = 60
HOUR = 3600
DAY = 24 * HOUR
SLOW = 5
"""Seconds that a deletion may be late before it is called overdue: kubelets report slowly."""


def age(seconds: int | None) -> str:
    """An age in one unit: ``45s``, ``4m``, ``5h``, ``9d``: what a column of ages is read for.

    None is ``?``. It changes once a minute after the first one, so a still screen stays still.
    """
    if seconds is None:
        return "?"
    seconds = max(seconds, 0)
    for unit, size, most in (("s", 1, MINUTE), ("m", MINUTE, HOUR), ("h", HOUR, 2 * DAY)):
        if seconds < most:
            return f"{seconds // size}{unit}"
    return f"{seconds // DAY}d"


def duration(seconds: int | None) -> str:
    """A duration as kubectl shows it: ``45s``, ``4m12s``, ``47m``, ``5h``, ``9d``, ``2y41d``.

    The steps are those of duration.HumanDuration (apimachinery pkg/util/duration, v0.36). None is
    ``?``; a negative duration, which only a wrong clock makes, is ``0s``.
    """
    if seconds is None:
        return "?"
    seconds = max(seconds, 0)
    if seconds < 120:
        return f"{seconds}s"
    minutes = seconds // 60
    if minutes < 10:
        return _two(minutes, "m", seconds % 60, "s")
    if minutes < 180:
        return f"{minutes}m"
    hours = seconds // 3600
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    days = hours // 24
    if days < 8:
        return _two(days, "d", hours % 24, "h")
    if days < 730:
        return f"{days}d"
    if days < 8 * 365:
        return _two(days // 365, "y", days % 365, "d")
    return f"{days // 365}y"


def seconds_until_change(seconds: int | None) -> int | None:
    """Seconds until ``age`` of a growing duration reads differently; None when it never does."""
    if seconds is None:
        return None
    for size, most in ((1, MINUTE), (MINUTE, HOUR), (HOUR, 2 * DAY)):
        if seconds < most:
            return size - seconds % size
    return DAY - seconds % DAY


def is_overdue(left: int) -> bool:
    """Whether a deletion is later than kubelets are that report slowly; seconds, negative: late."""
    return left < -SLOW


def time_left(left: int) -> str:
    """A countdown: ``20s left``; ``2m5s overdue`` where that is more than slowness."""
    return f"{duration(-left)} overdue" if is_overdue(left) else f"{duration(left)} left"


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"
