"""At most one: whether a pod that is forced from the API may still be running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.model.metadata import condition
from ststui.model.readable import Readable
from ststui.wording.age import duration
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Node, Pod

OUT_OF_SERVICE = "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"
"""The taint by which an administrator says that a machine is off (KEP-2268): the pods on it are
removed and their volumes detached, in safety."""
LEASE_SECONDS = 40
"""A kubelet that runs renews its lease within this time (KubeletConfiguration
nodeLeaseDurationSeconds, v1.36)."""


def unfenced(grounds: Grounds, pod: Pod) -> str:
    """Why a pod must not be forced: its node is Ready, or that is not known."""
    name = pod.spec.node_name
    if not name:
        return ""
    nodes = grounds.nodes
    if not isinstance(nodes, Readable):
        return f"whether {name} is Ready could not be read ({nodes.why})"
    node = nodes.value.get(name)
    if node is None or not node.ready:
        return ""
    return (
        f"{name} is Ready: its kubelet can stop {pod.metadata.name}; delete or kill it instead, or "
        "mend what holds it up"
    )


def at_most_one(pod: Pod) -> Iterator[Caution]:
    """Says that the process may still run."""
    node = pod.spec.node_name
    if not node:
        return
    name = pod.metadata.name
    yield warn(
        "at-most-one",
        f"{name} may still be running on {node}: a second one with the same name and volume can "
        "be started beside it; only when the machine is surely off is this safe",
        dangerous=True,
        about=name,
    )


def where_it_may_run(grounds: Grounds, pod: Pod) -> tuple[str, ...]:
    """What is known of the pod's node, and what to do rather than force the pod."""
    name = pod.spec.node_name
    if not name:
        return ()
    nodes = grounds.nodes
    node = nodes.value.get(name) if isinstance(nodes, Readable) else None
    lines = [_condition(name, node, grounds), _lease(grounds, name), _attachments(grounds, name)]
    if node is not None:
        lines.append(
            f"better, if the machine is off: kubectl taint nodes {name} {OUT_OF_SERVICE} (all its "
            "pods are removed and their volumes detached; take the taint off afterwards)"
        )
    return tuple(safe(line) for line in lines if line)


def _condition(name: str, node: Node | None, grounds: Grounds) -> str:
    if node is None:
        return f"node {name}: does not exist any more"
    found = condition(node.status.conditions, "Ready")
    if found is None:
        return f"node {name}: no Ready condition"
    since = found.last_transition_time
    ago = "" if since is None else f" for {duration(int((grounds.now - since).total_seconds()))}"
    return f"node {name}: Ready={found.status}{ago} ({found.reason or 'no reason'})"


def _lease(grounds: Grounds, name: str) -> str:
    leases = grounds.surroundings.node_leases
    if not isinstance(leases, Readable):
        return f"lease of its kubelet: not known ({leases.why})"
    lease = leases.value.get(name)
    if lease is None or lease.spec.renew_time is None:
        return "lease of its kubelet: none"
    age = int((grounds.now - lease.spec.renew_time).total_seconds())
    alive = ": the kubelet is alive, and the pod with it" if age < LEASE_SECONDS else ""
    return f"lease of its kubelet: renewed {duration(max(age, 0))} ago{alive}"


def _attachments(grounds: Grounds, name: str) -> str:
    found = grounds.surroundings.attachments
    if not isinstance(found, Readable):
        return f"attached volumes: not known ({found.why})"
    here = [
        each.spec.source.persistent_volume_name
        for each in found.value
        if each.spec.node_name == name and each.status.attached
    ]
    return f"attached to {name}: {', '.join(sorted(here)) or 'no volume'}"
