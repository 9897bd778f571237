"""A webhook that is silent: who has to answer is said by what is known of it."""

from __future__ import annotations

import pytest

from ststui.diagnosis import Book, Example, built_in, diagnose

pytestmark = pytest.mark.pure

FAILED = (
    'Internal error occurred: failed calling webhook "guard.example.com": failed to call webhook'
)


URL = "https://127.0.0.1:9/x"
SERVICE = "https://guard.policies.svc:443/pods"


@pytest.mark.parametrize(
    ("why", "behind"),
    [
        (f'{FAILED}: Post "{URL}?timeout=2s": connection refused', f"what answers at {URL}"),
        (
            f'{FAILED}: Post "{SERVICE}?timeout=10s": no endpoints available for service "guard"',
            "the pods behind Service guard of namespace policies",
        ),
        (f"{FAILED}: context deadline exceeded", "what answers where its clientConfig points to"),
    ],
)
def test_who_has_to_answer(why: str, behind: str) -> None:
    web = Example().refused(1, why)
    rule = built_in().by_id["create-webhook-unavailable"]
    (found,) = diagnose(web.seen(), Book((rule,))).findings
    texts = [each.text for each in found.fix]
    assert texts[-1] == f"bring back {behind}"
    assert ("Service" in " ".join([found.title, found.why, *texts])) == ("Service" in behind)
