"""The answers that carry a plan out, and those that do not."""

from __future__ import annotations

import io
from argparse import Namespace

import pytest

from ststui.actions import Plan, QuorumHints, plan_scale
from ststui.cli import confirm as asking
from tests.actions.ground import grounds
from tests.controller.scene import Scene

pytestmark = pytest.mark.pure

THREE = Scene(replicas=3).ready(0, 1, 2)
SAFE = plan_scale(grounds(THREE), replicas=4)
DANGEROUS = plan_scale(grounds(THREE, quorum=QuorumHints(sets=("*",))), replicas=1)


@pytest.mark.parametrize(
    ("plan", "typed", "answer", "yes", "why"),
    [
        (SAFE, False, "y", True, ""),
        (SAFE, False, "YES", True, ""),
        (SAFE, False, "", False, "answered no"),
        (SAFE, False, "web", False, "answered no"),
        (SAFE, True, "y", False, "'y' was typed, not web"),
        (SAFE, True, "web", True, ""),
        (DANGEROUS, False, "web", True, ""),
        (DANGEROUS, False, "Web", False, "'Web' was typed, not web"),
        (DANGEROUS, False, "", False, "'' was typed, not web"),
    ],
)
def test_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, plan: Plan, *, typed: bool, answer: str, yes: bool, why: str
) -> None:
    monkeypatch.setattr(asking, "has_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
    found = asking.confirm(plan, Namespace(yes=False, yes_really=None), typed=typed)
    assert found.yes is yes
    assert yes or found.why == why


@pytest.mark.parametrize(
    ("plan", "flags", "why"),
    [
        (SAFE, {}, "no terminal to ask at: it needs --yes"),
        (SAFE, {"yes_really": "db"}, "--yes-really names db, this is about web"),
        (DANGEROUS, {}, "the plan is dangerous: it needs --yes-really web"),
        (DANGEROUS, {"yes": True}, "the plan is dangerous: it needs --yes-really web"),
        (DANGEROUS, {"yes_really": "WEB"}, "--yes-really names WEB, this is about web"),
        (SAFE, {"yes": True}, ""),
        (SAFE, {"yes_really": "web"}, ""),
        (DANGEROUS, {"yes_really": "web"}, ""),
    ],
)
def test_without_one(
    monkeypatch: pytest.MonkeyPatch, plan: Plan, flags: dict[str, object], why: str
) -> None:
    monkeypatch.setattr(asking, "has_terminal", lambda: False)
    parsed = Namespace(**{"yes": False, "yes_really": None, **flags})
    found = asking.confirm(plan, parsed, typed=False)
    assert (found.yes, found.why) == (not why, why)
