"""``ststui demo``: the embedded cluster."""

from __future__ import annotations

import signal
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.cli import tui
from ststui.cluster.flags import ConnectionFlags
from ststui.demo import DEFAULT, SCENARIOS, spawn
from ststui.errors import UnknownNameError, UnreadableError, UsageError

if TYPE_CHECKING:
    import argparse

    from ststui.cli.options import Options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--scenario", metavar="NAME", default=DEFAULT, help=f"default: {DEFAULT}")
    parser.add_argument("--list", action="store_true", help="print the scenarios")
    parser.add_argument("--serve", action="store_true", help="print a kubeconfig and serve")
    parser.add_argument("--speed", type=float, default=1.0, metavar="N", help="N times as fast")


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """List the scenarios, serve one, or open the terminal interface on it.

    Raises:
        UsageError: no such scenario, or a speed that is none.
        UnreadableError: the embedded cluster did not start.
    """
    if parsed.list:
        width = max(map(len, SCENARIOS))
        sys.stdout.writelines(f"{name:<{width}}  {words}\n" for name, words in SCENARIOS.items())
        return 0
    if parsed.scenario not in SCENARIOS:
        raise UnknownNameError("scenario", name=parsed.scenario, known=SCENARIOS)
    if not 0 < parsed.speed <= FASTEST:
        raise UsageError(f"not a speed: {parsed.speed:g}", try_=f"use 0.1 to {FASTEST}")
    if not parsed.serve:
        tui.must_have_terminal()
    try:
        with spawn(parsed.scenario, speed=parsed.speed) as kubeconfig:
            if parsed.serve:
                return _serve(str(kubeconfig))
            flags = ConnectionFlags(kubeconfig=str(kubeconfig), namespace=wanted.flags.namespace)
            everything = wanted.flags.namespace is None
            return tui.show(replace(wanted, flags=flags, all_namespaces=everything), tour=True)
    except RuntimeError as error:
        raise UnreadableError(str(error), try_="is another program using loopback?") from error


FASTEST = 1000
"""Times as fast as real time; beyond it timers only pile up."""


def _serve(kubeconfig: str) -> int:
    # A shell without job control starts background programs with SIGINT ignored, and SIGTERM would
    # end this process before its cluster.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(kubeconfig, flush=True)  # noqa: T201 - this is the command line
    print(  # noqa: T201
        f"ststui: serving until ctrl-c; try: kubectl --kubeconfig {kubeconfig} get sts -A",
        file=sys.stderr,
    )
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    return 0
