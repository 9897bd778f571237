"""Nodes, and leases: heartbeats of kubelets and of the control plane."""

from __future__ import annotations

from datetime import timedelta

from ststui.diagnosis.example.names import BORN, metadata
from ststui.diagnosis.moments import NOW
from ststui.model import Lease, Node
from ststui.model.lease import LeaseSpec
from ststui.model.metadata import Condition
from ststui.model.node import NodeStatus, NodeSystem


def node(name: str) -> Node:
    """Ready, without pressure."""
    return Node(
        metadata=metadata(name, namespace="", labels={"kubernetes.io/hostname": name}),
        status=NodeStatus(
            conditions=(
                Condition(type="Ready", status="True", last_transition_time=BORN),
                Condition(type="MemoryPressure", status="False", last_transition_time=BORN),
                Condition(type="DiskPressure", status="False", last_transition_time=BORN),
            ),
            node_info=NodeSystem(architecture="amd64", kubelet_version="v1.36.3"),
        ),
    )


def lease(name: str) -> Lease:
    """Renewed three seconds ago."""
    renewed = NOW - timedelta(seconds=3)
    return Lease(
        metadata=metadata(name),
        spec=LeaseSpec(holder_identity=name, renew_time=renewed, lease_duration_seconds=40),
    )
