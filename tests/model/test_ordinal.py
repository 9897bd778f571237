"""Names, ordinals and whose claim it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.model.claim_owner import possible_sets, using_sets
from ststui.model.ordinal import claim_name, natural, split_ordinal

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("db-2", ("db", 2)),
        ("db-replica-13", ("db-replica", 13)),
        ("db-02", ("db", 2)),
        ("db", None),
        ("db-", None),
        ("db-x1", None),
        ("-3", ("", 3)),
        ("db-²", None),
        ("db-99999999999", None),
        ("db-2147483647", ("db", 2147483647)),
        ("db-2147483648", None),
        ("db-00000000002", ("db", 2)),
        ("db-" + "0" * 5000, ("db", 0)),
        ("db-" + "9" * 5000, None),
    ],
)
def test_split(name: str, expected: tuple[str, int] | None) -> None:
    assert split_ordinal(name) == expected


def test_natural_order_puts_2_before_10() -> None:
    assert sorted(["db-10", "db-2", "db-1", "a-3"], key=natural) == ["a-3", "db-1", "db-2", "db-10"]


@pytest.mark.parametrize(
    ("claim", "sets", "expected"),
    [
        ("data-db-0", {"db": ("data",), "db-replica": ("data",)}, ("db",)),
        ("data-db-replica-0", {"db": ("data",), "db-replica": ("data",)}, ("db-replica",)),
        ("data-db-replica-0", {"db": ("data",), "replica": ("data-db",)}, ("replica",)),
        ("a-b-c-0", {"b-c": ("a",), "c": ("a-b",)}, ("b-c", "c")),
        ("old-db-replica-0", {"db-replica": ("data",), "replica": ("data",)}, ("db-replica",)),
        ("data-gone-0", {"db": ("data",)}, ()),
        ("data-db", {"db": ("data",)}, ()),
    ],
)
def test_whose_claim(
    claim: str, sets: dict[str, tuple[str, ...]], expected: tuple[str, ...]
) -> None:
    assert using_sets(possible_sets(claim), sets) == expected


_names = st.from_regex(r"[a-z]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)


@given(template=_names, owner=_names, ordinal=st.integers(0, 2**31 - 1))
def test_a_set_always_finds_its_own_claim(template: str, owner: str, ordinal: int) -> None:
    claim = claim_name(template, owner, ordinal)
    assert using_sets(possible_sets(claim), {owner: (template,)}) == (owner,)
