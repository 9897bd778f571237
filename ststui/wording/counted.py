"""A count with its noun: `1 claim`, `1,200 claims`."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """So many of something; the noun in the singular, made plural with an s."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
