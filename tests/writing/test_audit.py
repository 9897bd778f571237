"""The audit: what is noted, what never is, and what is read from it again."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ststui.actions import Plan, PlannedRequest, Reversal, Subject, plan_scale
from ststui.actions.request import HIDDEN, redacted
from ststui.cluster.trouble import Trouble
from ststui.writing import FileAudit, last_reversal, left_open, tell
from ststui.writing.began import began
from ststui.writing.compare import changes
from ststui.writing.record import address
from ststui.writing.verdict import verdict
from tests.actions.ground import grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.pure

PATCH = PlannedRequest("PATCH", "/x", [])
DELETE = PlannedRequest("DELETE", "/x", {})


def before(number: int, **more: Any) -> dict[str, Any]:
    return {
        "phase": "before",
        "id": str(number),
        "at": "t",
        "host": "elsewhere",
        "pid": 1,
        "uid": "set",
        "title": "scale web from 1 to 2",
        **more,
    }


def after(number: int, outcome: str = "accepted") -> dict[str, Any]:
    return {"phase": "after", "id": str(number), "outcome": outcome}


def test_a_line_is_whole_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "state" / "ststui" / "audit.jsonl")
    assert audit.note({"a": "ä\n"}) == ""
    assert audit.note({"b": 2}) == ""
    assert list(audit.lines()) == [{"a": "ä\n"}, {"b": 2}]
    assert stat.S_IMODE(audit.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(audit.path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    audit.path.touch(mode=0o644)
    assert audit.note({}) == ""
    assert stat.S_IMODE(audit.path.stat().st_mode) == 0o600


def test_many_programs_note_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    script = (
        "import sys; from pathlib import Path; from ststui.writing import FileAudit\n"
        "a = FileAudit(Path(sys.argv[1]))\n"
        "for n in range(50): assert a.note({'by': sys.argv[2], 'n': n, 'x': 'x' * 5000}) == ''\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path), str(n)]) for n in range(3)
    ]
    assert [each.wait() for each in running] == [0, 0, 0]
    lines = list(FileAudit(path).lines())
    assert len(lines) == 150
    for by in "012":
        assert [each["n"] for each in lines if each["by"] == by] == list(range(50))


@pytest.mark.parametrize("target", ["/dev/full", "/dev/zero"])
def test_a_link_is_not_followed(tmp_path: Path, target: str) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    audit.path.symlink_to(target)
    assert "cannot be written" in audit.note({})
    assert list(audit.lines()) == []


def test_half_a_line_is_passed_over(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    audit.note({"a": 1})
    with audit.path.open("a") as file:
        file.write('{"b":\n[1]\n' + "[" * 5_000 + "\n")
    assert list(audit.lines()) == [{"a": 1}]


def test_a_line_after_a_torn_one_is_whole(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    audit.path.write_bytes(b'{"phase":"before","id":"1"')
    assert audit.note(before(2)) == ""
    assert list(audit.lines()) == [before(2)]
    assert [each.id for each in left_open(audit)] == ["2"]


def test_what_was_left_open_is_told_once(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    for line in (before(1), after(1), before(2, title="\x1b[2J"), before(3, pid=os.getpid())):
        audit.note(line)
    found = left_open(audit)
    assert [each.id for each in found] == ["2", "3"]
    assert all(each.text.isprintable() for each in found)
    tell(audit, found)
    assert left_open(audit) == ()


def test_a_program_that_still_runs_left_nothing_open(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    audit.note(before(1, host=socket.gethostname(), pid=os.getppid()))
    assert left_open(audit) == ()


def test_a_pid_that_another_program_has_by_now_runs_no_more(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    here, own = socket.gethostname(), began(os.getpid())
    if own is None:
        pytest.skip("this system does not tell when a program began")
    audit.note(before(1, host=here, pid=os.getpid(), began=own))
    audit.note(before(2, host=here, pid=os.getpid(), began=own - 1))  # as after a restart
    assert [each.id for each in left_open(audit)] == ["2"]


def test_the_last_accepted_write_is_the_one_to_reverse(tmp_path: Path) -> None:
    audit = FileAudit(tmp_path / "audit.jsonl")
    scale = {"action": "scale", "before": 1, "after": 2, "container": ""}
    assert last_reversal(audit, uid="set") == ""
    audit.note(before(1, reversal=scale))
    assert last_reversal(audit, uid="set") == ""
    audit.note(after(1))
    audit.note(before(2, reversal={**scale, "after": 9}))
    audit.note(after(2, "refused"))
    audit.note(before(3, uid="other", reversal={**scale, "after": 8}))
    audit.note(after(3))
    assert last_reversal(audit, uid="set") == Reversal("scale", 1, 2)
    audit.note(before(4, action="rollback", reversal=None))
    audit.note(after(4))
    assert last_reversal(audit, uid="set") == "rollback"


def test_a_template_is_never_noted() -> None:
    secret = {"op": "replace", "path": "/spec/template", "value": {"env": "s3cret"}}
    image = {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "app:2"}
    below = {"op": "add", "path": "/spec/template/spec/containers/0/env/0", "value": "s3cret"}
    assert redacted([secret, image, below]) == [
        {**secret, "value": HIDDEN},
        image,
        {**below, "value": HIDDEN},
    ]


def test_an_address_is_noted_without_user_and_path() -> None:
    assert address("https://me:secret@example.com:6443/k8s/token") == "https://example.com:6443"


@pytest.mark.parametrize(
    ("trouble", "request_", "expected"),
    [
        (
            Trouble(
                kind="serverError",
                text="",
                status=500,
                message="This pod has more than one PodDisruptionBudget, which the eviction "
                "subresource does not support.",
            ),
            PATCH,
            "refused",
        ),
        (
            Trouble(
                kind="invalid",
                text="",
                status=422,
                message="the server rejected our request due to an error in our request",
            ),
            PATCH,
            "changed",
        ),
        (
            Trouble(kind="invalid", text="", status=422, message="replicas: Invalid"),
            PATCH,
            "refused",
        ),
        (
            Trouble(kind="conflict", text="", status=409, message="uid in precondition"),
            DELETE,
            "changed",
        ),
        (
            Trouble(kind="conflict", text="", message="the object has been modified; please"),
            PATCH,
            "again",
        ),
        (Trouble(kind="notFound", text="", status=404), DELETE, "changed"),
        (Trouble(kind="denied", text="", status=403), PATCH, "refused"),
        (Trouble(kind="throttled", text="", status=429), PATCH, "refused"),
        (Trouble(kind="timeout", text=""), PATCH, "unknown"),
        (Trouble(kind="unreachable", text=""), PATCH, "unknown"),
        (
            Trouble(
                kind="invalid",
                text="",
                status=400,
                message='admission webhook "x" does not support dry run',
            ),
            PATCH,
            "undry",
        ),
    ],
)
def test_what_an_answer_means(trouble: Trouble, request_: PlannedRequest, expected: str) -> None:
    assert verdict(trouble, request_) == expected


def test_nothing_changed_where_only_pods_became_ready() -> None:
    shown = plan_scale(grounds(Scene(replicas=4).pod(0, ready=False).ready(1, 2, 3)), replicas=2)
    now = plan_scale(grounds(Scene(replicas=4).ready(0, 1, 2, 3)), replicas=2)
    assert shown.consequences != now.consequences
    assert changes(shown, now) == ()


def test_what_changed_is_named() -> None:
    shown = plan_scale(grounds(Scene(replicas=3).ready(0, 1, 2)), replicas=5)
    now = plan_scale(grounds(Scene(replicas=4, generation=2).ready(0, 1, 2)), replicas=5)
    assert changes(shown, now) == ("replicas was 3 and is 4 by now",)
    spec = plan_scale(grounds(Scene(replicas=3, generation=2).ready(0, 1, 2)), replicas=5)
    assert changes(shown, spec) == ("its spec was changed",)
    gone = Plan(
        action="scale",
        title="",
        subject=Subject("StatefulSet", "", "", "", ""),
        possible=False,
        why="web is being deleted",
    )
    assert changes(shown, gone) == ("web is being deleted",)
