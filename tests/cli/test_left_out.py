"""Sets that cannot be shown are told of, and never called absent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo

WHY = "it asks for 20000 replicas; more than 10000 are not shown"
COMMANDS = ("tree", "next", "diagnose")


def one_line(text: str) -> str:
    """Lines that were wrapped, as one."""
    return " ".join(text.split())


def stateful_set(name: str, replicas: int) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {
            "name": name,
            "namespace": "shop",
            "uid": f"u-{name}",
            "creationTimestamp": "2026-03-01T10:00:00Z",
        },
        "spec": {"replicas": replicas, "serviceName": name, "template": {"spec": {}}},
    }


def dump(folder: Path, *sets: dict[str, Any]) -> str:
    path = folder / "dump.json"
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": sets}))
    return str(path)


@pytest.mark.parametrize("command", COMMANDS)
async def test_where_nothing_can_be_shown_it_says_what_is_left_out(
    command: str, tmp_path: Path
) -> None:
    path = dump(tmp_path, stateful_set("huge", 20_000))
    for where in ((), ("-n", "shop")):
        ended = await ststui(command, "--from", path, *where)
        assert ended.code == 0, ended.err
        place = "namespace shop" if where else "any namespace"
        assert ended.out == f"No StatefulSets to show in {place}; left out:\n  shop/huge: {WHY}\n"
        assert WHY in one_line(ended.err)


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_set_that_is_named_is_not_said_not_to_exist(command: str, tmp_path: Path) -> None:
    path = dump(tmp_path, stateful_set("huge", 20_000), stateful_set("web", 0))
    ended = await ststui(command, "--from", path, "huge")
    assert (ended.code, ended.out) == (3, "")
    assert f"StatefulSet shop/huge is not shown: {WHY}" in one_line(ended.err)
    absent = await ststui(command, "--from", path, "hugo")
    assert (absent.code, absent.out) == (2, "")
    assert "does not exist" in absent.err


async def test_a_pod_of_such_a_set_is_not_said_not_to_exist(tmp_path: Path) -> None:
    path = dump(tmp_path, stateful_set("huge", 20_000))
    ended = await ststui("diagnose", "--from", path, "pod/huge-7")
    assert ended.code == 3
    assert WHY in one_line(ended.err)


async def test_what_can_be_shown_is(tmp_path: Path) -> None:
    path = dump(tmp_path, stateful_set("huge", 20_000), stateful_set("web", 0))
    ended = await ststui("tree", "--from", path)
    assert "web" in ended.out
    assert "left out" not in ended.out
    assert WHY in one_line(ended.err)
