"""What `ststui diagnose` finds in a namespace, asked again until it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cli.program import ststui
from tests.testbed.api import wait_for

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace


async def found_in(namespace: Namespace, *arguments: str) -> dict[str, list[dict[str, Any]]]:
    """Findings by set, in the order in which they are listed."""
    ended = await ststui(
        *("diagnose", "-n", namespace.name, "-o", "json", *arguments),
        kubeconfig=namespace.cluster.kubeconfig,
    )
    assert ended.code in {0, 1}, ended.err
    found: dict[str, list[dict[str, Any]]] = {}
    for each in ended.document["findings"]:
        found.setdefault(each["set"], []).append(each)
    return found


async def wait_for_rules(
    namespace: Namespace,
    expected: dict[str, str],
    *,
    seconds: float = 90.0,
    asked: tuple[str, ...] = (),
) -> dict[str, list[dict[str, Any]]]:
    """Wait until the first finding of every set is of the rule that is expected.

    Args:
        namespace: of the sets.
        expected: rules by set.
        seconds: to wait for at most.
        asked: more arguments of `ststui diagnose`.

    Returns:
        All findings by set.
    """
    firsts: dict[str, str | None] = {}
    found: dict[str, list[dict[str, Any]]] = {}

    async def all_there() -> bool:
        nonlocal found
        found = await found_in(namespace, *asked)
        firsts.update(
            {name: found[name][0]["rule"] if name in found else None for name in expected}
        )
        return firsts == expected

    try:
        await wait_for(all_there, what="diagnosis", seconds=seconds)
    except AssertionError:
        if not found:
            raise
        wrong = {
            name: [(each["rule"], each["severity"], each["title"]) for each in found.get(name, ())]
            for name, rule in expected.items()
            if firsts.get(name) != rule
        }
        raise AssertionError(
            f"not first: { {n: expected[n] for n in wrong} }; found {wrong}"
        ) from None
    return found
