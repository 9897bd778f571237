"""The least that any program needs: the same lists, downloaded side by side and decoded.

``python -m tests.speed.limit KUBECONFIG`` prints its largest memory in MiB and ends.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import yaml

from ststui.model import EndpointSlice, PersistentVolumeClaim, Pod, Service, StatefulSet
from tests.testbed.credentials import credentials

LISTS: tuple[tuple[str, type[Any]], ...] = (
    ("/apis/apps/v1/statefulsets", StatefulSet),
    ("/api/v1/pods", Pod),
    ("/api/v1/persistentvolumeclaims", PersistentVolumeClaim),
    ("/api/v1/services", Service),
    ("/apis/discovery.k8s.io/v1/endpointslices", EndpointSlice),
)


class Next(msgspec.Struct, rename={"more": "continue"}):
    """Where the next page is."""

    more: str = ""


async def read_all(session: aiohttp.ClientSession, path: str, kind: type[Any]) -> list[Any]:
    """All pages of one list."""
    page = msgspec.defstruct("Page", [("items", list[kind]), ("metadata", Next)])  # type: ignore[valid-type]
    decoder = msgspec.json.Decoder(page)
    found: list[Any] = []
    query = {"limit": "500"}
    while True:
        async with session.get(path, params=query) as answer:
            decoded: Any = decoder.decode(await answer.read())
        found += decoded.items
        if not decoded.metadata.more:
            return found
        query["continue"] = decoded.metadata.more


async def read_cluster(kubeconfig: Any) -> int:
    """Read everything; returns how many objects there are."""
    way = credentials(kubeconfig)
    connector = aiohttp.TCPConnector(ssl=way.ssl)
    async with aiohttp.ClientSession(way.server, connector=connector, headers=way.headers) as open_:
        return sum(map(len, await asyncio.gather(*(read_all(open_, *each) for each in LISTS))))


if __name__ == "__main__":
    asyncio.run(read_cluster(yaml.safe_load(Path(sys.argv[1]).read_text())))
    # Not getrusage: its maximum is inherited from the program that started this one.
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert peak is not None
    print(int(peak[1]) / 1024)
