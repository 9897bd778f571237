"""The pods of a healthy set."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ststui.diagnosis.example.names import CLAIM, LABELS, NAME, NODES, REVISION, SET_OWNER, metadata
from ststui.diagnosis.moments import NOW
from ststui.model import Pod
from ststui.model.metadata import Condition
from ststui.model.pod import (
    ClaimSource,
    Container,
    ContainerPort,
    ContainerState,
    ContainerStatus,
    PodAddress,
    PodSpec,
    PodStatus,
    PodVolume,
    Resources,
    Running,
)

CONTAINER: Final = Container(
    name="main",
    image="registry.example/web:1",
    ports=(ContainerPort(name="http", container_port=8080),),
    resources=Resources(requests={"cpu": "500m", "memory": "1Gi"}, limits={"memory": "1Gi"}),
)


def healthy_pod(ordinal: int) -> Pod:
    """A pod that has been Ready for an hour."""
    name = f"{NAME}-{ordinal}"
    since = NOW - timedelta(hours=1)
    return Pod(
        metadata=metadata(
            name,
            uid=f"uid-pod-{ordinal}",
            labels={
                **LABELS,
                "statefulset.kubernetes.io/pod-name": name,
                "apps.kubernetes.io/pod-index": str(ordinal),
                "controller-revision-hash": REVISION,
            },
            owner_references=(SET_OWNER,),
            creation_timestamp=since,
        ),
        spec=PodSpec(
            node_name=NODES[ordinal % len(NODES)],
            hostname=name,
            subdomain=NAME,
            scheduler_name="default-scheduler",
            termination_grace_period_seconds=30,
            containers=(CONTAINER,),
            volumes=(
                PodVolume(
                    name=CLAIM,
                    persistent_volume_claim=ClaimSource(claim_name=f"{CLAIM}-{name}"),
                ),
            ),
            dns_policy="ClusterFirst",
        ),
        status=PodStatus(
            phase="Running",
            pod_ip=f"10.1.0.{ordinal + 10}",
            pod_ips=(PodAddress(ip=f"10.1.0.{ordinal + 10}"),),
            start_time=since,
            conditions=tuple(
                Condition(type=each, status="True", last_transition_time=since)
                for each in ("PodScheduled", "Initialized", "ContainersReady", "Ready")
            ),
            container_statuses=(
                ContainerStatus(
                    name="main",
                    image=CONTAINER.image,
                    ready=True,
                    started=True,
                    state=ContainerState(running=Running(started_at=since)),
                ),
            ),
        ),
    )
