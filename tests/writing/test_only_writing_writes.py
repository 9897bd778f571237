"""Nothing but ststui/writing sends what changes a cluster; reviews aside."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import ststui

pytestmark = pytest.mark.pure

PACKAGE = Path(ststui.__file__).parent
MAY_SEND = {
    "cluster/rights.py": "SelfSubjectReviews, which change nothing",
    "cluster/session.py": "defines it",
    "writing/send.py": "the one way",
}
DEMO = "demo"
"""The embedded cluster is a server; it sends nothing."""
VERBS = {"POST", "PUT", "PATCH", "DELETE"}


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (str(file.relative_to(PACKAGE)), ast.parse(file.read_text()))
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.relative_to(PACKAGE).parts[0] != DEMO
    )


def senders(tree: ast.Module) -> bool:
    """Whether a session's send is called or handed on."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "send"
        and isinstance(node.value, (ast.Name, ast.Attribute))
        and "session" in ast.unparse(node.value).lower()
        for node in ast.walk(tree)
    )


def test_a_session_sends_only_for_writing_and_reviews() -> None:
    found = {name for name, tree in trees() if senders(tree)}
    assert found == {"cluster/rights.py", "writing/send.py"}


def test_the_verbs_of_http_that_write_stand_in_few_files() -> None:
    found = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in VERBS
    }
    assert found - set(MAY_SEND) <= {
        "actions/request.py",
        "actions/plan.py",
        "writing/send.py",
        "writing/verdict.py",
        "writing/made.py",
        "writing/compare.py",
    }


def test_only_the_cluster_room_has_an_http_client() -> None:
    having = {
        name.partition("/")[0]
        for name, tree in trees()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(n.name == "aiohttp" for n in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aiohttp"))
    }
    assert having == {"cluster"}
