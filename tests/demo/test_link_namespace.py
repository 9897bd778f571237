"""The namespace that somebody chose stays chosen, and the one it began with stays what it was."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.errors import StstuiError
from ststui.ui import link as module
from ststui.ui.link import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ststui.cluster.session import Session
    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo


class Breaks(Link):
    """A link whose feed fails once, right after somebody chose another namespace."""

    seen: list[str | None]

    async def _feed(self, session: Session) -> None:
        self.seen.append(self.namespace)
        if len(self.seen) > 1:
            raise asyncio.CancelledError
        self.show("chosen")
        raise StstuiError("the feed broke")


async def test_what_was_chosen_is_shown_after_a_failure(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY", 0.0)
    demo = await start_demo("guide")
    flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path), namespace="home")
    broken = Breaks(flags=flags)
    broken.seen = []
    with pytest.raises(asyncio.CancelledError):
        await broken.run()
    assert (broken.seen, broken.home) == (["home", "chosen"], "home")


async def test_home_is_where_it_would_have_begun_whatever_is_chosen_before(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("guide")
    flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path), namespace="home")
    broken = Breaks(flags=flags)
    broken.seen = [None]
    broken.show("chosen")
    with pytest.raises(asyncio.CancelledError):
        await broken.run()
    assert (broken.seen, broken.home) == ([None, "chosen"], "home")
