"""What is said in place of an empty tree: loading, empty, denied and unknown look different."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.live.standing import Standing
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
    health = link.store.healths.of("statefulsets", link.namespace or "")
    where = f"in namespace {safe(link.namespace)}" if link.namespace else "in any namespace"
    if health is not None and health.state == "denied":
        return (
            f"StatefulSets {where} may not be read: {safe(health.why)}\n"
            "Choose another namespace with :ns NAME, or another context with :ctx NAME."
        )
    if sets or link.store.sets.complaints:
        return "Nothing matches; esc shows everything." if filtered else ""
    if health is None or not health.known:
        if health is not None and health.state == "down":
            return f"Nothing could be read yet: {safe(health.why)}"
        return f"Loading StatefulSets {where} …"
    if link.namespace and link.absent:
        return f"There is no namespace {safe(link.namespace)}. 0 shows all, n lists them."
    return f"No StatefulSets {where}. 0 shows all namespaces, n lists them."
