"""Work beside the screen, begun so that it can be cancelled at any moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.dom import DOMNode
    from textual.worker import Worker


def start_work(
    node: DOMNode,
    do: Callable[[], Coroutine[Any, Any, None]],
    *,
    name: str = "",
    exclusive: bool = False,
    exit_on_error: bool = True,
) -> Worker[None]:
    """Begin some work; it ends with whoever it is for.

    Args:
        node: the app, screen or widget it is for.
        do: makes the coroutine. Not the coroutine itself: of work that is cancelled before its
            first step it would be left, and Python complains of it on the terminal.
        name: for the log.
        exclusive: whether it ends other work of the node.
        exit_on_error: whether a bug in it ends the program, as one in a handler does.
    """
    return node.run_worker(do, name=name, exclusive=exclusive, exit_on_error=exit_on_error)
