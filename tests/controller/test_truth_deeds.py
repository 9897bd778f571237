"""The reader of the real controller's deeds, by which the mirror is judged."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.real.truth.deeds import CONTROLLER, IDENTITY_LABELS, deeds
from tests.real.truth.recorder import Seen
from tests.testbed.audit import (
    AuditAnswer,
    AuditEvent,
    AuditMetadata,
    AuditObject,
    AuditResponse,
    AuditUser,
)

pytestmark = pytest.mark.pure

NAMED = dict(zip(IDENTITY_LABELS, ("web-0", "0"), strict=True))
ZONE = {"topology.kubernetes.io/zone": "a"}


def seen(version: int, labels: dict[str, str]) -> Seen:
    metadata = {"name": "web-0", "uid": "a", "labels": labels}
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Seen(version, at, "MODIFIED", "Pod", {"metadata": metadata})


def update_answered_with(version: int) -> AuditEvent:
    return AuditEvent(
        verb="update",
        request_uri="/api/v1/namespaces/a/pods/web-0",
        user=AuditUser(username=CONTROLLER),
        object_ref=AuditObject(resource="pods", namespace="a", name="web-0"),
        response_status=AuditAnswer(code=200),
        response_object=AuditResponse(metadata=AuditMetadata(resource_version=str(version))),
    )


def test_labels_of_the_topology_are_written_by_binding_not_by_the_controller() -> None:
    events = [seen(1, NAMED), seen(2, {**NAMED, **ZONE})]
    assert deeds(events, [update_answered_with(2)]) == ()


def test_an_identity_that_is_written_anew_is_a_deed() -> None:
    events = [seen(1, {}), seen(2, NAMED)]
    (deed,) = deeds(events, [update_answered_with(2)])
    assert (deed.verb, deed.code) == ("update", "identity")
