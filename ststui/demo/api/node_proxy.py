"""The proxy subresource of nodes: what a kubelet answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from ststui.demo import refusal
from ststui.demo.api.answers import answer
from ststui.demo.api.reach import unreachable
from ststui.demo.names import ZONE
from ststui.demo.workload.usage import node_summary

if TYPE_CHECKING:
    from ststui.demo.api.target import Target
    from ststui.demo.cluster import Cluster


async def node_proxy(cluster: Cluster, request: web.Request, target: Target) -> web.StreamResponse:
    """Ask a node's kubelet.

    Raises:
        RefusedError: 404 without such a node or path, 500 if the node is dead.
    """
    cluster.registry.get(target.kind, "", target.name)
    if target.name in cluster.dead_nodes:
        raise unreachable(cluster, target.name)
    if request.method != "GET":
        raise refusal.method_not_allowed(target.kind, request.method.lower())
    if target.rest == "stats/summary":
        return answer(node_summary(cluster, target.name))
    if target.rest == "configz":
        return answer({"kubeletconfig": {"clusterDomain": ZONE, "clusterDNS": ["10.96.0.10"]}})
    if target.rest == "healthz":
        return web.Response(text="ok")
    raise refusal.no_path()
