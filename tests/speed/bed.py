"""The load bed: etcd and the API server alone, filled once and kept.

Every object is written through the API server as the controllers and kubelets would have left it;
none of them runs, so the cluster is at rest until the benchmark changes it. The first time takes
minutes; the etcd folder is kept in the cache and copied for each run.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from typing import TYPE_CHECKING

from tests.speed import objects
from tests.testbed.api import Api
from tests.testbed.build import build, cache_folder
from tests.testbed.control_plane import ControlPlane

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator
    from pathlib import Path

AT_ONCE = 16
"""Sets that are written side by side."""


@contextlib.contextmanager
def load_bed(sets: int) -> Iterator[ControlPlane]:
    """A bed with that many sets."""
    kept = cache_folder().parent / f"load-2-{sets}"
    plane = ControlPlane(nodes=0, binaries=build())
    try:
        if kept.exists():
            shutil.copytree(kept, plane.folder / "etcd")
        plane.program("etcd").start()
        plane.restart_api_server()
        if not kept.exists():
            asyncio.run(_fill(plane, sets))
            _keep(plane, kept)
        yield plane
    finally:
        plane.stop()


def _keep(plane: ControlPlane, kept: Path) -> None:
    plane.kill_api_server()
    plane.program("etcd").kill()
    part = kept.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(plane.folder / "etcd", part)
    part.rename(kept)
    plane.program("etcd").start()
    plane.restart_api_server()


async def _fill(plane: ControlPlane, sets: int) -> None:
    async with Api(plane.kubeconfig) as api:
        spaces = sorted({namespace for namespace, _ in objects.names(sets)})
        await asyncio.gather(
            *(_namespace(api, each) for each in spaces),
            *(_node(api, each) for each in range(objects.NODES)),
        )
        free = asyncio.Semaphore(AT_ONCE)
        done = 0

        async def one(number: int, namespace: str, name: str) -> None:
            nonlocal done
            async with free:
                await _write(api, number, namespace, name)
            done += 1
            if done % 50 == 0:
                print(f"  {done} of {sets} sets written", file=sys.stderr)

        names = objects.names(sets)
        await asyncio.gather(*(one(at, *each) for at, each in enumerate(names)))


async def _namespace(api: Api, name: str) -> None:
    await api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}}
    await api.create(account, namespace=name)


async def _node(api: Api, number: int) -> None:
    made = await api.create(objects.node(number))
    await api.patch("Node", made["metadata"]["name"], objects.NODE_READY, subresource="status")


async def _write(api: Api, number: int, namespace: str, name: str) -> None:
    made = await api.create(objects.stateful_set(name), namespace=namespace)
    uid = made["metadata"]["uid"]
    addresses = [f"10.{64 + number // 250}.{number % 250}.{o + 1}" for o in range(objects.PODS)]
    work: list[Awaitable[object]] = [
        _status(api, "StatefulSet", name, objects.set_status(name), namespace),
        api.create(objects.revision(name, uid=uid), namespace=namespace),
        api.create(objects.governing(name), namespace=namespace),
        api.create(objects.endpoints(name, addresses=addresses), namespace=namespace),
    ]
    for ordinal, address in enumerate(addresses):
        on = (number * objects.PODS + ordinal) % objects.NODES
        pod = objects.pod(name, ordinal, uid=uid, node=on)
        work.append(_create(api, pod, objects.pod_status(address=address), namespace))
        work.append(_create(api, objects.claim(name, ordinal), objects.BOUND, namespace))
    await asyncio.gather(*work)


async def _create(
    api: Api, manifest: objects.Manifest, status: objects.Manifest, namespace: str
) -> None:
    await api.create(manifest, namespace=namespace)
    await _status(api, manifest["kind"], manifest["metadata"]["name"], status, namespace)


async def _status(api: Api, kind: str, name: str, status: objects.Manifest, namespace: str) -> None:
    await api.patch(kind, name, status, namespace=namespace, subresource="status")
