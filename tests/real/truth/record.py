"""What was seen of one life, kept so that it can be judged again.

``python -m tests.real.truth --keep FOLDER`` keeps the records of a run;
``python -m tests.real.truth.record FOLDER`` judges them once more, in seconds: after the mirror or
the judge has changed, or with a mistake put into the mirror to see that it is found.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.real.truth.doings import NAME
from tests.real.truth.replay import replay
from tests.real.truth.report import report
from tests.real.truth.result import Result

if TYPE_CHECKING:
    from tests.real.truth.deeds import Deed
    from tests.real.truth.recorder import Seen
    from tests.real.truth.rest import Rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One life."""

    seed: int
    events: tuple[Seen, ...]
    deeds: tuple[Deed, ...]
    """Of the controller."""
    rests: tuple[Rest, ...]
    done: tuple[str, ...]
    """What was done to the set, in words."""
    other_writes: int
    server_version: str

    def judge(self) -> Result:
        """Hold it against what ``controller/`` says."""
        verdict = replay(
            NAME,
            events=self.events,
            done=self.deeds,
            rests=self.rests,
            server_version=self.server_version,
        )
        verdict.other_writes = self.other_writes
        return Result(self.seed, verdict, self.done)

    def keep(self, folder: Path) -> None:
        """Write it into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.server_version}-{self.seed}.record").write_bytes(pickle.dumps(self))


def main() -> int:
    """Judge all records of a folder; 1 if anything disagreed."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.truth.record", description=__doc__)
    parser.add_argument("folder", type=Path)
    # Written by this program on this machine: nobody else's pickle is opened.
    files = sorted(parser.parse_args().folder.glob("*.record"))
    results = tuple(pickle.loads(each.read_bytes()).judge() for each in files)
    print(report(results))
    return 1 if any(each.verdict.wrong for each in results) else 0


if __name__ == "__main__":
    sys.exit(main())
