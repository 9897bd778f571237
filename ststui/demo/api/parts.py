"""The parts of objects that have a path of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from ststui.demo import kinds
from ststui.demo.api.eviction import evict
from ststui.demo.api.exec import execute
from ststui.demo.api.logs import logs
from ststui.demo.api.node_proxy import node_proxy
from ststui.demo.api.port_forward import port_forward
from ststui.demo.api.scale import scale
from ststui.demo.api.target import Target
from ststui.demo.cluster import Cluster

Part = Callable[[Cluster, web.Request, Target], Awaitable[web.StreamResponse]]
"""Answers a request for a part of an object."""

PARTS: dict[tuple[kinds.Kind, str], Part] = {
    (kinds.STATEFUL_SETS, "scale"): scale,
    (kinds.PODS, "eviction"): evict,
    (kinds.PODS, "log"): logs,
    (kinds.PODS, "exec"): execute,
    (kinds.PODS, "portforward"): port_forward,
    (kinds.NODES, "proxy"): node_proxy,
}
"""Parts by kind and name; status and the whole object are answered for all kinds alike."""
