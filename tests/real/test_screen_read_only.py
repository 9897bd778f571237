"""Read-only on the screen: every key and word that acts says so, and nothing is asked for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ststui.ui.acting import ACTING
from tests.real.screen import open_screen
from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testbed.audit import AuditLog
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

KEYS = (
    # On the set.
    ("s", "scale: read-only"),
    ("P", "partition: read-only"),
    ("r", "restart: read-only"),
    ("b", "rollback: read-only"),
    ("i", "image: read-only"),
    ("ctrl-d", "delete set: read-only"),
    ("U", "reverse: no write of ststui on web"),
    ("C", "cleanup: read-only"),
    ("E", "expand: read-only"),
    # On its first pod.
    ("j", ""),
    ("ctrl-d", "delete pod: read-only"),
    ("ctrl-k", "kill: read-only"),
    ("r", "evict: read-only"),
    # On that pod's claim.
    ("enter", "claim data-web-0"),
    ("jj", ""),
    ("ctrl-d", "delete claim: read-only"),
)
"""Keys in their order, and what the screen says then."""


async def test_no_key_and_no_word_writes(
    namespace: Namespace, log: AuditLog, tmp_path: Path
) -> None:
    await namespace.apply(headless_service("web"), statefulset("web", replicas=2, claims=["data"]))
    await namespace.wait_ready("web-0", "web-1")
    await namespace.set_image("web", "app:2")
    await namespace.scale("web", 1)
    await namespace.wait_ready("web-0")
    before = await namespace.get("StatefulSet", "web")
    log.skip()
    with open_screen(namespace, tmp_path, "--read-only", lines=60) as screen:

        async def sees(*texts: str, gone: str = "") -> None:
            await asyncio.to_thread(screen.wait_for, *texts, gone=gone)

        await sees("web-0", "live", "read-only")
        for key, told in KEYS:
            screen.press(key)
            await sees(told)
            assert "esc leave" not in await asyncio.to_thread(screen.settle)
        screen.press("g")
        for word in (*(ACTING.keys() - {"watch", "reverse", "delete"}), "rw"):
            await asyncio.to_thread(screen.settle)
            screen.press(":")
            await asyncio.to_thread(screen.settle)
            screen.press(word, "enter")
            await sees("read-only by flag" if word == "rw" else f"{word}: read-only")
            assert "esc leave" not in screen.text
    asked = [
        each
        for each in log.read()
        if each.user_agent.startswith("ststui/")
        and each.writes
        and not each.object_ref.resource.startswith("selfsubject")
    ]
    assert asked == []
    after = await namespace.get("StatefulSet", "web")
    assert before is not None
    assert after is not None
    assert (after["metadata"]["uid"], after["spec"]) == (before["metadata"]["uid"], before["spec"])
    assert not (tmp_path / "state" / "ststui" / "audit.jsonl").exists()
