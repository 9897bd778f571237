"""Keys that mean nothing here: what is said of them, and when."""

from __future__ import annotations

import time

UNBOUND_EVERY = 1.0
"""Seconds between two words about keys that do nothing: whole words may be typed."""
MEANT_ELSEWHERE = 1.5
"""Seconds in which digits are taken for the end of `s5`, typed for a dialog that did not open."""


class StrayKeys:
    """The keys of one screen."""

    def __init__(self) -> None:
        self._unbound_told = float("-inf")
        self._no_digits_before = float("-inf")

    def unbound(self, key: str) -> str:
        """What is said of a key that does nothing; empty when it was said just now."""
        now = time.monotonic()
        if now < self._unbound_told + UNBOUND_EVERY:
            return ""
        self._unbound_told = now
        return f"{key}: no such key here; ? shows all"

    def expect_digits(self) -> None:
        """A dialog was asked for and did not open: digits that follow were meant for it."""
        self._no_digits_before = time.monotonic() + MEANT_ELSEWHERE

    def digit(self, number: int) -> str:
        """What is said of a digit that was meant for a dialog; empty of any other."""
        if time.monotonic() >= self._no_digits_before:
            return ""
        self.expect_digits()  # the next one belongs to the same number
        return f"{number}: not taken, no dialog is open"
