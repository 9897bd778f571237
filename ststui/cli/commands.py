"""The commands: their names and words; what each one is made of is imported when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ststui.cli.options import Options

ACTIONS = {
    "scale": "change the number of replicas",
    "partition": "change how many pods keep another revision",
    "restart": "replace all pods in order, or one pod by eviction",
    "rollback": "go back to an earlier revision",
    "image": "change the image of a container",
    "delete": "delete a set, a pod or a claim",
    "cleanup": "delete claims that ordinals outside the range left behind",
    "expand": "ask for more storage for all claims of a template",
}
"""What can be done to the cluster."""


class Command(NamedTuple):
    """One command."""

    name: str
    words: str
    module: str
    """Has ``run(parsed, wanted)``, and ``add_arguments(parser)`` or, for actions, ``adder(name)``.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its own arguments."""
        module = import_module(self.module)
        add = module.adder(self.name) if self.name in ACTIONS else module.add_arguments
        add(parser)

    @property
    def run(self) -> Callable[[argparse.Namespace, Options], int]:
        """What carries it out; returns the exit code."""
        found: Callable[[argparse.Namespace, Options], int] = import_module(self.module).run
        return found


TUI = Command("", "the terminal interface", "ststui.cli.tui")
"""Without a command."""

COMMANDS = (
    Command("tree", "print the tree of sets and ordinals once", "ststui.cli.tree"),
    Command(
        "next",
        "print what the controller does next and whom it waits for",
        "ststui.cli.next_steps",
    ),
    Command("diagnose", "print what is wrong, why, and what fixes it", "ststui.cli.diagnose"),
    Command("dns", "print what DNS answers for every name of the sets", "ststui.cli.dns"),
    Command("plan", "print what an action would do and what can go wrong", "ststui.cli.plan"),
    *(
        Command(name, f"{words}, after showing what it does", "ststui.cli.act")
        for name, words in ACTIONS.items()
    ),
    Command("explain", "print what a rule of diagnose means, or all of them", "ststui.cli.explain"),
    Command("demo", "the terminal interface on an embedded cluster", "ststui.cli.demo"),
)
