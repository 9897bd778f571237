"""What settings change, seen from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.demo import start_in_process
from tests.cli.program import ststui

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo


def settings(folder: Path, text: str) -> dict[str, str]:
    """A settings file; returns the environment that finds it."""
    (folder / "ststui").mkdir()
    (folder / "ststui" / "settings.toml").write_text(text)
    return {"XDG_CONFIG_HOME": str(folder)}


async def test_a_mistake_ends_every_command_with_one_line(tmp_path: Path) -> None:
    ended = await ststui("tree", env=settings(tmp_path, "\nreadonly = true\n"))
    assert ended.code == 2
    assert "settings.toml, line 2" in ended.err
    assert "did you mean read_only?" in ended.err
    assert len(ended.err.splitlines()) == 1


async def test_all_namespaces_are_those_of_the_settings_where_the_rest_is_denied(
    tmp_path: Path,
) -> None:
    env = settings(tmp_path, 'namespaces = ["shop"]')
    async with start_in_process("guide") as demo:
        demo.cluster.rights.deny("list", "statefulsets.apps", namespace="")
        ended = await ststui("tree", "-A", "-o", "json", kubeconfig=demo.kubeconfig_path, env=env)
    assert ended.code == 0
    assert {each["namespace"] for each in ended.document["sets"]} == {"production", "shop"}
    denied = [e for e in ended.document["unreadable"] if e["resource"] == "statefulsets"]
    assert [each["namespace"] for each in denied] == [None]


async def test_a_role_is_read_from_a_label_of_the_settings(tmp_path: Path) -> None:
    env = settings(tmp_path, '[roles]\nlabels = ["statefulset.kubernetes.io/pod-name"]')
    async with start_in_process("retained") as demo:
        ended = await ststui("tree", "-A", "-o", "json", kubeconfig=demo.kubeconfig_path, env=env)
    pods = [o for each in ended.document["sets"] for o in each["ordinals"] if o["pod"]]
    assert pods
    assert all(each["role"] == each["pod"] for each in pods)
