"""The dialogs by keys through a terminal, on the real control plane."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.real.screen import Screen, open_screen
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.users import READ, Rule, make_user

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

IMAGE = "/spec/template/spec/containers/0/image"


async def made(namespace: Namespace, *, replicas: int = 3, **more: Any) -> None:
    await namespace.apply(
        headless_service("web"), statefulset("web", replicas=replicas, claims=("data",), **more)
    )
    await namespace.wait_ready(*(f"web-{ordinal}" for ordinal in range(replicas)))


async def sees(screen: Screen, *texts: str, gone: str = "") -> None:
    await asyncio.to_thread(screen.wait_for, *texts, gone=gone)


async def opened(screen: Screen, key: str, *texts: str) -> None:
    """Open a dialog and wait until its keys count."""
    screen.press(key)
    for _ in range(2):  # a frame comes in pieces: what was seen has to be there after the last one
        await sees(screen, *texts, "esc leave", gone="one moment")
        await asyncio.to_thread(screen.settle, 0.1)


async def leaves(screen: Screen) -> None:
    screen.press("esc")
    await sees(screen, "live", gone="esc leave")


async def spec(namespace: Namespace) -> Any:
    found = await namespace.get("StatefulSet", "web")
    assert found is not None
    return found["spec"]


async def partition(namespace: Namespace) -> int:
    found: int = (await spec(namespace))["updateStrategy"]["rollingUpdate"]["partition"]
    return found


def audited(home: Path) -> list[dict[str, Any]]:
    path = home / "state" / "ststui" / "audit.jsonl"
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [msgspec.json.decode(each) for each in lines]


@pytest.mark.parametrize(("columns", "lines"), [(140, 40), (80, 24)])
async def test_scaling_up_and_down(
    columns: int, lines: int, namespace: Namespace, tmp_path: Path
) -> None:
    await made(namespace)
    with open_screen(namespace, tmp_path, columns=columns, lines=lines) as screen:
        await sees(screen, "web-2", "3/3", "live")
        await opened(screen, "s", "Scale", f"{namespace.name}/web", "now 3", "web has 3 already")
        screen.press("5")
        await sees(screen, "created 1", "created 2", "enter do it")
        screen.press("enter")
        await sees(screen, "Rollout", "done: all as foreseen", "2 of 2")
        await namespace.wait_ready(*(f"web-{n}" for n in range(5)))
        await leaves(screen)
        await opened(screen, "s", "now 5")
        screen.press("-", "-", "-")
        await sees(screen, "deleted 1", "deleted 3", "claim kept", "enter do it")
        screen.press("enter")
        await sees(screen, "Rollout", "3 of 3", "done: all as foreseen")
        await leaves(screen)
        await sees(screen, "2/2", "claim without pod")
    assert [each["phase"] for each in audited(tmp_path)] == ["before", "after"] * 2


async def test_a_canary_of_one_then_two_then_release(namespace: Namespace, tmp_path: Path) -> None:
    await made(namespace, partition=3)
    await namespace.set_image("web", "app:2")
    with open_screen(namespace, tmp_path) as screen:
        await sees(screen, "Held", "live")
        for wanted, words in ((2, "1 pod gets"), (1, "2 pods get")):
            await opened(screen, "P", "Set partition", f"now {wanted + 1}")
            screen.press("+")
            await sees(screen, words, "replaced 1", "later", "enter do it")
            screen.press("enter")
            await sees(screen, "Rollout", "1 of 1", "done: all as foreseen")
            await leaves(screen)
            assert await partition(namespace) == wanted
            images = {
                each["metadata"]["name"]: each["spec"]["containers"][0]["image"]
                for each in await namespace.list("Pod")
            }
            new = {f"web-{n}" for n in range(wanted, 3)}
            assert {name for name, image in images.items() if image == "app:2"} == new
        await opened(screen, "P", "now 1")
        screen.press("r")
        await sees(screen, "every pod gets", "replaced 1", "enter do it")
        screen.press("enter")
        await sees(screen, "Rollout", "1 of 1", "done: all as foreseen")
        await leaves(screen)
        assert await partition(namespace) == 0
        await sees(screen, "Stable")


async def test_rolling_back_and_reversing(namespace: Namespace, tmp_path: Path) -> None:
    await made(namespace, replicas=2)
    with open_screen(namespace, tmp_path) as screen:
        await sees(screen, "2/2", "live")
        await opened(screen, "i", "Set image", "app:1")
        screen.press("ctrl-u", *"app:2")
        await sees(screen, "app:1 → app:2", "replaced 2", "enter do it")
        screen.press("enter")
        await sees(screen, "Rollout", "2 of 2", "done: all as foreseen")
        await leaves(screen)
        await opened(screen, "b", "Roll back", "revision 1", "choose one")
        screen.press("down")
        await sees(screen, "app:2 → app:1", "--to-revision=1", "enter do it")
        screen.press("enter")
        await sees(screen, "Rollout", "2 of 2", "done: all as foreseen")
        await leaves(screen)
        assert (await spec(namespace))["template"]["spec"]["containers"][0]["image"] == "app:1"
        await opened(screen, "s", "now 2")
        screen.press("1")
        await sees(screen, "deleted 1", "enter do it")
        screen.press("enter")
        await sees(screen, "done: all as foreseen")
        await leaves(screen)
        await opened(screen, "U", "Reverse", "created 1", "old claim, old data", "not restored")
        screen.press("enter")
        await sees(screen, "Rollout", "done: all as foreseen")
        assert (await spec(namespace))["replicas"] == 2


async def test_a_claim_in_use_is_refused(namespace: Namespace, tmp_path: Path) -> None:
    await made(namespace, replicas=1)
    with open_screen(namespace, tmp_path) as screen:
        await sees(screen, "web-0", "live")
        screen.press("j", "enter")
        await sees(screen, "claim data-web-0")
        screen.press("j", "j")
        await opened(screen, "ctrl-d", "ststui does not do this", "in use by web-0")
        screen.press("enter")
        screen.settle()
        await sees(screen, "kubectl delete persistentvolumeclaim data-web-0")
        await leaves(screen)
    assert audited(tmp_path) == []
    assert await namespace.get("PersistentVolumeClaim", "data-web-0") is not None


async def test_a_conflict_while_the_dialog_is_open(namespace: Namespace, tmp_path: Path) -> None:
    await made(namespace, replicas=2)
    with open_screen(namespace, tmp_path) as screen:
        await sees(screen, "2/2", "live")
        await opened(screen, "s", "now 2")
        screen.press("4")
        await sees(screen, "created 2", "enter do it")
        await namespace.kubectl("scale", "sts/web", "--replicas=3")
        await sees(screen, "changed meanwhile: replicas was 2 and is 3 by now", "now 3")
        assert (await spec(namespace))["replicas"] == 3
        await namespace.wait_ready("web-0", "web-1", "web-2")
        for _ in range(2):
            await sees(screen, "created 1", "enter do it", gone="created 2")
            await asyncio.to_thread(screen.settle, 0.5)
        screen.press("enter")
        await sees(screen, "Rollout", "done: all as foreseen")
        assert (await spec(namespace))["replicas"] == 4
        assert audited(tmp_path)[0]["title"] == "scale web from 3 to 4"


async def test_a_deleted_pod_comes_back(namespace: Namespace, tmp_path: Path) -> None:
    await made(namespace, replicas=2)
    before = await namespace.get("Pod", "web-1")
    assert before is not None
    with open_screen(namespace, tmp_path) as screen:
        await sees(screen, "web-1", "2/2", "live")
        screen.press("j", "j")
        await opened(screen, "ctrl-d", "Delete", "Pod", "deleted and made anew: web-1")
        screen.press("enter")
        await sees(screen, "Rollout", "1 of 1", "done: all as foreseen")
        after = await namespace.get("Pod", "web-1")
        assert after is not None
        assert after["metadata"]["uid"] != before["metadata"]["uid"]


async def test_a_missing_right_is_told_by_the_key_and_the_help(
    bed: ControlPlane, namespace: Namespace, tmp_path: Path
) -> None:
    await made(namespace, replicas=1)
    kubeconfig = make_user(
        bed,
        f"reader-{namespace.name}",
        rules=[Rule(verbs=READ, resources=("*",), api_groups=("*",))],
        namespace=namespace.name,
    )
    home = tmp_path / "home"
    home.mkdir()
    arguments = ("-n", namespace.name)
    with Screen(*arguments, home=home, kubeconfig=str(kubeconfig), lines=90) as screen:
        await sees(screen, "web-0", "live")
        screen.press("?")
        await sees(screen, "not here: no permission: patch statefulsets in")
        screen.press("q")
        await sees(screen, "live", gone="not here")
        screen.press("s")
        # The note is as wide as it is: the namespace may stand on its second line.
        await sees(screen, "scale: no permission: patch statefulsets in", namespace.name)
    assert audited(home) == []
