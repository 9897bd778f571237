"""Plans and actions by the command line, on the embedded cluster."""

from __future__ import annotations

import asyncio
import copy
import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cli import INTERRUPTED
from ststui.demo import kinds, start_in_process
from tests.cli.program import COMMAND, ststui
from tests.demo.conftest import standing_clock
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ststui.demo.running import Demo
    from tests.cli.program import Ended

pytestmark = pytest.mark.demo

KEYS = {
    "apiVersion",
    "kind",
    "context",
    "namespace",
    "subject",
    "title",
    "action",
    "possible",
    "why",
    "dangerous",
    "refused",
    "creates",
    "deletes",
    "replaces",
    "claimsKept",
    "claimsReattached",
    "claimsDeleted",
    "warnings",
    "requests",
    "kubectl",
    "details",
}


@pytest.fixture
async def canary() -> AsyncIterator[Demo]:
    async with start_in_process("canary", clock=standing_clock()) as demo:
        yield demo


class Shell:
    """Runs commands on one cluster with a state folder of its own."""

    def __init__(self, demo: Demo, folder: Path) -> None:
        self.folder = folder
        self._kubeconfig = demo.kubeconfig_path

    async def __call__(self, *arguments: str, env: dict[str, str] | None = None) -> Ended:
        return await ststui(
            *arguments,
            kubeconfig=self._kubeconfig,
            env={"XDG_STATE_HOME": str(self.folder), **(env or {})},
        )

    @property
    def noted(self) -> list[dict[str, Any]]:
        file = self.folder / "ststui" / "audit.jsonl"
        return [json.loads(each) for each in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def shell(canary: Demo, tmp_path: Path) -> Shell:
    return Shell(canary, tmp_path)


async def names(shell: Shell) -> tuple[str, str]:
    """Namespace and name of the first set."""
    ended = await shell("tree", "-A", "-o", "json")
    first = ended.document["sets"][0]
    return first["namespace"], first["name"]


async def test_a_plan_has_all_its_keys_and_does_nothing(shell: Shell) -> None:
    namespace, name = await names(shell)
    ended = await shell("plan", "scale", f"{namespace}/{name}", "9", "-o", "json")
    assert ended.code == 0
    assert set(ended.document) == KEYS
    assert ended.document["creates"] == [f"{name}-{each}" for each in range(5, 9)]
    assert not ended.document["dangerous"]
    assert shell.noted == []


async def test_flags_work_before_and_after(shell: Shell) -> None:
    namespace, name = await names(shell)
    before = await shell("-n", namespace, "plan", "restart", name, "-o", "json")
    after = await shell("plan", "restart", name, "-o", "json", "-n", namespace)
    assert before.code == after.code == 0
    assert before.document["replaces"] == after.document["replaces"] != []


async def test_a_plan_says_where_it_would_not_be_done(shell: Shell, tmp_path: Path) -> None:
    namespace, name = await names(shell)
    ended = await shell("plan", "restart", f"{namespace}/{name}", "--read-only")
    assert ended.code == 0
    assert "ststui: this would not be done here, read-only; " in ended.err
    settings = tmp_path / "ststui" / "settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('[protected]\ncontexts = ["*"]\n')
    env = {"XDG_CONFIG_HOME": str(tmp_path)}
    ended = await shell("plan", "restart", f"{namespace}/{name}", env=env)
    assert (
        "ststui: this would not be done here, read-only: this context is protected (*); "
        f"--yes-really {name} unlocks it" in ended.err
    )
    plain = await shell("plan", "restart", f"{namespace}/{name}")
    assert "would not be done" not in plain.err


async def test_what_changes_nothing_is_accepted_and_not_noted(shell: Shell) -> None:
    namespace, name = await names(shell)
    now = (await shell("tree", f"{namespace}/{name}", "-o", "json")).document["sets"][0]["replicas"]
    ended = await shell("scale", f"{namespace}/{name}", str(now), "--yes", "-o", "json")
    assert ended.code == 0
    assert ended.document["accepted"]
    lists = ("creates", "deletes", "replaces", "warnings", "requests", "claimsDeleted")
    assert [ended.document[key] for key in lists] == [[]] * len(lists)
    assert shell.noted == []


async def test_nobody_to_ask_and_no_yes(shell: Shell) -> None:
    namespace, name = await names(shell)
    ended = await shell("restart", f"{namespace}/{name}")
    assert ended.code == 1
    assert "needs --yes" in ended.err
    assert "kubectl rollout restart" in ended.out
    assert shell.noted == []


async def test_ctrl_c_at_the_question_ends_it(shell: Shell, canary: Demo) -> None:
    namespace, name = await names(shell)
    env = {"KUBECONFIG": str(canary.kubeconfig_path), "XDG_STATE_HOME": str(shell.folder)}
    command = [*COMMAND, "restart", f"{namespace}/{name}"]

    def asked_and_interrupted() -> int:
        with Terminal(command, env=env) as terminal:
            terminal.wait_for("go on? [y/N]")
            terminal.press("ctrl-c")
            code = terminal.wait_exit()
            assert "Traceback" not in terminal.text
            return code

    assert await asyncio.to_thread(asked_and_interrupted) == INTERRUPTED
    assert shell.noted == []


async def test_nobody_is_asked_about_a_plan_that_went_to_a_file_alone(
    shell: Shell, canary: Demo
) -> None:
    namespace, name = await names(shell)
    env = {"KUBECONFIG": str(canary.kubeconfig_path), "XDG_STATE_HOME": str(shell.folder)}
    file = shell.folder / "plan"
    action = shlex.join([*COMMAND, "restart", f"{namespace}/{name}"])
    command = ["sh", "-c", f"exec {action} > {shlex.quote(str(file))}"]

    def asked() -> str:
        with Terminal(command, env=env) as terminal:
            terminal.wait_for("go on? [y/N]")
            seen = terminal.text
            terminal.press("n", "enter")
            assert terminal.wait_exit() == 1
            return seen

    seen = await asyncio.to_thread(asked)
    assert "kubectl rollout restart" in seen
    assert "kubectl rollout restart" in file.read_text()
    assert shell.noted == []


async def test_a_write_that_gets_stuck_was_accepted_all_the_same(
    shell: Shell, canary: Demo
) -> None:
    namespace, name = await names(shell)
    pods = sum(each["metadata"]["namespace"] == namespace for each in canary.store.each(kinds.PODS))
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "full", "namespace": namespace},
        "spec": {"hard": {"pods": str(pods)}},
    }
    canary.registry.create(kinds.QUOTAS, quota)
    flags = ("--yes-really", name, "--wait", "-o", "json")
    ended = await shell("scale", f"{namespace}/{name}", "9", *flags)
    assert ended.code == 1, ended
    assert ended.document["accepted"]
    assert "; but stuck: " in ended.document["message"]
    assert shell.noted[-1]["outcome"] == "accepted"


