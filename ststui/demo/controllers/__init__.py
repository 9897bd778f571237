"""The controllers that make the embedded cluster move; each one small, all driven by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.controllers.attachments import Attachments
from ststui.demo.controllers.autoscalers import Autoscalers
from ststui.demo.controllers.budgets import Budgets
from ststui.demo.controllers.claims import Claims
from ststui.demo.controllers.endpoint_slices import EndpointSlices
from ststui.demo.controllers.garbage import Garbage
from ststui.demo.controllers.kubelet import Kubelet
from ststui.demo.controllers.loop import Controller, run_on_changes
from ststui.demo.controllers.namespaces import Namespaces
from ststui.demo.controllers.node_lifecycle import NodeLifecycle
from ststui.demo.controllers.quotas import Quotas
from ststui.demo.controllers.scheduler import Scheduler
from ststui.demo.controllers.stateful_sets import StatefulSets

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def start_controllers(cluster: Cluster) -> dict[str, Controller]:
    """Let every controller of the embedded cluster react to its changes; returns them by name.

    The order is the order in which they act on the same change.
    """
    controllers: tuple[Controller, ...] = (
        StatefulSets(cluster),
        Claims(cluster),
        Scheduler(cluster),
        Kubelet(cluster),
        EndpointSlices(cluster),
        Budgets(cluster),
        Garbage(cluster),
        Namespaces(cluster),
        NodeLifecycle(cluster),
        Autoscalers(cluster),
        Attachments(cluster),
        Quotas(cluster),
    )
    for controller in controllers:
        run_on_changes(cluster, controller)
    return {controller.name: controller for controller in controllers}
