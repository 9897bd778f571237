"""How full the volumes of a node's pods are, asked of its kubelet through the API server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ststui.cluster.trouble import Trouble
from ststui.model.usage import VolumeUsage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ststui.cluster.session import Session


class _Claim(msgspec.Struct):
    name: str = ""
    namespace: str = ""


class _Volume(msgspec.Struct, rename="camel"):
    pvc_ref: _Claim | None = None
    capacity_bytes: int | None = None
    used_bytes: int | None = None
    inodes: int | None = None
    inodes_used: int | None = None


class _Pod(msgspec.Struct):
    volume: tuple[_Volume, ...] = ()


class _Summary(msgspec.Struct):
    pods: tuple[_Pod, ...] = ()


_decoder = msgspec.json.Decoder(_Summary)


async def volume_usage(
    session: Session, node: str
) -> Mapping[tuple[str, str], VolumeUsage] | Trouble:
    """Usage by (namespace, name) of the claim.

    Source: stats/v1alpha1 Summary (k8s.io/kubelet v0.36); needs the right ``get nodes/proxy``.
    """
    answer = await session.get(f"/api/v1/nodes/{node}/proxy/stats/summary")
    if isinstance(answer, Trouble):
        return answer
    try:
        summary = _decoder.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Trouble(kind="malformed", text=f"stats of node {node}: {error}"[:300])
    return {
        (volume.pvc_ref.namespace, volume.pvc_ref.name): VolumeUsage(
            capacity_bytes=volume.capacity_bytes,
            used_bytes=volume.used_bytes,
            inodes=volume.inodes,
            inodes_used=volume.inodes_used,
        )
        for pod in summary.pods
        for volume in pod.volume
        if volume.pvc_ref is not None
    }
