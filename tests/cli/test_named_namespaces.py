"""Sets of several namespaces, where only these may be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.demo import start_in_process
from tests.cli.program import ststui

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """A cluster whose lists of all namespaces are denied."""
    async with start_in_process("guide") as found:
        for resource in ("statefulsets.apps", "pods", "persistentvolumeclaims", "services"):
            found.cluster.rights.deny("list", resource, namespace="")
        yield found


@pytest.mark.parametrize("flags", [(), ("-A",), ("-n", "empty-one")])
async def test_named_namespaces_are_read_whatever_else_is_denied(
    demo: Demo, flags: tuple[str, ...]
) -> None:
    asked = ("tree", *flags, "shop/cart", "production/database", "-o", "json")
    ended = await ststui(*asked, kubeconfig=demo.kubeconfig_path)
    assert ended.code == 0, ended.err
    found = ended.document
    assert [(e["namespace"], e["name"]) for e in found["sets"]] == [
        ("shop", "cart"),
        ("production", "database"),
    ]
    assert found["namespace"] is None
    assert not [e for e in found["unreadable"] if e["resource"] == "statefulsets"]


async def test_what_may_not_be_read_is_not_called_absent(demo: Demo) -> None:
    demo.cluster.rights.deny("list", "statefulsets.apps", namespace="shop")
    asked = ("tree", "production/database", "shop/cart")
    ended = await ststui(*asked, kubeconfig=demo.kubeconfig_path)
    assert ended.code == 3
    assert "no permission: list statefulsets" in ended.err
    assert "-n shop" in ended.err


async def test_a_set_and_a_namespace_that_do_not_exist_are_told(demo: Demo) -> None:
    asked = ("tree", "production/database", "shop/nobody")
    ended = await ststui(*asked, kubeconfig=demo.kubeconfig_path)
    assert (ended.code, "nobody" in ended.err, "namespace shop" in ended.err) == (2, True, True)
    asked = ("tree", "production/database", "nowhere/db")
    ended = await ststui(*asked, kubeconfig=demo.kubeconfig_path)
    assert (ended.code, 'namespace "nowhere"' in ended.err) == (2, True), ended.err
