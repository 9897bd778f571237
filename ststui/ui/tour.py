"""The demo's tour: a hint from a ConfigMap of the embedded cluster."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from ststui.cluster.trouble import Trouble
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ststui.cluster.session import Session
    from ststui.ui.link import Link

PATH = "/api/v1/namespaces/kube-public/configmaps/ststui-demo-tour"
"""Where the scenario ``guide`` keeps the hint."""
EVERY = 1.0
"""Seconds between two looks."""


class _Hint(msgspec.Struct):
    hint: str = ""
    step: str = ""
    steps: str = ""


class _ConfigMap(msgspec.Struct):
    data: _Hint = msgspec.field(default_factory=_Hint)


async def hints(link: Callable[[], Link | None]) -> AsyncIterator[str]:
    """The hint, each time it is another one; empty where the scenario has none."""
    last: str | None = None
    while True:
        now = link()
        hint = await _read(now.session) if now is not None and now.session else ""
        if "kubectl" in hint and now is not None and now.flags.kubeconfig:
            hint = f"{hint}\n(in another terminal, after: export KUBECONFIG={now.flags.kubeconfig})"
        if hint != last:
            last = hint
            yield hint
        await asyncio.sleep(EVERY)


async def _read(session: Session) -> str:
    found = await session.get(PATH)
    if isinstance(found, Trouble):
        return ""
    try:
        data = msgspec.json.decode(found.body, type=_ConfigMap).data
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return safe(f"tour {data.step}/{data.steps}: {data.hint}") if data.hint else ""
