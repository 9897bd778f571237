"""A creation that the API server refused the last time."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from ststui.controller import WaitsFor, next_step
from ststui.model.event import Event
from ststui.model.metadata import Metadata
from ststui.model.readable import Readable
from tests.controller.saying import V136, said
from tests.controller.scene import NOW, OLD, Scene

pytestmark = pytest.mark.pure


def failed_create(message: str, *, reason: str = "FailedCreate") -> Event:
    return Event(metadata=Metadata(name="e"), type="Warning", reason=reason, message=message)


def with_events(*events: Event) -> Scene:
    return Scene(events=Readable({"set": events}))


def test_a_refused_creation_names_the_quota() -> None:
    text = (
        'create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: '
        "exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2"
    )
    step = next_step(with_events(failed_create(text)).family(), now=NOW, server_version=V136)
    assert step is not None
    assert (step.verb, step.code) == ("blocked", "refused")
    assert step.waits_for == WaitsFor("ResourceQuota", "small", "room")
    assert [each.verb for each in step.allowed] == ["create"]


@pytest.mark.parametrize(("minutes", "verb"), [(16, "blocked"), (21, "create")])
def test_an_old_refusal_says_nothing_of_now(minutes: int, verb: str) -> None:
    event = failed_create("create Pod web-0 in StatefulSet web failed error: no")
    event = minutes_ago(event, minutes)
    step = next_step(with_events(event).family(), now=NOW, server_version=V136)
    assert step is not None
    assert step.verb == verb


def minutes_ago(event: Event, minutes: int) -> Event:
    return msgspec.structs.replace(event, last_timestamp=NOW - timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "events",
    [
        (failed_create("create Pod web-1 in StatefulSet web failed error: no"),),
        (
            failed_create("Create Pod web-0 in StatefulSet web failed error: no"),
            failed_create(
                "Create Pod web-0 in StatefulSet web successful", reason="SuccessfulCreate"
            ),
        ),
        (
            failed_create(
                "Create Pod web-0 in StatefulSet web failed error: pvc x is being deleted"
            ),
        ),
    ],
)
def test_other_events_do_not_matter(events: tuple[Event, ...]) -> None:
    assert said(with_events(*events)) == f"create web-0 on {OLD}"
