"""How far a claim's expansion is."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ststui.actions.request import Asked
from ststui.actions.resize import PATIENCE, RETRIED, Resize, resize
from ststui.model import PersistentVolumeClaim, Pod

pytestmark = pytest.mark.pure

ASKED = Asked("data-web-0", "u", "2Gi")
MOUNTS = msgspec.convert(
    {
        "metadata": {"name": "web-0"},
        "spec": {"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "data-web-0"}}]},
        "status": {"phase": "Running"},
    },
    Pod,
)


def claim(
    *conditions: tuple[str, str],
    has: str = "1Gi",
    asks: str = "2Gi",
    uid: str = "u",
    state: str = "",
) -> PersistentVolumeClaim:
    status: dict[str, Any] = {
        "phase": "Bound",
        "capacity": {"storage": has},
        "conditions": [{"type": t, "status": "True", "message": m} for t, m in conditions],
    }
    if state:
        status["allocatedResourceStatuses"] = {"storage": state}
    return msgspec.convert(
        {
            "metadata": {"name": "data-web-0", "uid": uid},
            "spec": {"resources": {"requests": {"storage": asks}}},
            "status": status,
        },
        PersistentVolumeClaim,
    )


@pytest.mark.parametrize("has", ["2Gi", "2048Mi", "3Gi"])
def test_a_claim_that_has_its_size_is_done(has: str) -> None:
    assert resize(ASKED, claim(has=has), pods=()) == Resize(done=True, text="", patience=0)


@pytest.mark.parametrize(
    ("seen", "said", "patience"),
    [
        (None, "data-web-0 is gone", 0),
        (claim(uid="other", has="2Gi"), "was deleted and made anew since", 0),
        (claim(asks="1536Mi"), "is asked for 1536Mi by now, not 2Gi", 0),
        (claim(), "nothing has begun", PATIENCE),
        (claim(("Resizing", "")), "the storage grows the disk", PATIENCE),
        (claim(state="ControllerResizeInProgress"), "the storage grows the disk", PATIENCE),
        (claim(("FileSystemResizePending", "")), "the kubelet grows the file system", PATIENCE),
        (claim(state="NodeResizeInProgress"), "the kubelet grows the file system", PATIENCE),
        (
            claim(("Resizing", ""), ("ControllerResizeError", "quota \x1b[31m is full")),
            "fails to grow: quota \\e[31m is full",
            RETRIED,
        ),
        (
            claim(("ControllerResizeError", "too large"), state="ControllerResizeInfeasible"),
            "refuses 2Gi for data-web-0 (ControllerResizeInfeasible): too large",
            0,
        ),
    ],
)
def test_what_is_waited_for_and_for_how_long(
    seen: PersistentVolumeClaim | None, said: str, patience: float
) -> None:
    found = resize(ASKED, seen, pods=(MOUNTS,))
    assert not found.done
    assert said in found.text
    assert found.patience == patience


def test_a_file_system_that_no_pod_mounts_does_not_grow() -> None:
    pending = claim(("FileSystemResizePending", ""))
    assert resize(ASKED, pending, pods=()).patience == 0
    assert "none runs that does" in resize(ASKED, pending, pods=()).text
    assert resize(ASKED, pending, pods=None).patience == PATIENCE
