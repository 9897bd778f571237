"""How full claims are: who told it last counts, and who is silent takes back only their own."""

from __future__ import annotations

import pytest

from ststui.live.index import Name
from ststui.live.usages import Usages
from ststui.model.usage import VolumeUsage

pytestmark = pytest.mark.pure

DATA = ("shop", "data-db-0")


def used(percent: int) -> VolumeUsage:
    return VolumeUsage(capacity_bytes=100, used_bytes=percent)


def told(usages: Usages) -> float | None:
    found = usages.of("shop", ["data-db-0"]).get("data-db-0")
    return found.fraction if found is not None else None


def test_only_another_percentage_is_news() -> None:
    usages = Usages()
    assert usages.put("a", {DATA: used(40)}) == {Name(*DATA)}
    assert usages.put("a", {DATA: used(40)}) == set()
    assert usages.put("a", {DATA: used(41)}) == {Name(*DATA)}
    assert told(usages) == pytest.approx(0.41)


def test_a_silent_node_takes_back_what_it_said() -> None:
    usages = Usages()
    usages.put("a", {DATA: used(40)})
    assert usages.drop("a") == {Name(*DATA)}
    assert told(usages) is None


def test_a_claim_that_moved_is_the_new_nodes_to_tell() -> None:
    usages = Usages()
    usages.put("a", {DATA: used(40)})
    usages.put("b", {DATA: used(50)})
    assert usages.put("a", {}) == set()
    assert usages.drop("a") == set()
    assert told(usages) == pytest.approx(0.5)


def test_a_claim_made_anew_is_not_as_full_as_the_one_before() -> None:
    usages = Usages()
    usages.put("a", {DATA: used(40)})
    usages.forget(Name(*DATA))
    assert told(usages) is None
