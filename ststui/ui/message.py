"""What is said in place of an empty tree: loading, empty, denied and unknown look different."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.wording.age import age
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ststui.live.health import Health, Scope
    from ststui.live.standing import Standing
    from ststui.live.store import Store
    from ststui.ui.link import Link


def message(link: Link, standing: Standing | None, *, sets: int, filtered: bool) -> str:
    """The message to show above the tree; empty when the tree speaks for itself."""
    if link.error is not None:
        lines = [f"Cannot connect: {safe(link.error.what)}"]
        if link.error.try_:
            lines.append(safe(link.error.try_))
        if link.offers_demo:
            lines += ["", "To see ststui without a cluster: ststui demo"]
        return "\n".join(lines)
    if standing is None or link.store is None:
        return "Connecting …" if link.state == "opening" else ""
    scopes = _of_sets(link.store)
    denied = {scope: health for scope, health in scopes.items() if health.state == "denied"}
    if denied and len(denied) == len(scopes):
        kept = standing.kept
        old = f"\nThe rows are as they were {_ago(kept, link)} ago." if sets and kept else ""
        return (
            f"StatefulSets {_where(denied)} may not be read: {_why(denied)}{old}\n"
            "Choose another namespace with :ns NAME, or another context with :ctx NAME."
        )
    if sets or link.store.sets.complaints:
        return "Nothing matches; esc shows everything." if filtered else ""
    to_come = {s: h for s, h in scopes.items() if s not in denied and not h.known}
    if not scopes or any(health.state != "down" for health in to_come.values()):
        return f"Loading StatefulSets {_where(scopes) or _in_view(link)} …"
    if to_come:
        return f"StatefulSets {_where(to_come)} could not be read yet: {_why(to_come)}"
    if link.namespace and link.absent:
        return f"There is no namespace {safe(link.namespace)}. 0 shows all, n lists them."
    none = f"No StatefulSets {_where(scope for scope in scopes if scope not in denied)}"
    if denied:
        none += f"; {_where(denied)} they may not be read"
    return f"{none}. 0 shows all namespaces, n lists them."


def _ago(moment: datetime, link: Link) -> str:
    return age(int((link.now() - moment).total_seconds()))


def _of_sets(store: Store) -> dict[Scope, Health]:
    """How the sets of each namespace in view do; of all namespaces there is but one scope."""
    found = store.healths.by_scope.items()
    return {scope: health for scope, health in found if scope.resource == "statefulsets"}


def _where(scopes: Iterable[Scope]) -> str:
    """Where that is, in words; empty when it is nowhere."""
    spaces = [scope.namespace for scope in scopes]
    named = [safe(each) for each in spaces if each is not None]
    if not named:
        return "in any namespace" if spaces else ""
    return f"in namespace{'s' if len(named) > 1 else ''} {', '.join(named)}"


def _in_view(link: Link) -> str:
    return f"in namespace {safe(link.namespace)}" if link.namespace else "in any namespace"


def _why(scopes: Mapping[Scope, Health]) -> str:
    return safe(next(iter(scopes.values())).why)
