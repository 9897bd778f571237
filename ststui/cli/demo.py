"""``ststui demo``: the embedded cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from ststui.cli.options import Options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--scenario", metavar="NAME", default="guide", help="default: guide")
    parser.add_argument("--list", action="store_true", help="print the scenarios")
    parser.add_argument("--serve", action="store_true", help="print a kubeconfig and serve")
    parser.add_argument("--speed", type=float, default=1.0, metavar="N", help="N times as fast")


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Run the demo."""
    raise NotImplementedError
