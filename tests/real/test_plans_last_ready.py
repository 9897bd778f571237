"""The last Ready pod of several that serve data goes only with the name, and then none is Ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.real.acted_on import noted, settled
from tests.testbed.api import wait_for

if TYPE_CHECKING:
    from tests.real.doing import Hand

pytestmark = pytest.mark.real

LAST = (
    ("delete", "pod/web-2"),
    ("delete", "pod/web-2", "--evict"),
    ("scale", "web", "2"),
)


async def only_the_last_is_ready(hand: Hand) -> None:
    async def so() -> bool:
        return await hand.namespace.ready_pods() == ("web-2",)

    await wait_for(so, what="web-2 alone to be Ready")


async def test_the_last_ready_pod_goes_only_with_the_name(hand: Hand) -> None:
    await settled(hand, 3, claims=["data"], parallel=True)
    for action in LAST:
        assert not (await hand.plan(*action))["dangerous"], action
    for name in ("web-0", "web-1"):
        await hand.namespace.annotate_pod(name, unready="true")
    await only_the_last_is_ready(hand)
    for action in LAST:
        plan = await hand.plan(*action)
        told = [e["text"] for e in plan["warnings"] if e["code"] == "quorum" and e["dangerous"]]
        assert told, (action, plan["warnings"])
        assert told[0].startswith("no pod stays Ready"), told
        ended = await hand.run(*action, "--yes")
        assert ended.code == 1, ended
    assert await hand.namespace.ready_pods() == ("web-2",)
    assert noted(hand) == []

    before = await hand.namespace.get("Pod", "web-2")
    assert before is not None
    ended = await hand.run("delete", "pod/web-2", "--evict", "--yes-really", "web-2")
    assert ended.code == 0, ended
    await hand.namespace.wait_for(
        "Pod", "web-2", lambda p: p["metadata"]["uid"] != before["metadata"]["uid"], what="anew"
    )
    await only_the_last_is_ready(hand)
    assert (await hand.run("scale", "web", "2", "--yes-really", "web")).code == 0

    async def none_is_ready() -> bool:
        pods = [each["metadata"]["name"] for each in await hand.namespace.list("Pod")]
        return pods == ["web-0", "web-1"] and await hand.namespace.ready_pods() == ()

    await wait_for(none_is_ready, what="no Ready pod")
