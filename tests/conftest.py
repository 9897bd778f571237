"""For all tests: every test names its tier; outcomes by tier are counted for CI."""

from __future__ import annotations

import json
import os
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TIERS = ("pure", "demo", "real")
_outcomes: dict[str, list[str]] = defaultdict(list)
_tier_of: dict[str, str] = {}
_own = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests, and what they start, empty folders: the user's settings do not count here."""
    # No test depends on the speed of the machine. CI's own profile of hypothesis, which it takes by
    # itself where it sees a CI, draws the same examples each time: here they shall differ.
    settings.register_profile("ststui", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("ststui")
    folder = tempfile.TemporaryDirectory(prefix="ststui-tests-")
    config.stash[_own] = folder
    for each in ("CONFIG", "STATE"):
        os.environ[f"XDG_{each}_HOME"] = str(Path(folder.name) / each.lower())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove them."""
    config.stash[_own].cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that does not say how real it is."""
    for item in items:
        tiers = [tier for tier in TIERS if item.get_closest_marker(tier)]
        if len(tiers) != 1:
            message = f"{item.nodeid}: one marker of {', '.join(TIERS)} is needed, not {tiers}"
            raise pytest.UsageError(message)
        _tier_of[item.nodeid] = tiers[0]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note the outcome: of the call, or of a set-up that did not pass."""
    if report.when == "call" or (report.when == "setup" and report.outcome != "passed"):
        _outcomes[_tier_of.get(report.nodeid, "?")].append(report.outcome)


def pytest_sessionfinish() -> None:
    """Write the outcomes where CI asks for them."""
    wanted = os.environ.get("STSTUI_TEST_RESULTS")
    if wanted:
        Path(wanted).write_text(json.dumps(_outcomes))
