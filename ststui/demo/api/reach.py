"""Whether the API server can reach a pod's kubelet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal
from ststui.demo.fields import at, name_of

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json

_KUBELET_PORT = 10250


def check_reachable(cluster: Cluster, pod: Json) -> None:
    """Refuse what has to go through a kubelet that cannot be reached.

    Raises:
        RefusedError: 400 if the pod has no node yet, 500 if the node is dead.
    """
    node = at(pod, "spec", "nodeName")
    if not node:
        raise refusal.bad_request(f"pod {name_of(pod)} does not have a host assigned")
    if node in cluster.dead_nodes:
        raise unreachable(cluster, node)


def unreachable(cluster: Cluster, node: str) -> refusal.RefusedError:
    """500: nobody answers at the node's address."""
    held = cluster.store.get(kinds.NODES, "", node)
    addresses = at(held, "status", "addresses", default=[])
    address = addresses[0]["address"] if addresses else node
    text = f"dial tcp {address}:{_KUBELET_PORT}: connect: no route to host"
    return refusal.RefusedError(
        code=500,
        reason="InternalError",
        message=f'Get "https://{address}:{_KUBELET_PORT}/": {text}',
        details={"causes": [{"message": text}]},
    )
