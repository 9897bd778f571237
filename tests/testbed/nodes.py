"""The nodes of a bed: empty machines, which KWOK plays."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Any

ZONES = ("zone-1", "zone-2", "zone-3")


def node_manifests(count: int) -> tuple[dict[str, Any], ...]:
    """``count`` nodes in three zones: node-a, node-b … node-z, node-aa …"""
    return tuple(_node(_name(index), zone=ZONES[index % 3]) for index in range(count))


def _name(index: int) -> str:
    rounds, letter = divmod(index, 26)
    return "node-" + ascii_lowercase[rounds - 1] * (rounds > 0) + ascii_lowercase[letter]


def _node(name: str, *, zone: str) -> dict[str, Any]:
    room = {"cpu": "64", "memory": "256Gi", "pods": "1000", "ephemeral-storage": "1Ti"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "topology.kubernetes.io/zone": zone,
            },
        },
        "status": {"capacity": room, "allocatable": room},
    }
