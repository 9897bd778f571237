"""Start a test bed, say how to use it, and keep it until ctrl-c."""

from __future__ import annotations

import argparse
import signal
import sys

from tests.testbed.build import BuildError
from tests.testbed.control_plane import ControlPlane
from tests.testbed.program import ProgramEndedError

HELP = """\
export KUBECONFIG={kubeconfig}
export PATH={binaries}:$PATH

# what to try
kubectl get nodes
kubectl create -f tests/testbed/objects/example.yaml     # StatefulSet web
kubectl annotate pod web-1 ststui.test/unready=true      # and ststui.test/unready- to take it back
.venv/bin/ststui

# ctrl-c ends everything and removes {folder}
"""


def main() -> int:
    """Run one bed until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.testbed", description=__doc__)
    parser.add_argument("--nodes", type=int, default=3, help="how many nodes join")
    parser.add_argument("--gates", default="", help="feature gates of API server and controllers")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # A shell without job control starts background programs with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with ControlPlane(nodes=wanted.nodes, gates=wanted.gates) as bed:
            print(
                HELP.format(kubeconfig=bed.kubeconfig, binaries=bed.binaries, folder=bed.folder),
                flush=True,
            )
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except (BuildError, ProgramEndedError, TimeoutError) as error:
        print(f"testbed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
