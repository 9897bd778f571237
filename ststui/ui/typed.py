"""What can be typed after a colon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.ui.screens.choose import ChooseScreen
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.ui.screens.main import MainScreen

HINT = "ns NAME, ctx NAME, sts NAMESPACE, rw, ro, q"
"""Stands in the empty prompt."""


def run_typed(screen: MainScreen, text: str) -> None:
    """Do what was typed, or say what there is."""
    word, _, rest = text.lstrip(":").partition(" ")
    rest = rest.strip()
    match word:
        case "q" | "quit" | "q!":
            screen.app.exit(0)
        case "ns" | "namespace" | "namespaces":
            _namespace(screen, rest)
        case "ctx" | "context" | "contexts":
            _context(screen, rest)
        case "sts" | "statefulset" | "statefulsets":
            if rest:
                _namespace(screen, rest)
        case "rw" | "ro":
            _access(screen, word)
        case "help" | "h":
            screen.action_help()
        case "":
            return
        case _:
            _command(screen, word)


def _access(screen: MainScreen, word: str) -> None:
    link, access = screen.program.link, screen.program.access
    if link is None or link.session is None:
        screen.notify("not connected yet", timeout=3)
        return
    change = access.unlock if word == "rw" else access.lock
    screen.notify(change(link.session), markup=False, timeout=5)


def choose_namespace(screen: MainScreen) -> None:
    """Show a list to choose from, and ask once more what is in it."""

    def chosen(name: str | None) -> None:
        if name is not None:
            screen.watching.show_namespace(name)

    async def learn() -> str:
        link = screen.program.link
        return "not connected yet" if link is None else await link.learn_names()

    names, link = screen.watching.favourites, screen.program.link
    listed = link is not None and bool(link.namespaces)
    screen.app.push_screen(ChooseScreen("namespace", names, learn=learn, listed=listed), chosen)


def _namespace(screen: MainScreen, name: str) -> None:
    if not name:
        choose_namespace(screen)
    else:
        screen.watching.show_namespace(None if name in {"all", "0"} else name)


def _context(screen: MainScreen, name: str) -> None:
    names = screen.watching.contexts()
    if name in names:
        screen.program.connect(name)
    elif name:
        there = ", ".join(names) or "none"
        screen.notify(f"no context {name!r}; there is {there}", markup=False, timeout=5)
    elif names:

        def chosen(name: str | None) -> None:
            if name is not None:
                screen.program.connect(name)

        screen.app.push_screen(ChooseScreen("context", lambda: names), chosen)


def _command(screen: MainScreen, word: str) -> None:
    from difflib import get_close_matches  # noqa: PLC0415 - likewise

    from ststui.ui.doing import DOING, do  # noqa: PLC0415 - the first frame does not wait

    if word in DOING:
        do(screen, word)
        return
    like = get_close_matches(word, (*DOING, "help", "quit", "ns", "ctx", "sts"), n=1)
    meant = f"; :{like[0]} is one" if like else ""
    screen.notify(f"no command {safe(word)!r}{meant}; ? lists all", markup=False, timeout=5)
