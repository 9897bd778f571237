"""What the judge of the mirror takes for a proof, beside the steps that were said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ststui.controller import Step
from tests.real.truth.deeds import IDENTITY_LABELS, Deed
from tests.real.truth.evidence import tried_again
from tests.real.truth.foretold import late
from tests.real.truth.passed_over import passed_over
from tests.real.truth.recorder import Seen
from tests.real.truth.states import State

pytestmark = pytest.mark.pure

AT = datetime(2026, 1, 1, tzinfo=UTC)
OWNERS = Step(verb="update", pod="web-1", claim="data-web-1", code="claimOwners")
NAMED = dict(zip(IDENTITY_LABELS, ("web-1", "1"), strict=True))
OF_SET = {"kind": "StatefulSet", "name": "web", "uid": "set", "controller": True}


def pod(version: int, name: str = "web-1", labels: dict[str, str] | None = None) -> Seen:
    metadata = {"name": name, "uid": name, "labels": labels or {}, "ownerReferences": [OF_SET]}
    return Seen(version, AT, "ADDED", "Pod", {"metadata": metadata})


def stateful_set(version: int, *, replicas: int) -> Seen:
    metadata = {"name": "web", "uid": "set", "generation": version}
    spec = {"replicas": replicas, "template": {}}
    return Seen(version, AT, "MODIFIED", "StatefulSet", {"metadata": metadata, "spec": spec})


@pytest.mark.parametrize(
    ("labels", "steps", "explained"),
    [
        ({}, [OWNERS], True),
        ({}, [], False),
        ({}, [Step(verb="update", pod="web-2", claim="data-web-2", code="claimOwners")], False),
        (NAMED, [OWNERS], False),
    ],
    ids=["lost while its claims were corrected", "no claim", "another pod's", "not lost"],
)
def test_an_identity_lost_in_the_middle_of_a_sync(
    labels: dict[str, str], steps: list[Step], explained: bool
) -> None:
    newest = State(0, None).after(pod(1, labels=labels))
    deed = Deed(2, AT, "update", "Pod", "web-1", code="identity")
    assert tried_again(deed, steps, newest) == explained


@pytest.mark.parametrize(
    ("before", "created", "explained"),
    [(2, "web-1", True), (2, "web-2", False), (1, "web-1", False)],
)
def test_a_pod_that_the_former_spec_still_lacked(
    before: int, created: str, explained: bool
) -> None:
    events = (stateful_set(1, replicas=before), pod(2, "web-0"), stateful_set(3, replicas=0))
    done = (Deed(4, AT, "create", "Pod", created), Deed(5, AT, "delete", "Pod", created))
    assert late(events, done, since=3, until=9) == explained


def deletions(*pods: str) -> list[Step]:
    return [Step(verb="delete", pod=each, code="outdated") for each in pods]


AGAIN = Step(verb="create", pod="web-3")


@pytest.mark.parametrize(
    ("third", "wrong"),
    [
        (Deed(4, AT, "create", "Pod", "web-3"), True),
        (Deed(4, AT, "delete", "Pod", "web-2"), False),
    ],
)
def test_a_deletion_that_two_syncs_pass_over(third: Deed, *, wrong: bool) -> None:
    # A budget that is one too large: web-2 is said to go with web-3, and while web-3 is away.
    words = {
        1: deletions("web-3", "web-2"),
        2: deletions("web-2"),
        3: [AGAIN, *deletions("web-2")],
        4: [],
    }
    done = (Deed(2, AT, "delete", "Pod", "web-3"), third)
    timeline = [State(each, AT) for each in words]
    found = list(passed_over(timeline, done, lambda state: words[state.version]))
    assert found == ([f"said since 1: delete Pod web-2; passed over by {third}"] if wrong else [])


def test_what_an_older_sync_does_besides_proves_nothing() -> None:
    # Both were said at once: the second may still be of the sync that saw the former spec.
    words = {1: [*deletions("web-0"), *deletions("web-3", "web-2")], 2: deletions("web-0"), 3: []}
    done = (Deed(2, AT, "delete", "Pod", "web-3"), Deed(3, AT, "delete", "Pod", "web-2"))
    timeline = [State(each, AT) for each in words]
    assert list(passed_over(timeline, done, lambda state: words[state.version])) == []
