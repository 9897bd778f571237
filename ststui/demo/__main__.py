"""python -m ststui.demo: serve an embedded cluster and print the path of its kubeconfig."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import threading

from ststui.demo.catalogue import DEFAULT, SCENARIOS
from ststui.demo.running import run_demo


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ststui.demo", description=__doc__)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default=DEFAULT)
    parser.add_argument("--speed", type=float, default=1.0, help="demo seconds per second")
    parser.add_argument("--port", type=int, default=0, help="on loopback; 0 for a free one")
    parser.add_argument("--list", action="store_true", help="list the scenarios and end")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input ends")
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if arguments.until_eof:

        def wait_for_end() -> None:
            sys.stdin.buffer.read()
            loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=wait_for_end, daemon=True).start()
    demo = run_demo(arguments.scenario, clock=None, speed=arguments.speed, port=arguments.port)
    async with demo as running:
        print(running.kubeconfig_path, flush=True)  # noqa: T201 - the answer
        await stop.wait()


def main() -> None:
    """Serve until told to stop."""
    arguments = _arguments()
    if arguments.list:
        for name, text in SCENARIOS.items():
            print(f"{name:14} {text}")  # noqa: T201 - the answer
        return
    asyncio.run(_serve(arguments))


if __name__ == "__main__":
    main()
