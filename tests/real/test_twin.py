"""The twin run: a script ends in the same tree on the embedded cluster and on the real one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from yarl import URL

from ststui.demo import start_in_process
from tests.cli.program import ststui
from tests.real.twin_scripts import SCRIPTS, Script
from tests.testbed.api import Api, wait_for
from tests.testbed.credentials import credentials
from tests.testbed.namespace import Namespace, fresh_namespace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real

SPEED = 10.0
"""The embedded cluster's seconds in a real one, until the script is over."""

DIFFERS = {
    "context",
    "namespace",
    "now",
    "uid",
    "ageSeconds",
    "node",
    "ip",
    "volume",
    "usedFraction",
}
"""Keys that two clusters never agree on; nodes of KWOK have no kubelet that measures a volume."""


@dataclass(frozen=True, slots=True)
class DemoCluster:
    """The embedded cluster as the tests' namespaces see clusters."""

    kubeconfig: Path

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """Scripts of the twin run do without."""
        raise NotImplementedError(arguments, stdin)


class DemoApi(Api):
    """The API of the embedded cluster, whose URL has a path."""

    def __init__(self, kubeconfig: Path) -> None:
        super().__init__(kubeconfig)
        read = credentials(yaml.safe_load(kubeconfig.read_text()))
        url = URL(read.server)
        self._path = url.path
        self._read = replace(read, server=str(url.origin()))

    async def request(self, method: str, path: str, **more: Any) -> Any:
        """One request below the path."""
        return await super().request(method, self._path + path, **more)


def comparable(value: Any) -> Any:
    """A tree without what differs between any two clusters."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items() if key not in DIFFERS}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return value


async def tree(namespace: Namespace) -> Any:
    """The tree, once it stays the same."""
    last: list[Any] = [None]

    async def steady() -> Any | None:
        ended = await ststui(
            "tree",
            "--dns",
            "-n",
            namespace.name,
            "-o",
            "json",
            kubeconfig=namespace.cluster.kubeconfig,
        )
        assert (ended.code, ended.err) == (0, "")
        before, last[0] = last[0], comparable(ended.document)
        return last[0] if before == last[0] else None

    return await wait_for(steady, what="tree that stays the same")


async def on_demo(script: Script, name: str) -> Any:
    """Where a script ends on the embedded cluster."""
    async with (
        start_in_process("empty", speed=SPEED) as demo,
        DemoApi(demo.kubeconfig_path) as api,
        fresh_namespace(name, cluster=DemoCluster(demo.kubeconfig_path), api=api) as namespace,
    ):
        await script(namespace)
        # Some states come by time alone, five minutes without a change among them.
        demo.clock.speed = 1.0
        return await tree(namespace)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
async def test_the_same_script_ends_in_the_same_tree(script: Script, namespace: Namespace) -> None:
    await script(namespace)
    assert await on_demo(script, namespace.name) == await tree(namespace)