async def test_an_accepted_write_is_noted_twice(shell: Shell) -> None:
    namespace, name = await names(shell)
    ended = await shell("scale", f"{namespace}/{name}", "4", "--yes-really", name, "-o", "json")
    assert ended.code == 0, ended
    assert set(ended.document) == KEYS | {"accepted", "message"}
    assert [(each["phase"], each.get("outcome")) for each in shell.noted] == [
        ("before", None),
        ("after", "accepted"),
    ]
    again = await shell("tree", f"{namespace}/{name}", "-o", "json")
    assert again.document["sets"][0]["replicas"] == 4


@pytest.mark.parametrize("action", [("scale", "{set}", "3"), ("delete", "pod/{set}-0")])
async def test_a_set_that_is_not_understood_is_there_and_nothing_is_planned_for_it(
    action: tuple[str, ...], shell: Shell, canary: Demo
) -> None:
    namespace, name = await names(shell)
    changed = copy.deepcopy(canary.store.get(kinds.STATEFUL_SETS, namespace, name))
    assert changed is not None
    changed["spec"]["replicas"] = 20_000
    canary.registry.update(kinds.STATEFUL_SETS, changed)
    ended = await shell("plan", *(each.format(set=name) for each in action), "-n", namespace)
    assert (ended.code, ended.out) == (3, "")
    assert f"StatefulSet {namespace}/{name} is there and is not understood" in ended.err
    assert "more than 10000 are not shown" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", "fly", "web"),
        ("scale", "web", "many"),
        ("scale", "web", "1_0"),
        ("scale", "web", "\uff15"),
        ("partition", "web", "99999999999"),
        ("image", "web", "app:1"),
        ("delete", "pod/"),
        ("delete", "pod/web-0?gracePeriodSeconds=0"),
        ("delete", "claim/.."),
        ("scale", "web", "1", "-n", "shop/../kube-system"),
        ("delete", "web", "--now"),
        ("delete", "claim/x", "--cascade", "orphan"),
        ("delete", "pod/x", "--now", "--force"),
        ("scale", "pod/x", "1"),
        ("scale", "web", "1", "-A"),
        ("delete", "pod/web-0", "--all-namespaces"),
        ("plan", "restart", "web", "-l", "app=web"),
    ],
)
async def test_what_cannot_be_meant(shell: Shell, arguments: tuple[str, ...]) -> None:
    ended = await shell(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1


async def test_a_pod_that_does_not_exist_names_all_that_do_in_natural_order(
    shell: Shell, canary: Demo
) -> None:
    namespace, _ = await names(shell)
    pod = {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "c", "image": "i"}]}}
    for name in ("a-10", "a-2"):
        made = {**pod, "metadata": {"name": name, "namespace": namespace}}
        canary.registry.create(kinds.PODS, made)
    ended = await shell("plan", "delete", "pod/a-0", "-n", namespace)
    assert ended.code == 2
    assert "; there is a-2, a-10, " in ended.err
