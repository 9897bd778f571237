"""The three themes: dark, light, and the terminal's own sixteen colours."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

THEMES = (
    Theme(
        name="ststui-dark",
        dark=True,
        primary="#7aa2f7",
        secondary="#7aa2f7",
        background="#101216",
        surface="#101216",
        panel="#1b1f27",
        foreground="#c9d1d9",
        error="#f7768e",
        warning="#e0af68",
        success="#9ece6a",
        accent="#7aa2f7",
        variables={"text-muted": "#7d8590", "cursor": "#28303d"},
    ),
    Theme(
        name="ststui-light",
        dark=False,
        primary="#0b5394",
        secondary="#0b5394",
        background="#ffffff",
        surface="#ffffff",
        panel="#eef1f5",
        foreground="#1f2328",
        error="#b3261e",
        warning="#8a5a00",
        success="#1a7f37",
        accent="#0b5394",
        variables={"text-muted": "#656d76", "cursor": "#d8e4f3"},
    ),
    Theme(
        name="ststui-ansi",
        ansi=True,
        dark=True,
        primary="ansi_blue",
        secondary="ansi_blue",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        foreground="ansi_default",
        error="ansi_red",
        warning="ansi_yellow",
        success="ansi_green",
        accent="ansi_blue",
        boost="ansi_default",
        variables={
            **BUILTIN_THEMES["ansi-dark"].variables,
            "text-muted": "ansi_bright_black",
            "cursor": "ansi_blue",
        },
    ),
)
"""Registered by the app; red is wrong, yellow deserves a look, blue is moving."""


def theme_name(flag: str) -> str:
    """The theme's name by the flag's value."""
    return f"ststui-{flag}"
