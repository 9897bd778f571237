"""Sentences for the controller's steps."""

from __future__ import annotations

import pytest

from ststui.controller import IfItDied, Step, WaitsFor
from ststui.controller.undone import Undone
from ststui.wording.step import loss_sentence, step_sentence, what_stays

pytestmark = pytest.mark.pure


def pod(what: str, *, seconds: int | None = None, name: str = "web-1") -> WaitsFor:
    return WaitsFor("Pod", name, what, seconds)  # type: ignore[arg-type]


def budget(*others: str) -> Step:
    """Spent: of these pods one will do."""
    waits = (pod("ready", name=each) for each in others)
    instead = tuple(Step(verb="wait", pod=each.name, waits_for=each) for each in waits)
    first = pod("ready", name="web-4")
    # Another one's being gone is not waited for.
    gone = Step(verb="wait", pod="web-2", waits_for=pod("gone", name="web-2"))
    return Step(verb="wait", pod="web-4", waits_for=first, allowed=(*instead, gone))


CASES = {
    "not known: pods could not be read": None,
    "creates web-1 on revision b41 with a new claim data-web-1": Step(
        verb="create", pod="web-1", claim="data-web-1", revision="web-b41c8"
    ),
    "creates claim data-web-1": Step(verb="create", claim="data-web-1"),
    "deletes web-4, which is outside the range": Step(verb="delete", pod="web-4", code="scaleDown"),
    "deletes web-1, which has ended, and makes it anew on revision 7c9": Step(
        verb="delete", pod="web-1", code="failed", revision="web-7c9"
    ),
    "deletes web-2 to make it anew on revision b41": Step(
        verb="delete", pod="web-2", code="outdated", revision="web-b41"
    ),
    "corrects the owners of claim data-web-1 (retention policy)": Step(
        verb="update", pod="web-1", claim="data-web-1", code="claimOwners"
    ),
    "takes web-1, which nobody owns, into the set": Step(verb="update", pod="web-1", code="adopt"),
    "waits for web-1 to be Ready": Step(verb="wait", pod="web-1", waits_for=pod("ready")),
    "waits for web-1 to be Ready, or for somebody to delete it": Step(
        verb="wait", pod="web-1", waits_for=pod("ready"), code="outdated"
    ),
    "waits for web-1 to be Ready; then deletes web-3": Step(
        verb="wait", pod="web-3", waits_for=pod("ready")
    ),
    "waits for web-1 or web-3 to be Ready; then deletes web-3": Step(
        verb="wait",
        pod="web-3",
        waits_for=pod("ready"),
        allowed=(Step(verb="wait", pod="web-3", waits_for=pod("ready", name="web-3")),),
    ),
    "waits for web-4 or web-3 or web-1 to be Ready": budget("web-3", "web-1"),
    "waits for web-4 or one of 3 others to be Ready": budget("web-3", "web-1", "web-0"),
    "waits for web-1 to stay Ready 20s longer": Step(
        verb="wait", pod="web-1", waits_for=pod("available", seconds=20)
    ),
    "waits for web-1 to terminate (30s left)": Step(
        verb="wait", pod="web-1", waits_for=pod("gone", seconds=30)
    ),
    "waits for web-1 to terminate (45s overdue)": Step(
        verb="wait", pod="web-1", waits_for=pod("gone", seconds=-45)
    ),
    "waits for web-1 to terminate (30s left; its node node-b is not Ready)": Step(
        verb="wait",
        pod="web-1",
        waits_for=WaitsFor("Pod", "web-1", "gone", 30, silent_node="node-b"),
    ),
    "waits for web-1 to terminate (30s left; then finalizer x.io/a holds it)": Step(
        verb="wait",
        pod="web-1",
        waits_for=WaitsFor("Pod", "web-1", "gone", 30, finalizers=("x.io/a",)),
    ),
    "waits for web-1 to terminate (45s overdue; finalizers x.io/a, x.io/b hold it)": Step(
        verb="wait",
        pod="web-1",
        waits_for=WaitsFor("Pod", "web-1", "gone", -45, finalizers=("x.io/a", "x.io/b")),
    ),
    "waits for claim data-web-1 to be gone before web-1 can go on": Step(
        verb="wait",
        pod="web-1",
        waits_for=WaitsFor("PersistentVolumeClaim", "data-web-1", "gone"),
    ),
    "has not seen the last change of the set yet": Step(
        verb="wait", waits_for=WaitsFor("StatefulSet", "web", "observed")
    ),
    "cannot create web-1: another pod holds the name": Step(
        verb="blocked", pod="web-1", code="nameTaken", waits_for=pod("gone")
    ),
    "cannot change the volumes of web-1: it has to be deleted": Step(
        verb="blocked", pod="web-1", code="storage", waits_for=pod("gone")
    ),
    "cannot create web-1: quota small has no room": Step(
        verb="blocked",
        pod="web-1",
        code="refused",
        waits_for=WaitsFor("ResourceQuota", "small", "room"),
    ),
    "cannot create web-1: the API server refuses it": Step(
        verb="blocked", pod="web-1", code="refused", waits_for=pod("accepted")
    ),
    "nothing to do": Step(verb="none"),
    "nothing to do: outdated pods stay until deleted (OnDelete)": Step(
        verb="none", code="onDelete"
    ),
    "nothing to do: pods below the partition keep another revision": Step(verb="none", code="held"),
    "makes no pod any more: the set is being deleted": Step(verb="none", code="deleting"),
}


