"""The namespace that somebody chose stays chosen when the link has to begin anew."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.errors import StstuiError
from ststui.ui import link as module
from ststui.ui.link import Link

if TYPE_CHECKING:
    from ststui.cluster.session import Session

pytestmark = pytest.mark.pure


class Breaks(Link):
    """A link whose feed fails once, right after somebody chose another namespace."""

    seen: list[str | None]

    async def _feed(self, session: Session) -> None:
        self.seen.append(self.namespace)
        if len(self.seen) > 1:
            raise asyncio.CancelledError
        self.show("chosen")
        raise StstuiError("the feed broke")


async def test_what_was_chosen_is_shown_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY", 0.0)
    session: Any = SimpleNamespace(namespace="home", context="test")
    broken = Breaks(flags=ConnectionFlags(), opened=session)
    broken.seen = []
    with pytest.raises(asyncio.CancelledError):
        await broken.run()
    assert (broken.seen, broken.home) == (["home", "chosen"], "home")
