"""A step that the API server refused the last time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from ststui.controller import Step, WaitsFor, forecast, if_it_died, next_step
from ststui.controller.refusal import refusing
from ststui.model.event import Event
from ststui.model.metadata import Metadata
from ststui.model.readable import Readable
from ststui.wording.step import step_sentence
from tests.controller.saying import V136, said
from tests.controller.scene import NEW, NOW, OLD, Scene

pytestmark = pytest.mark.pure


def failed(message: str, *, reason: str = "FailedCreate") -> Event:
    return Event(metadata=Metadata(name="e"), type="Warning", reason=reason, message=message)


def with_events(*events: Event) -> Scene:
    return Scene(events=Readable({"set": events}))


def test_a_refused_creation_names_the_quota() -> None:
    text = (
        'create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: '
        "exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2"
    )
    step = next_step(with_events(failed(text)).family(), now=NOW, server_version=V136)
    assert step is not None
    assert (step.verb, step.code) == ("blocked", "refused")
    assert step.waits_for == WaitsFor("ResourceQuota", "small", "room")
    assert [each.verb for each in step.allowed] == ["create"]


def test_a_refused_claim_keeps_its_pod_from_being_made() -> None:
    text = (
        "Create Claim data-web-0 for Pod web-0 in StatefulSet web failed error: "
        'persistentvolumeclaims "data-web-0" is forbidden: exceeded quota: team, requested: x'
    )
    scene = replace(with_events(failed(text)), replicas=1, templates=("data",))
    assert said(scene).startswith(
        "blocked web-0 data-web-0 (refused) until ResourceQuota team room"
    )


def test_a_fresh_refusal_of_another_pod_tells_that_an_old_one_holds() -> None:
    mine = minutes_ago(failed("create Pod web-0 in StatefulSet web failed error: no"), 40)
    other = minutes_ago(failed("create Pod web-1 in StatefulSet web failed error: no"), 1)
    assert said(with_events(mine, other)).startswith("blocked web-0 (refused)")


@pytest.mark.parametrize(("minutes", "verb"), [(16, "blocked"), (21, "create")])
def test_an_old_refusal_says_nothing_of_now(minutes: int, verb: str) -> None:
    event = failed("create Pod web-0 in StatefulSet web failed error: no")
    event = minutes_ago(event, minutes)
    step = next_step(with_events(event).family(), now=NOW, server_version=V136)
    assert step is not None
    assert step.verb == verb


REFUSED = {
    "a deletion for the scale": (
        Scene(replicas=1).ready(0, 1),
        failed("Delete Pod web-1 in StatefulSet web failed error: no", reason="FailedDelete"),
        "cannot delete web-1: the API server refuses it",
    ),
    "a deletion for the update": (
        Scene(replicas=1, update=NEW).ready(0),
        failed("delete Pod web-0 in StatefulSet web failed error: no", reason="FailedDelete"),
        "cannot delete web-0: the API server refuses it",
    ),
    "by a webhook": (
        Scene(replicas=1),
        failed(
            "create Pod web-0 in StatefulSet web failed error: admission webhook "
            '"no.example.com" denied the request: not on a Friday'
        ),
        "cannot create web-0: webhook no.example.com refuses it",
    ),
    "for a webhook that is gone": (
        Scene(replicas=1),
        failed(
            "create Pod web-0 in StatefulSet web failed error: Internal error occurred: failed "
            'calling webhook "no.example.com": failed to call webhook: Post "https://x": EOF'
        ),
        "cannot create web-0: the API server, which cannot ask webhook no.example.com, refuses it",
    ),
    "by a policy": (
        Scene(replicas=1).ready(0, 1),
        failed(
            'delete Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden: '
            "ValidatingAdmissionPolicy 'stay' with binding 'stay' denied request: pods stay",
            reason="FailedDelete",
        ),
        "cannot delete web-1: policy stay refuses it",
    ),
    "by PodSecurity": (
        Scene(replicas=1),
        failed(
            'create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: violates '
            'PodSecurity "restricted:latest": allowPrivilegeEscalation != false'
        ),
        "cannot create web-0: PodSecurity restricted:latest refuses it",
    ),
    "by a LimitRange": (
        Scene(replicas=1),
        failed(
            'create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: maximum '
            "cpu usage per Container is 1, but limit is 2"
        ),
        "cannot create web-0: a LimitRange (maximum cpu usage per Container is 1) refuses it",
    ),
    "the claim of a pending pod": (
        Scene(replicas=1, templates=("data",)).pod(0, phase="Pending"),
        failed(
            "Create Claim data-web-0 for Pod web-0 in StatefulSet web failed error: "
            'persistentvolumeclaims "data-web-0" is forbidden: exceeded quota: q, requested: x'
        ),
        "cannot create claim data-web-0: quota q has no room",
    ),
    "a pod's label": (
        Scene(replicas=1).pod(0, labels={"statefulset.kubernetes.io/pod-name": "x"}),
        failed("Update Pod web-0 in StatefulSet web failed error: no", reason="FailedUpdate"),
        "cannot correct the labels of web-0: the API server refuses it",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    scene, event, sentence = REFUSED[case]
    family = replace(scene, events=Readable({"set": (event,)})).family()
    step = next_step(family, now=NOW, server_version=V136)
    assert step is not None
    assert (step.verb, step.code) == ("blocked", "refused")
    assert step_sentence(step, set_name="web") == sentence


COMBINED = "(combined from similar events): "


@pytest.mark.parametrize("verb", ["create", "Create"])
def test_of_many_alike_the_newest_is_told_with_words_before_it(verb: str) -> None:
    event = failed(f"{COMBINED}{verb} Pod web-0 in StatefulSet web failed error: no")
    assert said(with_events(event)).startswith("blocked web-0 (refused)")


@pytest.mark.parametrize(
    "newer",
    [
        failed(
            f"{COMBINED}Create Pod web-1 in StatefulSet web successful", reason="SuccessfulCreate"
        ),
        # Of the pod that was made anew after somebody else had deleted the former one.
        failed("Create Pod web-1 in StatefulSet web successful", reason="SuccessfulCreate"),
        failed(
            "Update Pod web-1 in StatefulSet web failed error: Operation cannot be fulfilled on "
            "x: the object has been modified",
            reason="FailedUpdate",
        ),
    ],
)
def test_only_the_newest_event_of_a_pod_counts(newer: Event) -> None:
    older = failed("Delete Pod web-1 in StatefulSet web failed error: no", reason="FailedDelete")
    scene = Scene(replicas=1, events=Readable({"set": (older, newer)})).ready(0, 1)
    assert said(scene) == "delete web-1 (scaleDown)"


@pytest.mark.parametrize(("seconds", "verb"), [(60, "blocked"), (10, "delete")])
def test_a_refusal_of_a_former_pod_says_nothing(seconds: int, verb: str) -> None:
    # Successes are not read in all namespaces: somebody else deleted it, and it was made anew.
    event = failed("Delete Pod web-1 in StatefulSet web failed error: no", reason="FailedDelete")
    event = msgspec.structs.replace(event, last_timestamp=NOW - timedelta(seconds=30))
    scene = Scene(replicas=1, events=Readable({"set": (event,)})).ready(0, 1)
    pod = scene.pods["web-1"]
    made = NOW - timedelta(seconds=seconds)
    metadata = msgspec.structs.replace(pod.metadata, creation_timestamp=made)
    pods = {**scene.pods, "web-1": msgspec.structs.replace(pod, metadata=metadata)}
    step = next_step(replace(scene, pods=pods).family(), now=NOW, server_version=V136)
    assert step is not None
    assert step.verb == verb


@pytest.mark.parametrize(("seconds", "refused"), [(31, True), (30, False), (29, False)])
def test_a_pod_that_is_there_was_made_after_it_was_refused(seconds: int, refused: bool) -> None:
    event = failed("create Pod web-1 in StatefulSet web failed error: no")
    event = msgspec.structs.replace(event, last_timestamp=NOW - timedelta(seconds=30))
    scene = Scene(replicas=2, events=Readable({"set": (event,)})).ready(0, 1)
    made = NOW - timedelta(seconds=seconds)
    pod = scene.pods["web-1"]
    metadata = msgspec.structs.replace(pod.metadata, creation_timestamp=made)
    pods = {**scene.pods, "web-1": msgspec.structs.replace(pod, metadata=metadata)}
    why = refusing(replace(scene, pods=pods).family(), now=NOW)
    assert why is not None
    assert (why(Step(verb="create", pod="web-1")) is not None) == refused


def minutes_ago(event: Event, minutes: int) -> Event:
    return msgspec.structs.replace(event, last_timestamp=NOW - timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "events",
    [
        (failed("create Pod web-1 in StatefulSet web failed error: no"),),
        (
            failed("Create Pod web-0 in StatefulSet web failed error: no"),
            failed("Create Pod web-0 in StatefulSet web successful", reason="SuccessfulCreate"),
        ),
        (failed("Create Pod web-0 in StatefulSet web failed error: pvc x is being deleted"),),
    ],
)
def test_other_events_do_not_matter(events: tuple[Event, ...]) -> None:
    assert said(with_events(*events)) == f"create web-0 on {OLD}"


@pytest.mark.parametrize(("minutes", "verb"), [(1, "blocked"), (21, "delete")])
def test_a_controller_that_does_not_know_the_strategy_does_nothing(minutes: int, verb: str) -> None:
    text = "statefulset shop/web uses Recreate strategy but feature gate X is disabled"
    event = minutes_ago(failed(text, reason="UnknownStrategy"), minutes)
    scene = Scene(strategy="Recreate", rolling=None, update=NEW).ready(0, 1, 2)
    family = replace(scene, events=Readable({"set": (event,)})).family()
    step = next_step(family, now=NOW, server_version="v1.37.2")
    assert step is not None
    assert step.verb == verb
    if verb == "blocked":
        assert step.code == "strategy"
        assert step_sentence(step, set_name="web").startswith("does nothing: it does not know")


def no(name: str, verb: str = "create") -> Event:
    """A refusal of a pod."""
    text = f"{verb} Pod {name} in StatefulSet web failed error: no"
    return failed(text, reason=f"Failed{verb.title()}")


def foreseen(scene: Scene) -> list[str]:
    seen = forecast(scene.family(), now=NOW, server_version=V136)
    assert seen is not None
    code = f" ({seen.rest.code})" if seen.rest.code else ""
    return [*(f"{e.verb} {e.pod}" for e in seen.steps), f"{seen.rest.verb} {seen.rest.pod}{code}"]


@pytest.mark.parametrize(
    ("scene", "event", "steps"),
    [
        (Scene(update=NEW).ready(0, 2), no("web-1"), ["blocked web-1 (refused)"]),
        (Scene(replicas=4).ready(0), no("web-2"), ["create web-1", "blocked web-2 (refused)"]),
        # The batch of web-1 and web-2 is finished, the next one is not begun.
        (
            Scene(replicas=4, parallel=True),
            no("web-1"),
            ["create web-0", "create web-2", "blocked web-1 (refused)"],
        ),
        (
            Scene(replicas=1).ready(0, 1, 2),
            no("web-1", "delete"),
            ["delete web-2", "blocked web-1 (refused)"],
        ),
        (
            Scene(update=NEW).ready(0, 1, 2),
            no("web-1", "delete"),
            ["delete web-2", "create web-2", "blocked web-1 (refused)"],
        ),
        (Scene(replicas=2).ready(0), minutes_ago(no("web-1"), 21), ["create web-1", "none None"]),
    ],
)
def test_a_forecast_ends_at_what_is_refused(scene: Scene, event: Event, steps: list[str]) -> None:
    assert foreseen(replace(scene, events=Readable({"set": (event,)}))) == steps


def test_a_pod_behind_one_that_is_refused_would_not_be_made_again() -> None:
    scene = Scene(events=Readable({"set": (no("web-1"),)})).ready(0, 2)
    lost = [if_it_died(scene.family(), each, now=NOW, server_version=V136) for each in (0, 2)]
    assert [each.again for each in lost if each is not None] == ["atOnce", "stuck"]
    assert lost[1] is not None
    assert lost[1].after == WaitsFor("Pod", "web-1", "accepted")
