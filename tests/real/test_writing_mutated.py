"""Webhooks of the real API server that change what ststui writes: told before, and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.acted_on import codes, rolled_out, settled, writes
from tests.real.test_writing_refusals import WEBHOOK_RULES
from tests.testbed.api import wait_for
from tests.testbed.webhook import webhook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.real.doing import Hand
    from tests.testbed.audit import AuditLog

pytestmark = pytest.mark.real

SETS = WEBHOOK_RULES[:1]
WHO = "a mutating webhook or policy changes it"
BACK = f"replicas becomes 1 instead of 3: {WHO}"


def set_to(path: str, value: Any, *, op: str = "replace") -> list[dict[str, Any]]:
    return [{"op": op, "path": path, "value": value}]


async def test_a_webhook_that_sets_replicas_back_is_told_and_typed(
    hand: Hand, log: AuditLog, tmp_path: Path
) -> None:
    await settled(hand, 2)
    name = hand.namespace.name
    async with webhook(tmp_path) as other:
        other.patch = set_to("/spec/replicas", 1)
        manifest = other.mutating(name, namespace=name, rules=SETS)
        await hand.namespace.api.create(manifest)

        async def told() -> bool:
            plan = await hand.plan("scale", "web", "3")
            return BACK in [each["text"] for each in plan["warnings"] if each["dangerous"]]

        await wait_for(told, what="the webhook to be asked")
        log.skip()
        ended = await hand.run("scale", "web", "3", "--yes")
        assert ended.code == 1, ended
        assert writes(log, name) == []
        ended = await hand.run("scale", "web", "3", "--yes-really", "web", "--wait", "-o", "json")
        assert (ended.code, ended.document["accepted"]) == (1, True), ended
        assert ended.document["message"] == (
            f"accepted: scale web from 2 to 3; but {BACK}: not waited for"
        )
        await hand.namespace.wait_ready("web-0")
        ended = await hand.run("scale", "web", "3", "--yes-really", "web")
        assert (ended.code, BACK in ended.out) == (0, True), ended
        await hand.namespace.api.delete("MutatingWebhookConfiguration", name)


async def test_what_a_webhook_adds_to_a_template_is_no_failure(hand: Hand, tmp_path: Path) -> None:
    await settled(hand, 2)
    name = hand.namespace.name
    async with webhook(tmp_path) as other:
        side = {"name": "side", "image": "side:1"}
        other.patch = set_to("/spec/template/spec/containers/1", side, op="add")
        manifest = other.mutating(name, namespace=name, rules=SETS)
        await hand.namespace.api.create(manifest)
        text = f"the pod template becomes another one than what is sent: {WHO}"

        async def told() -> bool:
            plan = await hand.plan("image", "web", "main=app:2")
            return text in [e["text"] for e in plan["warnings"] if not e["dangerous"]]

        await wait_for(told, what="the webhook to be asked")
        # What the plan does not replace would be: that needs the name.
        plan = await hand.plan("scale", "web", "1")
        assert [e["text"] for e in plan["warnings"] if e["code"] == "operator-owner"] == [
            text.replace(":", ", so that every pod is replaced:")
        ]
        done = await hand.do("image", "web", "main=app:2")
        assert done["accepted"]
        assert done["message"].endswith(f"; but {text}")
        await rolled_out(hand, 2)
        await hand.namespace.api.delete("MutatingWebhookConfiguration", name)
    assert "operator-owner" not in codes(await hand.plan("scale", "web", "1"))
