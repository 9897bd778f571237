"""What is taken for granted of a control plane: its feature gates cannot be read from the API."""

from __future__ import annotations

from ststui.controller.versions import (
    NEWEST,
    OLDEST,
    behaviour,
    read_version,
    spoken,
    version_numbers,
)


def assumed_version(version: str | None) -> str:
    """The version whose controller and default gates are assumed.

    That is the control plane's own, ``v1.36.3``; where it is not known, or was not looked at, it
    is said which one stands for it.
    """
    known = read_version(version)
    if known is None:
        return f"{spoken(NEWEST)} (the newest known; the server's is not known)"
    if known[:2] > NEWEST[:2]:
        return f"{spoken(known)} (taken to be as {spoken(NEWEST)}, the newest known)"
    if known < OLDEST:
        return f"{spoken(known)} (taken to be as {spoken(OLDEST)}, the oldest known)"
    return spoken(known)


def assumed_max_unavailable(version: str | None) -> str:
    """Whether the field is taken to count."""
    return f"maxUnavailable {'counts' if behaviour(version).max_unavailable else 'does not count'}"


def assumed_recreate(version: str | None) -> str:
    """What a set with strategy Recreate is taken to be."""
    if behaviour(version).recreates:
        return "its gate StatefulSetRecreateStrategy is taken for on"
    known = spoken(version_numbers(version))
    return f"the controller of {known} does not know it; it updates as with RollingUpdate"
