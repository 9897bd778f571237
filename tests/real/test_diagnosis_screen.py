"""The diagnosis in a terminal, of a trouble on the real control plane."""

from __future__ import annotations

import asyncio
import base64
import re
from typing import TYPE_CHECKING

import pytest

from tests.real.diagnosed import wait_for_rules
from tests.real.screen import Screen, open_screen
from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

COPY = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)")


def look(screen: Screen, namespace: str) -> None:
    """As somebody on call would: the mark, the pane, the evidence, the command, the object."""
    with screen:
        screen.wait_for("typo", "✗", "fast-ssd does")
        screen.press("x")
        screen.wait_for("typo", "1 finding", "evidence", "A StorageClass says how disks are made")
        screen.wait_for("delete sts typo", "danger", "more")
        screen.press("1")
        screen.wait_for("copied")
        commands = [base64.b64decode(each).decode() for each in COPY.findall(bytes(screen.raw))]
        assert commands[-1].endswith("get storageclass")
        assert "--context" in commands[-1]
        screen.press("2")
        screen.wait_for(f"delete sts typo -n {namespace}"[:40])
        screen.press("enter")
        screen.wait_for("claim data-typo-0", gone="A StorageClass says")
        assert "claim data-typo-0" in screen.cursor_row
        screen.press("q")
        assert screen.wait_exit() == 0
        screen.assert_gone()


@pytest.mark.parametrize(("columns", "lines"), [(140, 40), (100, 34)])
async def test_from_the_mark_in_the_tree_to_the_object_at_fault(
    namespace: Namespace, tmp_path: Path, columns: int, lines: int
) -> None:
    await namespace.apply(
        headless_service("typo"), statefulset("typo", claims=["data"], storage_class="fast-ssd")
    )
    await wait_for_rules(namespace, {"typo": "pvc-class-missing"})
    screen = open_screen(namespace, tmp_path, columns=columns, lines=lines)
    await asyncio.to_thread(look, screen, namespace.name)
