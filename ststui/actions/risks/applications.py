"""Applications whose members vote, or have to be told before one of them leaves for good.

Kubernetes knows nothing of membership: a pod that is gone is still a member. The steps are those
of each application's own operations guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.model import StatefulSet


@dataclass(frozen=True, slots=True)
class Application:
    """One application."""

    name: str
    words: frozenset[str]
    """Parts of an image's name or of the label app.kubernetes.io/name that tell it."""
    votes: bool
    """Whether a majority of its members must be there."""
    leave: str
    """What a member needs before it leaves for good."""


def _application(name: str, words: str, *, votes: bool, leave: str) -> Application:
    return Application(name, frozenset(words.split()), votes, leave)


APPLICATIONS = (
    _application("etcd", "etcd", votes=True, leave="etcdctl member remove"),
    _application(
        "ZooKeeper", "zookeeper", votes=True, leave="reconfig -remove, then the others' config"
    ),
    _application("Consul", "consul", votes=True, leave="consul leave on the member"),
    _application("Vault", "vault openbao", votes=True, leave="vault operator raft remove-peer"),
    _application("NATS", "nats", votes=True, leave="nats server raft peer-remove"),
    _application(
        "Kafka",
        "kafka",
        votes=True,
        leave="reassign the partitions of its broker, then unregister it",
    ),
    _application(
        "Redpanda", "redpanda", votes=True, leave="rpk redpanda admin brokers decommission"
    ),
    _application(
        "CockroachDB", "cockroach cockroachdb", votes=True, leave="cockroach node decommission"
    ),
    _application("RabbitMQ", "rabbitmq", votes=True, leave="rabbitmqctl forget_cluster_node"),
    _application("MongoDB", "mongo mongodb", votes=True, leave="rs.remove() on the primary"),
    _application("Redis Sentinel", "sentinel", votes=True, leave="SENTINEL RESET on the others"),
    _application(
        "Elasticsearch",
        "elasticsearch opensearch",
        votes=True,
        leave="exclude the node from allocation and from voting",
    ),
    _application(
        "Galera",
        "galera mariadb percona pxc",
        votes=True,
        leave="a clean stop, so that the others count anew",
    ),
    _application("MinIO", "minio", votes=True, leave="mc admin decommission of its pool"),
    _application(
        "ClickHouse Keeper", "keeper", votes=True, leave="remove it from raft_configuration"
    ),
    _application("Cassandra", "cassandra scylla", votes=False, leave="nodetool decommission"),
    _application(
        "PostgreSQL",
        "postgres postgresql patroni spilo",
        votes=False,
        leave="a switchover if it is the primary",
    ),
    _application("MySQL", "mysql", votes=False, leave="take it out of the replication first"),
    _application(
        "Redis",
        "redis valkey",
        votes=False,
        leave="redis-cli --cluster del-node where it is clustered",
    ),
    _application("Ceph", "ceph", votes=False, leave="ceph osd out and purge, or mon remove"),
)
"""The first that fits is meant."""

BESIDE = frozenset(
    {
        "exporter",
        "operator",
        "connect",
        "backup",
        "ui",
        "proxy",
        "client",
        "manager",
        "agent",
        "router",
        "mongos",
        "init",
        "tools",
        "dashboard",
        "console",
        "webhook",
        "controller",
        "sidecar",
        "metrics",
    }
)
"""Parts of names of programs that only serve an application."""

_PARTS = re.compile(r"[^a-z0-9]+")


def application(stateful_set: StatefulSet) -> Application | None:
    """The application a set runs, told by its images and its name label; None if not known."""
    labels = stateful_set.spec.template.metadata.labels
    texts = [each.image for each in stateful_set.spec.template.spec.containers]
    texts.append(labels.get("app.kubernetes.io/name", ""))
    for text in texts:
        # The registry's host and the tag tell nothing: docker.io/bitnami/etcd:3.5.
        path = text.split("@")[0].lower()
        parts = set(_PARTS.split(path.rpartition("/")[2].partition(":")[0]))
        if parts & BESIDE:
            continue
        for each in APPLICATIONS:
            if parts & each.words:
                return each
    return None
