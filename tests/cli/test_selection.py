"""What names a set on the command line, and what does not."""

from __future__ import annotations

import pytest

from ststui.cli.selection import SetName, parse_set
from ststui.errors import UsageError

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "text", ["", "..", ".", "a b", "web?dryRun=All", "web%2Fscale", "shop/..", "../web", "a/b/c"]
)
def test_nothing_that_leads_elsewhere_in_an_address(text: str) -> None:
    with pytest.raises(UsageError, match="not a set"):
        parse_set(text)


@pytest.mark.parametrize(
    "kind",
    [
        "sts",
        "statefulset",
        "statefulsets",
        "statefulset.apps",
        "statefulsets.apps",
        "statefulsets.v1.apps",
        "StatefulSet",
    ],
)
def test_kinds_that_kubectl_takes(kind: str) -> None:
    assert parse_set(f"{kind}/db") == SetName(None, "db")


def test_a_name_and_a_namespace() -> None:
    assert parse_set("db") == SetName(None, "db")
    assert parse_set("shop/db") == SetName("shop", "db")


@pytest.mark.parametrize(
    ("text", "what", "try_"),
    [
        ("pod/db-0", "pod/db-0 is a pod, and a set is wanted", "write db if that is its set"),
        ("pvc/data-db-0", "pvc/data-db-0 is a claim, and a set is wanted", "write NAME, sts"),
        ("svc/db", "svc/db is a service, and a set is wanted", "write NAME, sts/NAME or"),
        ("deployment.apps/web", "deployment.apps/web is a Deployment", "-n deployment.apps web"),
        ("a/b/c", "not a set", "write NAME"),
        ("sts/", "not a set", "write NAME"),
        ("/db", "not a set", "write NAME"),
        ("", "not a set", "write NAME"),
    ],
)
def test_what_is_no_set(text: str, what: str, try_: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_set(text)
    assert what in str(raised.value)
    assert try_ in str(raised.value.try_)
