"""The long comparison: ``python -m tests.real.truth [--runs 1000] [--seed 1] [--forecasts 24]``."""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
from pathlib import Path

from tests.real.truth import foretold
from tests.real.truth.report import report
from tests.real.truth.run import run_lives
from tests.testbed.build import KUBERNETES, NEXT, BuildError
from tests.testbed.control_plane import ControlPlane

AT_A_TIME = 120
"""Runs per bed: etcd and the audit log start small again."""

GATE = "MaxUnavailableStatefulSet"
WITH_GATE = "v1.35.3"
"""A version in which the gate is on by default and the code is that of 1.36 with the gate on."""


def main() -> int:
    """Run, print what was found; 1 if anything disagreed."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.truth", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--forecasts", type=int, default=24, help="sets whose forecast is compared")
    parser.add_argument("--steps", type=int, default=10, help="things done in one run")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the first")
    parser.add_argument(
        "--max-unavailable",
        action="store_true",
        help="with the gate MaxUnavailableStatefulSet on, as versions 1.35.0 to 1.35.3 have it",
    )
    parser.add_argument("--next", action="store_true", help=f"on Kubernetes {NEXT}")
    parser.add_argument("--keep", type=Path, help="folder for the records, to be judged again")
    wanted = parser.parse_args()
    # A bed is cleared away also when the run is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    kubernetes = NEXT if wanted.next else KUBERNETES
    gates = f"{GATE}=true" if wanted.max_unavailable else ""
    wrong = 0
    try:
        for first in range(0, wanted.runs, AT_A_TIME):
            count = min(AT_A_TIME, wanted.runs - first)
            seeds = range(wanted.seed + first, wanted.seed + first + count)
            with ControlPlane(gates=gates, kubernetes=kubernetes) as bed:
                version = WITH_GATE if wanted.max_unavailable else bed.version
                results = asyncio.run(
                    run_lives(
                        bed, seeds, steps=wanted.steps, server_version=version, keep=wanted.keep
                    )
                )
            print(report(results), flush=True)
            wrong += sum(len(result.verdict.wrong) for result in results)
        if wanted.forecasts and not wanted.max_unavailable:
            with ControlPlane(kubernetes=kubernetes) as bed:
                seeds = range(wanted.seed, wanted.seed + wanted.forecasts)
                verdicts = asyncio.run(foretold.foretold(bed, seeds))
            disagreements = foretold.wrong(verdicts)
            print(f"forecast: {verdicts.count('right')} changes were foretold step by step")
            print("\n".join(disagreements), flush=True)
            wrong += len(disagreements)
    except BuildError as error:
        print(f"truth: {error}", file=sys.stderr)
        return 2
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
