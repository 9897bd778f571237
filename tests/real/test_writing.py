"""What writing does on the real control plane: gates, the audit, crashes, what it never does."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import COMMAND, environment
from tests.made_docs import DOCS
from tests.real.acted_on import EVERY_ACTION, bound, grown, noted, settled, writes
from tests.real.doing import Hand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.testbed.audit import AuditLog

pytestmark = pytest.mark.real


async def state_of(hand: Hand) -> Any:
    found = await hand.namespace.get("StatefulSet", "web")
    assert found is not None
    pods = {p["metadata"]["uid"] for p in await hand.namespace.list("Pod")}
    return found["metadata"]["uid"], found["spec"], pods, await hand.claims()


async def test_read_only_writes_nothing_by_any_action(hand: Hand, log: AuditLog) -> None:
    await grown(hand)
    before = await state_of(hand)
    log.skip()
    for action in EVERY_ACTION:
        name = action[1].rpartition("/")[2]
        ended = await hand.run(*action, "--yes-really", name, "--read-only")
        assert ended.code == 4, (action, ended)
        plan = await hand.run("plan", *action, "--read-only")
        assert plan.code in {0, 1, 4}, (action, plan)
    events = [e for e in log.read() if e.user_agent.startswith("ststui/")]
    assert len(events) > 100  # it read
    asked = [e for e in events if e.writes and not e.object_ref.resource.startswith("selfsubject")]
    assert asked == []
    assert noted(hand) == []
    assert await state_of(hand) == before


async def test_a_protected_context_needs_its_name(hand: Hand) -> None:
    await settled(hand, 1)
    config = hand.state / "config" / "ststui"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('[protected]\ncontexts = ["*"]\n')
    settings = {"XDG_CONFIG_HOME": str(config.parent)}
    guarded = Hand(hand.namespace, hand.state, hand.kubeconfig, env=settings)
    assert (await guarded.run("scale", "web", "2", "--yes")).code == 4
    assert (await guarded.run("scale", "web", "2", "--yes-really", "other")).code == 4
    assert (await hand.namespace.get("StatefulSet", "web"))["spec"]["replicas"] == 1  # type: ignore[index]
    ended = await guarded.run("scale", "web", "2", "--yes-really", "web")
    assert ended.code == 0, ended
    assert (await hand.namespace.get("StatefulSet", "web"))["spec"]["replicas"] == 2  # type: ignore[index]


async def test_a_dangerous_plan_needs_its_name(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"], when_scaled="Delete")
    await bound(hand, "data-web-1")
    for flags in ((), ("--yes",), ("--yes-really", "db")):
        ended = await hand.run("scale", "web", "1", *flags)
        assert ended.code == 1, ended
    assert noted(hand) == []
    assert (await hand.run("plan", "scale", "web", "1")).code == 1
    assert (await hand.run("scale", "web", "1", "--yes-really", "web")).code == 0


async def test_each_write_stands_in_the_audit(hand: Hand, log: AuditLog) -> None:
    await settled(hand, 2)
    log.skip()
    assert (await hand.run("scale", "web", "3", "--yes")).code == 0
    assert (await hand.run("image", "web", "main=app:2", "--yes")).code == 0
    assert (await hand.run("delete", "pod/web-0", "--evict", "--yes-really", "web-0")).code == 0
    lines = noted(hand)
    assert [each["phase"] for each in lines] == ["before", "after"] * 3
    assert [each["outcome"] for each in lines if each["phase"] == "after"] == ["accepted"] * 3
    file = hand.state / "ststui" / "audit.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    assert set().union(*lines) == documented()
    paths = [each["path"] for each in lines if each["phase"] == "before"]
    assert paths == [e.request_uri.partition("?")[0] for e in writes(log, hand.namespace.name)]


def documented() -> set[str]:
    """The keys of the lines, by docs/safety.md."""
    table = (DOCS / "safety.md").read_text().partition("## The audit")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    return {each.strip() for row in rows[1:] for each in row.split(",")}


@pytest.mark.parametrize("place", ["file", "full", "folder", "read-only"])
async def test_without_an_audit_nothing_is_written(
    hand: Hand, log: AuditLog, small_disk: Path, place: str
) -> None:
    await settled(hand, 1)
    log.skip()
    state = small_disk / "state"
    (state / "ststui").mkdir(parents=True)
    file = state / "ststui" / "audit.jsonl"
    match place:
        case "file":
            file.mkdir()
        case "full":
            file.symlink_to("/dev/full")
        case "folder":
            (state / "ststui").rmdir()
            (state / "ststui").write_text("")
        case "read-only":
            await asyncio.to_thread(_mount, small_disk, "-o", "remount,ro")
    blocked = Hand(hand.namespace, state, hand.kubeconfig)
    ended = await blocked.run("scale", "web", "2", "--yes")
    assert ended.code == 1, ended
    assert "audit.jsonl cannot be written" in ended.err
    assert writes(log, hand.namespace.name) == []
    assert len(await hand.namespace.list("Pod")) == 1


async def test_a_full_disk_takes_no_half_line(hand: Hand, log: AuditLog, small_disk: Path) -> None:
    await settled(hand, 1)
    log.skip()
    state = small_disk / "state"
    (state / "ststui").mkdir(parents=True)
    # Room for the file, not for a line.
    (small_disk / "filler").write_bytes(b"x" * _free(small_disk))
    ended = await Hand(hand.namespace, state, hand.kubeconfig).run("scale", "web", "2", "--yes")
    assert ended.code == 1, ended
    assert "cannot be written" in ended.err
    assert writes(log, hand.namespace.name) == []
    (small_disk / "filler").unlink()
    again = await Hand(hand.namespace, state, hand.kubeconfig).run("scale", "web", "2", "--yes")
    assert again.code == 0, again


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if made.returncode:
        pytest.skip("needs the right to mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mount(folder: Path, *options: str) -> None:
    subprocess.run(["mount", *options, str(folder)], check=True)


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


async def test_what_a_killed_program_left_open_is_said_once(hand: Hand, log: AuditLog) -> None:
    await settled(hand, 1)
    log.skip()
    env = {
        **environment(hand.kubeconfig),
        "XDG_STATE_HOME": str(hand.state),
        "STSTUI_HAND": "stop",
    }
    # The program with one thing put in: it stops itself after the first line of the audit.
    script = (
        "import os, signal, sys\n"
        "from ststui.writing import audit\n"
        "note = audit.FileAudit.note\n"
        "def noted(self, line):\n"
        "    why = note(self, line)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return why\n"
        "audit.FileAudit.note = noted\n"
        "from ststui.cli import main\n"
        "sys.exit(main())\n"
    )
    running = await asyncio.create_subprocess_exec(
        COMMAND[0], "-c", script, "scale", "web", "3", "-n", hand.namespace.name, "--yes", env=env
    )
    assert await running.wait() == -signal.SIGKILL
    assert [each["phase"] for each in noted(hand)] == ["before"]
    assert writes(log, hand.namespace.name) == []
    assert len(await hand.namespace.list("Pod")) == 1
    first = await hand.run("plan", "scale", "web", "2")
    assert "not known to have ended: scale web from 1 to 3" in first.err
    second = await hand.run("plan", "scale", "web", "2")
    assert second.err == ""


async def test_claims_that_are_needed_are_refused_by_every_path(hand: Hand, log: AuditLog) -> None:
    await grown(hand)
    log.skip()

    async def refused(*arguments: str) -> None:
        plan = await hand.plan(*arguments)
        assert plan["refused"], plan
        assert plan["requests"] == []
        ended = await hand.run(*arguments, "--yes-really", arguments[1].split("/")[-1])
        assert ended.code == 4, ended

    await refused("delete", "claim/data-web-0")
    await refused("cleanup", "web", "--claim", "data-web-1")
    # In range without a pod: another pod holds nothing of it.
    await hand.namespace.scale("web", 0)
    await hand.namespace.wait_ready()
    await refused("delete", "claim/data-web-0")
    await refused("cleanup", "web")
    await refused("cleanup", "web", "--claim", "data-web-2")
    await hand.namespace.scale("web", 1)
    await hand.namespace.wait_ready("web-0")
    # Used by a pod of no set.
    await hand.namespace.apply(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "backup"},
            "spec": {
                "containers": [{"name": "main", "image": "app:1"}],
                "volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "data-web-2"}}],
            },
        }
    )
    await refused("delete", "claim/data-web-2")
    await refused("cleanup", "web", "--claim", "data-web-2")
    assert writes(log, hand.namespace.name) == []
    assert {"data-web-0", "data-web-1", "data-web-2"} <= await hand.claims()


async def test_a_pod_on_a_ready_node_is_never_forced(hand: Hand, log: AuditLog) -> None:
    await settled(hand, 1)
    log.skip()
    plan = await hand.plan("delete", "pod/web-0", "--force")
    assert plan["refused"]
    assert "--force" in plan["kubectl"]
    ended = await hand.run("delete", "pod/web-0", "--force", "--yes-really", "web-0")
    assert ended.code == 4, ended
    assert writes(log, hand.namespace.name) == []