@pytest.mark.parametrize("sentence", CASES)
def test_steps(sentence: str) -> None:
    assert step_sentence(CASES[sentence], set_name="web") == sentence


WOULD = {
    "would create web-1 on revision b41 with a new claim data-web-1; has not for 25s": (
        Step(verb="create", pod="web-1", claim="data-web-1", revision="web-b41c8"),
        Undone(25, None, looked_on=True),
    ),
    "would create claim data-web-1; has not, and no object of the set has changed for 2m5s": (
        Step(verb="create", claim="data-web-1"),
        Undone(125, None),
    ),
    "would delete web-4, which is outside the range;"
    " kube-controller-manager has been silent for 45s": (
        Step(verb="delete", pod="web-4", code="scaleDown"),
        Undone(None, 45),
    ),
    "would delete web-1, which has ended, and make it anew on revision 7c9; has not for 40s,"
    " and kube-controller-manager has been silent for 50s": (
        Step(verb="delete", pod="web-1", code="failed", revision="web-7c9"),
        Undone(40, 50, looked_on=True),
    ),
    "would correct the owners of claim data-web-1 (retention policy); has not for 20s": (
        Step(verb="update", pod="web-1", claim="data-web-1", code="claimOwners"),
        Undone(20, None, looked_on=True),
    ),
    "has not seen the last change of the set yet;"
    " kube-controller-manager has been silent for 45s": (
        Step(verb="wait", waits_for=WaitsFor("StatefulSet", "web", "observed")),
        Undone(None, 45),
    ),
    "has not seen the last change of the set yet; no object of the set has changed for 25s": (
        Step(verb="wait", waits_for=WaitsFor("StatefulSet", "web", "observed")),
        Undone(25, None, looked_on=True),
    ),
    "would let go of web-1, whose labels do not match the selector; has not for 20s": (
        Step(verb="update", pod="web-1", code="release"),
        Undone(20, None, looked_on=True),
    ),
}


@pytest.mark.parametrize("sentence", WOULD)
def test_steps_left_undone(sentence: str) -> None:
    step, undone = WOULD[sentence]
    assert step_sentence(step, set_name="web", undone=undone) == sentence


def test_braces_in_names_are_names() -> None:
    step = Step(verb="create", pod="{s}-1", claim="{claim}", revision="web-{pod}")
    assert step_sentence(step, set_name="web") == (
        "creates {s}-1 on revision {po with a new claim {claim}"
    )


def test_a_name_cannot_reach_the_terminal_raw() -> None:
    step = Step(verb="delete", pod="web\x1b[31m-1", code="scaleDown")
    assert "\x1b" not in step_sentence(step, set_name="web")


LOSSES = {
    "if it were lost now, web-2 would come back on revision b41 at once": IfItDied(
        2, "atOnce", "web-b41", None
    ),
    "if it were lost now, web-2 would come back on revision b41 once web-1 is gone": IfItDied(
        2, "later", "web-b41", pod("gone")
    ),
    "if it were lost now, web-2 would not be re-created before web-1 is Ready": IfItDied(
        2, "stuck", "web-b41", pod("ready")
    ),
    "if it were lost now, web-2 would not be re-created": IfItDied(2, "never", None, None),
    "if it were lost now, web-2 would not be re-created before quota team has room": IfItDied(
        2, "stuck", None, WaitsFor("ResourceQuota", "team", "room")
    ),
    "if it were lost now, web-2 would not be re-created before claim data-web-2 is gone": IfItDied(
        2, "stuck", None, WaitsFor("PersistentVolumeClaim", "data-web-2", "gone")
    ),
}


@pytest.mark.parametrize("sentence", LOSSES)
def test_losses(sentence: str) -> None:
    assert loss_sentence(LOSSES[sentence], pod="web-2", set_name="web") == sentence


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("nothing to do", ""),
        ("nothing to do: outdated pods stay", "outdated pods stay"),
        ("makes no pod any more", "makes no pod any more"),
    ],
)
def test_what_is_said_of_a_set_at_rest_beside_that(sentence: str, rest: str) -> None:
    assert what_stays(sentence) == rest
