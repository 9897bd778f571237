"""``python -m tests.speed.demo``: how long the embedded cluster takes until it answers."""

from __future__ import annotations

import statistics
import time
import urllib.request

import yaml

from ststui.demo import spawn

STARTS = 5
SCENARIOS = ("guide", "large")


def start(scenario: str) -> float:
    """Seconds from the start of the process until its API answers."""
    begin = time.monotonic()
    with spawn(scenario) as path:
        server = yaml.safe_load(path.read_text())["clusters"][0]["cluster"]["server"]
        with urllib.request.urlopen(f"{server}/readyz", timeout=30) as answer:
            assert answer.status == 200
        return time.monotonic() - begin


if __name__ == "__main__":
    for each in SCENARIOS:
        taken = statistics.median(start(each) for _ in range(STARTS))
        goal = "goal ≤ 1 s" if each == "guide" else "10,000 pods"
        print(f"demo --scenario {each:8} {taken:.2f} s   {goal}")
