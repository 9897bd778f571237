"""The terminal interface on the real control plane follows what kubectl does, without a key."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.real.screen import Screen, open_screen
from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

SIZES = [(140, 40), (60, 20), (80, 24), (300, 100)]


async def made(namespace: Namespace, *, replicas: int = 3, claims: tuple[str, ...] = ()) -> None:
    await namespace.apply(
        headless_service("web"), statefulset("web", replicas=replicas, claims=claims)
    )
    await namespace.wait_ready(*(f"web-{ordinal}" for ordinal in range(replicas)))


@pytest.mark.parametrize(("columns", "lines"), SIZES)
async def test_scaling_up_and_down_is_followed_and_leaves_ghosts(
    columns: int, lines: int, namespace: Namespace, tmp_path: Path
) -> None:
    await made(namespace, claims=("data",))
    with open_screen(namespace, tmp_path, columns=columns, lines=lines) as screen:
        screen.wait_for("web-2", "3/3", "Stable", "live")
        await namespace.kubectl("scale", "sts/web", "--replicas=5")
        screen.wait_for("web-3", "web-4", "5/5", "Stable")
        await namespace.kubectl("scale", "sts/web", "--replicas=2")
        ghosts = ("│ 2  —", "│ 3  —", "│ 4  —")
        screen.wait_for("2/2", "Stable", *ghosts, gone="│ 2  web-2")
        screen.settle()
        for each in screen.tree:
            assert not each.startswith(ghosts) or "claim without pod" in each
        screen.press("q")
        assert screen.wait_exit() == 0
        screen.assert_gone()


async def test_a_deleted_pod_goes_and_comes(namespace: Namespace, tmp_path: Path) -> None:
    await made(namespace)
    with open_screen(namespace, tmp_path) as screen:
        screen.wait_for("3/3", "Stable", "live")
        await namespace.annotate_pod("web-1", linger="true")
        await namespace.kubectl("delete", "pod", "web-1", "--wait=false")
        screen.wait_for("Terminating", "Degraded")
        await namespace.annotate_pod("web-1", linger=None)
        screen.wait_for("3/3", "Stable", gone="Terminating")


async def test_a_partition_and_an_image_are_followed(namespace: Namespace, tmp_path: Path) -> None:
    await made(namespace)
    with open_screen(namespace, tmp_path) as screen:
        screen.wait_for("3/3", "Stable", "live")
        patch = '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'
        await namespace.kubectl("patch", "sts/web", "-p", patch)
        screen.wait_for("partition 2")
        await namespace.kubectl("set", "image", "sts/web", "main=app:2")
        screen.wait_for("1 updated, 2 held")
        patch = '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'
        await namespace.kubectl("patch", "sts/web", "-p", patch)
        screen.wait_for("Stable", gone="ordinals from")


async def test_sets_come_and_go(namespace: Namespace, tmp_path: Path) -> None:
    with open_screen(namespace, tmp_path) as screen:
        screen.wait_for(f"No StatefulSets in namespace {namespace.name}")
        await made(namespace, replicas=1, claims=("data",))
        screen.wait_for("web-0", "1/1", "Stable", gone="No StatefulSets")
        await namespace.kubectl("delete", "sts/web")
        screen.wait_for("no set", "data-web-0", gone="Stable")


async def test_it_can_be_resized_while_it_runs(namespace: Namespace, tmp_path: Path) -> None:
    await made(namespace)
    with open_screen(namespace, tmp_path) as screen:
        screen.wait_for("3/3", "CONTROLLER", "live")
        for columns, lines in [*SIZES[1:], (30, 5), (20, 2), SIZES[0]]:
            screen.resize(columns, lines)
            screen.settle()
        screen.wait_for("3/3", "Stable", "CONTROLLER", "live")
        await namespace.kubectl("scale", "sts/web", "--replicas=4")
        screen.wait_for("web-3", "4/4")


@pytest.mark.parametrize("key", ["q", "ctrl-c", ":q\r"])
async def test_keys_that_leave(key: str, namespace: Namespace, tmp_path: Path) -> None:
    with open_screen(namespace, tmp_path) as screen:
        screen.wait_for("No StatefulSets", "live")
        screen.press(*([key] if key in {"q", "ctrl-c"} else key))
        assert screen.wait_exit() == 0
        screen.assert_gone()


async def test_leaving_before_the_first_answer(namespace: Namespace, tmp_path: Path) -> None:
    with open_screen(namespace, tmp_path) as screen:
        screen.wait_for("quit")  # the first frame: on a slow machine the next comes with it
        screen.press("q")
        assert screen.wait_exit() == 0
        screen.assert_gone()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_signals_end_it_and_restore_the_terminal(
    number: signal.Signals, namespace: Namespace, tmp_path: Path
) -> None:
    with open_screen(namespace, tmp_path) as screen:
        screen.wait_for("No StatefulSets", "live")
        os.kill(screen.pid, number)
        assert screen.wait_exit() == 128 + number
        screen.assert_gone()


HOSTILE = "\x1b]0;owned\x07\x1b[31mred \x9b2J\u202egnitirw [bold]markup[/] [@click=quit]x[/]"
RAW = (b"\x1b]0;", b"\x1b[31mred", b"\xc2\x9b", b"\xe2\x80\xae")
"""What must never reach the terminal."""


async def test_what_the_cluster_says_reaches_the_terminal_spelled_out(
    namespace: Namespace, tmp_path: Path
) -> None:
    await made(namespace, replicas=1)
    pod = await namespace.get("Pod", "web-0")
    assert pod is not None
    meta = pod["metadata"]
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "hostile", "namespace": namespace.name},
        "involvedObject": {
            "kind": "Pod",
            "name": "web-0",
            "namespace": namespace.name,
            "uid": meta["uid"],
        },
        "reason": "Owned",
        "message": HOSTILE,
        "type": "Warning",
        "lastTimestamp": meta["creationTimestamp"],
        "count": 1,
    }
    await namespace.api.create(event, namespace=namespace.name)
    kubeconfig = await namespace.kubectl("config", "view", "--raw", "--minify", "--flatten")
    file = tmp_path / "config"
    named = kubeconfig.replace("testbed", '"\\e]0;owned\\a\\e[31mred"')
    file.write_text(named)
    home = tmp_path / "home"
    home.mkdir()
    arguments = ("-n", namespace.name)
    with Screen(*arguments, home=home, kubeconfig=str(file)) as screen:
        screen.wait_for("web-0", "live")
        screen.press("j")
        screen.wait_for("Owned", "\\e[31mred", "[bold]markup[/]", "[@click=quit]x[/]")
        assert "\\e]0;owned" in screen.tree[0]
        for each in RAW:
            assert each not in screen.raw
        screen.press("q")
        assert screen.wait_exit() == 0
