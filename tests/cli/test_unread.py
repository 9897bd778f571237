"""What could not be read, on stderr: short lines, whatever there is of it."""

from __future__ import annotations

import pytest

from ststui.cli.output import unread_lines
from ststui.report import UnreadableReport

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def _wide_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def denied(resource: str, namespace: str | None = None) -> UnreadableReport:
    return UnreadableReport(
        context="c", resource=resource, namespace=namespace, why=f"no permission: list {resource}"
    )


def test_what_fails_alike_in_the_same_place_stands_in_one_line() -> None:
    assert list(unread_lines([denied("pods", "shop"), denied("events", "shop")])) == [
        "ststui: not read: pods, events in shop (no permission: list)"
    ]


def test_many_namespaces_are_counted() -> None:
    many = [denied("pods", f"n{n}") for n in range(1, 16)]
    assert list(unread_lines([*many, denied("nodes")])) == [
        "ststui: not read: pods in n1, n2, n3 and 12 more namespaces (no permission: list)",
        "ststui: not read: nodes for how they are (no permission: list)",
    ]


def test_all_namespaces_are_told_beside_those_that_were_tried_instead() -> None:
    tried = [denied("pods"), denied("events"), denied("events", "shop"), denied("nodes")]
    assert list(unread_lines(tried)) == [
        "ststui: not read: pods in all namespaces (no permission: list)",
        "ststui: not read: events in all namespaces and in shop (no permission: list)",
        "ststui: not read: nodes for how they are (no permission: list)",
    ]


def test_what_a_dump_does_not_hold_has_no_place() -> None:
    lacking = UnreadableReport(
        context="c", resource="services", namespace=None, why="not in the dump"
    )
    assert list(unread_lines([lacking])) == ["ststui: not read: services (not in the dump)"]


def test_what_a_right_is_for_is_said_where_its_name_does_not_say_it() -> None:
    lacking = [
        UnreadableReport(
            context="c", resource=each, namespace=None, why=f"no permission: get {each}"
        )
        for each in ("nodes/proxy", "nodes")
    ]
    assert list(unread_lines(lacking)) == [
        (
            "ststui: not read: nodes/proxy for how full claims are, nodes for how they are"
            " (no permission: get)"
        )
    ]


def test_a_long_line_is_wrapped_and_no_name_is_torn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    kinds = ("persistentvolumeclaims", "controllerrevisions", "endpointslices", "nodes/proxy")
    lines = list(unread_lines([denied(each, "shop") for each in kinds]))
    assert len(lines) == 3
    assert max(map(len, lines)) <= 60
    assert all(each in " ".join(lines) for each in kinds)
    assert lines[1].startswith("  ")


def test_of_many_odd_objects_the_first_are_told() -> None:
    odd = [
        UnreadableReport(context="c", resource="pods", namespace="shop", why=f"db-{n}: \x1b odd")
        for n in range(20)
    ]
    lines = list(unread_lines(odd))
    assert lines[0] == "ststui: not read: pods in shop (db-0: \\e odd)"
    assert lines[-1] == "ststui: not read: 15 more of pods: -o json tells all"
    assert len(lines) == 6
