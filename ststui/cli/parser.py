"""The argument parser: kubectl's flags before and after every subcommand."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from ststui import __version__
from ststui.cli import dns_flags
from ststui.cli.misplaced import refuse_misplaced
from ststui.cli.names import namespace
from ststui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ststui.cli.commands import Command


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    commands: tuple[str, ...] = ()
    """Names of the commands, where it has any."""
    fill: Callable[[], None] | None = None
    """Adds the arguments once the parser is used: a command's cost more imports than the first
    frame of the terminal interface has time for."""

    def parse_known_args(  # type: ignore[override]  # its overloads differ by version of Python
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Parse, with the arguments filled in."""
        if self.fill is not None:
            fill, self.fill = self.fill, None
            fill()
        if self.commands and args is not None:
            refuse_misplaced(args, known=self._actions, commands=self.commands)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Say it in one line.

        Raises:
            UsageError: always.
        """
        raise UsageError(message, try_=f"see `{self.prog} --help`")


def seconds(text: str) -> float | None:
    """A duration as kubectl's: ``0`` none, ``10``, ``10s``, ``1m``, ``500ms``, ``1m30s``."""
    import re  # noqa: PLC0415 - only for this flag

    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text) or None
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", text)
    if not parts or "".join(n + u for n, u in parts) != text:
        raise argparse.ArgumentTypeError(f"not a duration: {text!r} (e.g. 10s, 1m30s)")
    unit = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
    return sum(float(n) * unit[u] for n, u in parts) or None


CONNECTION: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--kubeconfig",), {"metavar": "FILE", "help": "path of the only kubeconfig to read"}),
    (("--context",), {"metavar": "NAME", "help": "context to use"}),
    (("--cluster",), {"metavar": "NAME", "help": "cluster entry to use"}),
    (("--user",), {"metavar": "NAME", "help": "user entry to use"}),
    (
        ("-n", "--namespace"),
        {"type": namespace, "metavar": "NAME", "help": "namespace to look at"},
    ),
    (
        ("-A", "--all-namespaces"),
        {"action": "store_true", "help": "look at all namespaces"},
    ),
    (
        ("-l", "--selector"),
        {"metavar": "LABELS", "help": "only StatefulSets with these labels"},
    ),
    (("--as",), {"dest": "as_user", "metavar": "USER", "help": "user to impersonate"}),
    (
        ("--as-group",),
        {"dest": "as_groups", "action": "append", "metavar": "GROUP", "help": "and a group"},
    ),
    (
        ("--request-timeout",),
        {"type": seconds, "metavar": "TIME", "help": "longest time for one request, e.g. 10s"},
    ),
    (("--token",), {"metavar": "TOKEN", "help": "bearer token"}),
    (("-s", "--server"), {"metavar": "URL", "help": "address of the API server"}),
    (("--certificate-authority",), {"metavar": "FILE", "help": "certificates to trust"}),
    (("--client-certificate",), {"metavar": "FILE", "help": "client certificate"}),
    (("--client-key",), {"metavar": "FILE", "help": "key of the client certificate"}),
    (
        ("--insecure-skip-tls-verify",),
        {"action": "store_true", "help": "do not check the server's certificate"},
    ),
    (("--tls-server-name",), {"metavar": "NAME", "help": "name to expect in it"}),
)
"""kubectl's flags, meaning what they mean there."""

OWN: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--read-only",), {"action": "store_true", "help": "never write to the cluster"}),
    (("--ascii",), {"action": "store_true", "help": "only seven-bit symbols"}),
    (("--theme",), {"choices": ("dark", "light", "ansi"), "help": "colours (default: dark)"}),
    (
        ("--dns",),
        {"choices": ("auto", "on-demand", "off"), "help": "when DNS is asked (default: auto)"},
    ),
    (
        ("--dns-server",),
        {"type": dns_flags.server, "metavar": "IP[:PORT]", "help": "ask this DNS server"},
    ),
    (
        ("--cluster-domain",),
        {"type": dns_flags.domain, "metavar": "ZONE", "help": "the cluster's DNS zone"},
    ),
    (("--no-mouse",), {"action": "store_true", "help": "leave the mouse to the terminal"}),
    (("--log-file",), {"metavar": "FILE", "help": "write a log (0600)"}),
    (
        ("--log-level",),
        {"choices": ("debug", "info", "warning", "error"), "help": "how much (default: warning)"},
    ),
    (
        ("--utc",),
        {"action": "store_true", "help": "UTC in the log too, as in all that is shown"},
    ),
)
"""ststui's own flags."""


ASKS_DNS = frozenset({"tree", "diagnose"})
"""Commands whose own ``--dns`` says that DNS is to be asked; the general one says when."""


def add_flags(parser: argparse.ArgumentParser, *, without: frozenset[str] = frozenset()) -> None:
    """Add the flags that every command has.

    No default is set here: a subcommand's default would overwrite a value given before it.

    Args:
        parser: where to add them.
        without: flags that mean something else there.
    """
    for title, flags in (("connection (as kubectl)", CONNECTION), ("ststui", OWN)):
        group = parser.add_argument_group(title)
        for names, options in flags:
            if not without.isdisjoint(names):
                continue
            group.add_argument(*names, default=argparse.SUPPRESS, **options)


def build_parser(commands: tuple[Command, ...]) -> Parser:
    """The parser with all subcommands."""
    parser = Parser(
        prog="ststui",
        description="Live inspection of Kubernetes StatefulSets in the terminal.",
        epilog="Without a command: the terminal interface.",
        allow_abbrev=False,
    )
    version = f"ststui {__version__}"
    leave = "print the version and leave"
    parser.add_argument("--version", action="version", version=version, help=leave)
    add_flags(parser)
    parser.commands = tuple(each.name for each in commands)
    inner = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for each in commands:
        command = inner.add_parser(
            each.name, help=each.words, description=each.words, allow_abbrev=False
        )
        command.fill = partial(_fill, command, each)
    return parser


def _fill(parser: Parser, command: Command) -> None:
    command.add_arguments(parser)
    # `tree --dns` asks; when DNS is asked otherwise stands before `tree`.
    add_flags(parser, without=frozenset({"--dns"} if command.name in ASKS_DNS else ()))
