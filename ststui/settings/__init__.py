"""Typed settings from a TOML file, each with its default and its words.

`load()` reads them; docs/settings.md is made from `Settings`.
"""

from ststui.settings.load import load, place
from ststui.settings.settings import Settings

__all__ = ["Settings", "load", "place"]
