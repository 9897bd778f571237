"""Advice: how the set is built, where nothing is wrong yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.stateful_set import ClaimRetention

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen

DATABASES = (
    "postgres", "mysql", "mariadb", "mongo", "redis", "valkey", "cassandra", "scylla", "cockroach", "etcd",
    "elasticsearch", "opensearch", "kafka", "zookeeper", "rabbitmq", "influxdb", "clickhouse", "neo4j",
    "couchdb", "minio", "percona", "patroni", "spilo", "consul", "vault", "openbao", "nats", "loki", "prometheus",
)  # fmt: skip
"""Parts of image names of programs that keep data."""


def _database(seen: Seen) -> str:
    """The image of the first container that looks like a database; empty when none does."""
    for container in seen.set.spec.template.spec.containers:
        name = container.image.rpartition("/")[2].lower()
        if any(each in name for each in DATABASES) and "exporter" not in name:
            return container.image
    return ""


def _no_claims(seen: Seen) -> Match | None:
    image = _database(seen)
    if not image or seen.set.spec.volume_claim_templates:
        return None
    return found(
        f"image {image}, no volumeClaimTemplates", f"spec of StatefulSet {seen.family.name}"
    )


def _parallel(seen: Seen) -> Match | None:
    image = _database(seen)
    if not image or not seen.set.parallel or seen.set.replicas < 2:
        return None
    return found(
        f"image {image}, podManagementPolicy Parallel", f"spec of StatefulSet {seen.family.name}"
    )


def _no_spread(seen: Seen) -> Match | None:
    spec = seen.set.spec.template.spec
    apart = spec.affinity is not None and spec.affinity.pod_anti_affinity is not None
    if apart or spec.topology_spread_constraints or seen.set.replicas < 2:
        return None
    return found(
        "neither podAntiAffinity nor topologySpreadConstraints",
        f"template of StatefulSet {seen.family.name}",
    )


def _no_client_service(seen: Seen) -> Match | None:
    governing = seen.family.governing
    if governing is None or not governing.headless or len(seen.services) > 1:
        return None
    return found(
        f"only Service {governing.metadata.name} selects the pods, and it is headless", "Services"
    )


def _retention(seen: Seen) -> Match | None:
    keep = seen.set.retention
    if not seen.set.spec.volume_claim_templates or "Delete" not in {
        keep.when_deleted,
        keep.when_scaled,
    }:
        return None
    return found(
        f"whenDeleted {keep.when_deleted}, whenScaled {keep.when_scaled}",
        f"persistentVolumeClaimRetentionPolicy of StatefulSet {seen.family.name}",
    )


RULES = (
    Rule(
        id="advice-no-claims",
        severity="medium",
        about="set",
        advice=True,
        signs=(SetCheck(_no_claims),),
        title="{set} looks like a database and has no claim templates",
        why="What it writes is gone with each pod.",
        newcomers="Without a claim a pod has no disk of its own that outlives it.",
        fix=(Fix("add volumeClaimTemplates; that needs a new set under the same name"),),
        danger="Claim templates cannot be added in place.",
        doc="D/concepts/workloads/controllers/statefulset/#stable-storage",
        case=Case(
            fires=lambda web: web.image("postgres:16").sts().spec(volume_claim_templates=()),
            silent=lambda web: web.sts().spec(volume_claim_templates=()),
        ),
    ),
    Rule(
        id="advice-parallel-database",
        severity="low",
        about="set",
        advice=True,
        signs=(SetCheck(_parallel),),
        title="{set} looks like a replicated database and starts its pods all at once",
        why="With Parallel no member waits for another: not at the first start, when one has to be the first, nor when it is scaled.",
        newcomers="Members of a database often have to come up one after the other.",
        fix=(Fix("make sure the program expects it; the policy cannot be changed in place"),),
        doc="D/concepts/workloads/controllers/statefulset/#parallel-pod-management",
        case=Case(
            fires=lambda web: web.image("mysql:8").sts().spec(pod_management_policy="Parallel"),
            silent=lambda web: web.sts().spec(pod_management_policy="Parallel"),
        ),
    ),
    Rule(
        id="advice-no-spread",
        severity="low",
        about="set",
        advice=True,
        signs=(SetCheck(_no_spread),),
        title="{set}: nothing keeps its pods on different nodes",
        why="The scheduler may put all of them on one node; when that fails, all fail.",
        newcomers="Several copies on one machine are lost with that machine.",
        fix=(Fix("add topologySpreadConstraints or podAntiAffinity to the template"),),
        danger="It changes the template: every pod is replaced.",
        doc="D/concepts/scheduling-eviction/topology-spread-constraints/",
        case=Case(
            fires=lambda web: web.template(affinity=None),
            silent=lambda web: web.template(affinity=None).sts().spec(replicas=1),
        ),
    ),
    Rule(
        id="advice-no-client-service",
        severity="info",
        about="set",
        advice=True,
        signs=(SetCheck(_no_client_service, needs=("services",)),),
        title="{set} has no Service for its clients beside the headless one",
        why="A headless Service gives clients a list of addresses to choose from, without balancing and with what is cached.",
        newcomers="One Service names the pods, another one is for those who just want an answer.",
        fix=(Fix("add a ClusterIP Service with the same selector"),),
        doc="D/concepts/services-networking/service/#headless-services",
        case=Case(
            fires=lambda web: web.service("web-read").gone(),
            silent=lambda web: web.service("web").gone(),
        ),
    ),
    Rule(
        id="advice-retention-delete",
        severity="medium",
        about="set",
        advice=True,
        signs=(SetCheck(_retention),),
        title="{set} deletes claims by itself",
        why="The retention policy deletes them with the set or when it is made smaller; with reclaim policy Delete the data goes too.",
        newcomers="Making the set smaller can throw its disks away.",
        fix=(
            Fix(
                "keep claims",
                'kubectl patch sts {set} -n {namespace} --type=merge -p \'{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain","whenScaled":"Retain"}}}\'',
            ),
        ),
        doc="D/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
        case=Case(
            fires=lambda web: web.sts().spec(
                persistent_volume_claim_retention_policy=ClaimRetention(when_scaled="Delete")
            ),
            silent=lambda web: web.sts().spec(
                persistent_volume_claim_retention_policy=ClaimRetention(when_scaled="Delete"),
                volume_claim_templates=(),
            ),
        ),
    ),
)
