"""How full claims are: as kubelets say, null where they may not be asked or are silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ststui.demo import kinds
from ststui.demo.fields import name_of, namespace_of
from tests.cli.program import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo


def fractions(document: Any) -> dict[str, float | None]:
    """By name of the claim."""
    return {
        claim["name"]: claim["usedFraction"]
        for each in document["sets"]
        for ordinal in each["ordinals"]
        for claim in ordinal["claims"]
    }


async def test_each_claim_is_as_full_as_its_kubelet_says(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("incident")
    claims = list(demo.store.each(kinds.CLAIMS))
    full = {name_of(each): (10 + number) / 100 for number, each in enumerate(claims)}
    for each in claims:
        demo.cluster.disk_use[namespace_of(each), name_of(each)] = full[name_of(each)]
    found = fractions((await tree(demo.kubeconfig_path, "-o", "json")).document)
    told = {name: fraction for name, fraction in found.items() if fraction is not None}
    assert told == {name: pytest.approx(full[name], abs=0.001) for name in told}
    assert len(told) > 3


async def test_without_the_right_it_is_null_and_said(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("incident")
    demo.cluster.rights.deny("get", "nodes/proxy")
    document = (await tree(demo.kubeconfig_path, "-o", "json")).document
    assert set(fractions(document).values()) == {None}
    assert [each["resource"] for each in document["unreadable"]] == ["nodes/proxy"]
    text = await tree(demo.kubeconfig_path)
    assert "nodes/proxy" in text.err


async def test_a_silent_kubelet_hides_no_other(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("incident")
    before = fractions((await tree(demo.kubeconfig_path, "-o", "json")).document)
    document = (await tree(demo.kubeconfig_path, "-o", "json")).document
    nodes = {
        claim["name"]: ordinal["node"]
        for each in document["sets"]
        for ordinal in each["ordinals"]
        for claim in ordinal["claims"]
    }
    dead = next(nodes[name] for name, full in before.items() if full is not None)
    demo.cluster.stop_node(dead)
    after = (await tree(demo.kubeconfig_path, "-o", "json")).document
    assert after["unreadable"] == []
    told = {name: full is not None for name, full in fractions(after).items()}
    assert told == {name: full is not None and nodes[name] != dead for name, full in before.items()}
