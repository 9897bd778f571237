"""Counts the tests of each tier, and fails when one that is required did not run."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

TIERS = ("pure", "demo", "real")
REQUIRED = frozenset({"pure", "demo", "real"})


def main() -> int:
    """Print the counts by tier from the file that conftest.py wrote."""
    results: dict[str, list[str]] = json.loads(Path(sys.argv[1]).read_text())
    failed = False
    for tier in TIERS:
        counts = Counter(results.get(tier, ()))
        words = ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())) or "none ran"
        print(f"{tier}: {words}")
        if tier in REQUIRED and not counts["passed"]:
            print(f"ci: no test of the tier {tier} passed", file=sys.stderr)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
