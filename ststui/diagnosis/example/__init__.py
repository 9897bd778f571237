"""Families in plain words: a healthy set, and what makes it ill."""

from ststui.diagnosis.example.example import Example
from ststui.diagnosis.example.names import OLD
from ststui.diagnosis.example.words import HOPELESS, NO_VICTIMS

__all__ = ["HOPELESS", "NO_VICTIMS", "OLD", "Example"]
