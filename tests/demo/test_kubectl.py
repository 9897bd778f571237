"""The real kubectl against the embedded cluster, as `ststui demo --serve` serves it."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ststui.demo.clock import Clock
from tests.cli.program import COMMAND
from tests.demo.conftest import START
from tests.demo.words import NS, web
from tests.testbed.build import missing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from ststui.demo.running import Demo

pytestmark = [pytest.mark.demo, pytest.mark.timeout(60)]


class Kubectl:
    """Runs kubectl with one kubeconfig."""

    def __init__(self, kubeconfig: Path, home: Path) -> None:
        lacking = missing()
        if "kubectl" in lacking.programs:
            pytest.skip("kubectl is not built: run python -m tests.testbed.build")
        self._program = lacking.folder / "kubectl"
        self._kubeconfig = kubeconfig
        self._home = home

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        """Begin a command; output and errors come as one."""
        return await asyncio.create_subprocess_exec(
            self._program,
            *words,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self._home),
                "KUBECONFIG": str(self._kubeconfig),
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def __call__(self, *words: str, stdin: str = "", code: int = 0) -> str:
        """Run a command to its end; what it said."""
        process = await self.start(*words)
        output, _ = await process.communicate(stdin.encode())
        assert process.returncode == code, output.decode()
        return output.decode()

    async def revisions(self) -> dict[str, str]:
        """Pods by name with the revision they are of."""
        found = json.loads(await self("get", "pods", "-o", "json"))["items"]
        return {
            each["metadata"]["name"]: each["metadata"]["labels"]["controller-revision-hash"]
            for each in found
        }


@pytest.fixture
async def kubectl(tmp_path: Path) -> AsyncIterator[Kubectl]:
    """A cluster served by the program, its time fifty times as fast as the real one."""
    serving = await asyncio.create_subprocess_exec(
        *COMMAND,
        *("demo", "--serve", "--scenario", "empty", "--speed", "50"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert serving.stdout is not None
        kubeconfig = Path((await serving.stdout.readline()).decode().strip())
        yield Kubectl(kubeconfig, tmp_path)
    finally:
        serving.terminate()
        await serving.communicate()


async def apply(kubectl: Kubectl, **more: Any) -> str:
    manifest = json.dumps(web(**more))
    return await kubectl("apply", "--validate=false", "-f", "-", stdin=manifest)


async def test_apply_get_describe(kubectl: Kubectl) -> None:
    assert "statefulset.apps/web created" in await apply(kubectl)
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    rows = (await kubectl("get", "pods", "-o", "wide")).splitlines()
    assert rows[0].split()[:5] == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert [row.split()[:3] for row in rows[1:]] == [
        ["web-0", "1/1", "Running"],
        ["web-1", "1/1", "Running"],
        ["web-2", "1/1", "Running"],
    ]
    assert "web    3/3" in await kubectl("get", "sts")
    described = await kubectl("describe", "sts", "web")
    assert "Create Pod web-0 in StatefulSet web successful" in described
    described = await kubectl("describe", "pod", "web-0")
    assert f"Successfully assigned {NS}/web-0" in described
    await apply(kubectl)
    assert await kubectl("get", "sts", "web", "-o", "jsonpath={.metadata.generation}") == "1"
    assert "configured" in await apply(kubectl, image="nginx:1.30")
    for kind in ("svc", "pvc", "pv", "nodes", "sc", "events", "all", "controllerrevisions"):
        await kubectl("get", kind)


async def test_scale_patch_delete(kubectl: Kubectl) -> None:
    await apply(kubectl, replicas=1)
    assert "scaled" in await kubectl("scale", "sts", "web", "--replicas=2")
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    assert sorted(await kubectl.revisions()) == ["web-0", "web-1"]
    trouble = await kubectl("scale", "sts", "web", "--replicas=5", "--current-replicas=9", code=1)
    assert "Expected replicas to be 9, was 2" in trouble
    await kubectl("patch", "sts", "web", "-p", '{"spec":{"replicas":1}}')
    assert "deleted" in await kubectl("delete", "pod", "web-0")
    refused = await kubectl("patch", "sts", "web", "-p", '{"spec":{"serviceName":"x"}}', code=1)
    assert "updates to statefulset spec for fields other than" in refused
    assert "deleted" in await kubectl("delete", "sts", "web")
    assert "No resources found" in await kubectl("get", "sts")


async def test_rollout_restart_undo_history(kubectl: Kubectl) -> None:
    await apply(kubectl, replicas=2)
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    before = await kubectl.revisions()
    await kubectl("set", "image", "sts/web", "main=nginx:1.30")
    said = await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    assert "partitioned roll out complete" in said
    changed = await kubectl.revisions()
    assert set(before) == set(changed)
    assert not set(before.values()) & set(changed.values())
    await kubectl("rollout", "undo", "sts/web")
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    assert await kubectl.revisions() == before
    history = await kubectl("rollout", "history", "sts/web")
    assert [line.split()[0] for line in history.splitlines()[2:] if line] == ["2", "3"]
    await kubectl("rollout", "restart", "sts/web")
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    assert len(set((await kubectl.revisions()).values()) | set(before.values())) == 2


async def test_logs_and_exec(kubectl: Kubectl) -> None:
    await apply(kubectl, replicas=1)
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    assert "ready to accept connections" in await kubectl("logs", "web-0")
    assert len((await kubectl("logs", "web-0", "--tail=1")).splitlines()) == 1
    assert "web-0" in await kubectl("exec", "web-0", "--", "hostname")
    said = await kubectl("exec", "web-0", "--", "sh", "-c", "exit 7", code=7)
    assert "exit code 7" in said
    typed = await kubectl("exec", "-i", "web-0", "--", "sh", stdin="hostname\necho $HOSTNAME-x\n")
    assert typed == "web-0\nweb-0-x\n"
    assert "not found" in await kubectl("exec", "web-0", "--", "nope", code=1)


async def test_get_watch(kubectl: Kubectl) -> None:
    await apply(kubectl, replicas=1)
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    watching = await kubectl.start("get", "pods", "-w", "--no-headers")
    assert watching.stdout is not None
    rows = [(await watching.stdout.readline()).split()[:3]]
    assert rows == [[b"web-0", b"1/1", b"Running"]]
    await kubectl("scale", "sts", "web", "--replicas=2")
    while rows[-1] != [b"web-1", b"1/1", b"Running"]:
        rows.append((await watching.stdout.readline()).split()[:3])
    watching.terminate()
    await watching.communicate()
    assert [b"web-1", b"0/1", b"Pending"] in rows


async def test_eviction_by_drain(kubectl: Kubectl) -> None:
    await apply(kubectl, replicas=1)
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    node = (await kubectl("get", "pod", "web-0", "-o", "jsonpath={.spec.nodeName}")).strip()
    await kubectl("drain", node, "--force", "--timeout=60s")
    await kubectl("rollout", "status", "sts/web", "--timeout=60s")
    moved = (await kubectl("get", "pod", "web-0", "-o", "jsonpath={.spec.nodeName}")).strip()
    assert moved != node


async def test_what_may_i_do(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]], tmp_path: Path
) -> None:
    demo = await start_demo("empty", clock=Clock(start=START, speed=50))
    kubectl = Kubectl(demo.kubeconfig_path, tmp_path)
    assert await kubectl("auth", "can-i", "delete", "pods") == "yes\n"
    demo.cluster.rights.deny("delete", "pods", namespace=NS)
    assert await kubectl("auth", "can-i", "delete", "pods", code=1) == "no\n"
    assert await kubectl("auth", "can-i", "list", "statefulsets.apps") == "yes\n"
