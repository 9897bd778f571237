"""Many names in few words."""

from __future__ import annotations

import pytest

from ststui.wording.listed import first_few, listed

pytestmark = pytest.mark.pure


def pods(*ordinals: int) -> list[str]:
    return [f"db-{each}" for each in ordinals]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (pods(2, 1), "db-2, db-1"),
        (pods(*range(3, 3000)), "db-3 … db-2999, 2,997 pods"),
        (pods(*range(199, 99, -1)), "db-199 … db-100, 100 pods"),
        (pods(*range(100), 105, 106, 110), "db-0 … db-99, db-105, db-106, db-110, 103 pods"),
        (
            [f"{each}-db-{n}" for n in range(60) for each in ("data", "log")],
            "data-db-0 … data-db-59, log-db-0 … log-db-59, 120 pods",
        ),
        (
            [f"pvc-{n}a" for n in range(200)],
            ", ".join(f"pvc-{n}a" for n in range(12)) + " and 188 more, 200 pods",
        ),
        (pods(*range(50), *range(50)), "db-0 … db-49, db-0 … db-49, 100 pods"),
    ],
)
def test_runs_are_written_as_their_ends(names: list[str], text: str) -> None:
    assert listed(names, "pods") == text


def test_a_few_are_written_one_by_one() -> None:
    assert listed(pods(*range(99))).count(",") == 98
    assert listed(pods(*range(5)), "pods", most=3) == "db-0 … db-4, 5 pods"
    assert listed(pods(*range(5)), most=3) == "db-0 … db-4 (5)"


def test_where_the_others_do_not_matter_they_are_counted() -> None:
    assert first_few([]) == ""
    assert first_few(iter(pods(*range(5)))) == "db-0, db-1, db-2, db-3, db-4"
    assert first_few(pods(*range(8))) == "db-0, db-1, db-2, db-3, db-4 and 3 more"
    assert first_few(("a", "b"), most=1) == "a and 1 more"
