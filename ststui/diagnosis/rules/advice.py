"""Risks of a set that is well: said only when advice is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ststui.controller.versions import behaviour
from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.stateful_set import RollingUpdate, UpdateStrategy

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DATABASES: Final = _words(
    "cassandra clickhouse cockroach cockroachdb consul couchdb elasticsearch etcd galera influxdb"
    " kafka mariadb minio mongo mongodb mysql nats neo4j opensearch openbao patroni percona"
    " postgres postgresql rabbitmq redis redpanda scylla spilo valkey vault zookeeper"
)
"""Words in the name of an image that tell a program which keeps data."""
PRIMARY_FIRST: Final = _words(
    "galera mariadb mongo mongodb mysql percona postgres postgresql rabbitmq redis valkey"
)
"""Those whose later members mostly copy from an earlier one when they start."""
VOTERS: Final = _words(
    "cockroach cockroachdb consul elasticsearch etcd galera kafka minio mongo mongodb nats"
    " openbao opensearch rabbitmq redpanda vault zookeeper"
)
"""Those that need a majority of their members."""


def _application(seen: Seen, wanted: frozenset[str]) -> tuple[str, str] | None:
    """The word and the image that tell what the set runs."""
    for each in seen.set.spec.template.spec.containers:
        name = each.image.rsplit("/", 1)[-1].split("@")[0].split(":")[0]
        for word in re.split(r"[^a-z0-9]+", name.lower()):
            if word in wanted and "exporter" not in name:
                return word, each.image
    return None


def _source(seen: Seen) -> str:
    return f"spec of StatefulSet {seen.family.name}"


def _no_claims(seen: Seen) -> Match | None:
    told = _application(seen, DATABASES)
    if told is None or seen.set.templates or seen.set.spec.template.spec.claims:
        return None
    return found(f"image {told[1]}, volumeClaimTemplates: none", _source(seen), application=told[0])


def _parallel(seen: Seen) -> Match | None:
    told = _application(seen, PRIMARY_FIRST)
    if told is None or not seen.set.parallel or seen.set.replicas < 2:
        return None
    text = f"podManagementPolicy: Parallel, image {told[1]}"
    return found(text, _source(seen), application=told[0])


def _not_spread(seen: Seen) -> Match | None:
    spec = seen.set.spec.template.spec
    anti = spec.affinity.pod_anti_affinity if spec.affinity else None
    if seen.set.replicas < 2 or spec.topology_spread_constraints:
        return None
    if anti and (
        anti.required_during_scheduling_ignored_during_execution
        or anti.preferred_during_scheduling_ignored_during_execution
    ):
        return None
    return found(
        "no podAntiAffinity and no topologySpreadConstraints in the template", _source(seen)
    )


def _grace_zero(seen: Seen) -> Match | None:
    if seen.set.spec.template.spec.termination_grace_period_seconds != 0:
        return None
    return found("terminationGracePeriodSeconds: 0", _source(seen))


def _one(seen: Seen) -> Match | None:
    return found("replicas: 1", _source(seen)) if seen.set.replicas == 1 else None


def _even(seen: Seen) -> Match | None:
    told = _application(seen, VOTERS)
    replicas = seen.set.replicas
    if told is None or replicas < 2 or replicas % 2:
        return None
    text = f"replicas: {replicas}, image {told[1]}"
    return found(text, _source(seen), count=str(replicas), less=str(replicas - 1))


def _no_history(seen: Seen) -> Match | None:
    if seen.set.spec.revision_history_limit != 0:
        return None
    return found("revisionHistoryLimit: 0", _source(seen))


def _several_at_once(seen: Seen) -> Match | None:
    rolling = seen.set.spec.update_strategy.rolling_update
    wanted = rolling.max_unavailable if rolling else None
    return None if wanted in {None, 1} else Match(facts={"wanted": str(wanted)})


def _ignored(seen: Seen) -> Match | None:
    rolling = seen.set.spec.update_strategy.rolling_update
    wanted = rolling.max_unavailable if rolling else None
    gate = behaviour(seen.server_version).max_unavailable
    if gate and seen.set.parallel:
        return None
    text = f"maxUnavailable: {wanted}, podManagementPolicy: {seen.set.spec.pod_management_policy}"
    reason = "pods are made one after the other" if gate else "this version does not look at it"
    return found(
        f"{text}, Kubernetes {seen.server_version}",
        _source(seen),
        reason=reason,
    )


def _no_spread(web: Example) -> Example:
    return web.template(affinity=None)


def _max(web: Example, version: str) -> Example:
    rolling = RollingUpdate(max_unavailable=2)
    web.sts().spec(
        update_strategy=UpdateStrategy(rolling_update=rolling), pod_management_policy="Parallel"
    )
    return web.kubernetes(version)


_GUARANTEES = "D/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees"
_DISRUPTIONS = "D/concepts/workloads/pods/disruptions/"

RULES = (
    Rule(
        id="advice-no-claims",
        severity="medium",
        about="set",
        signs=(SetCheck(_no_claims),),
        advice=True,
        title="{set} runs {application} without claims: its data goes with each pod",
        why="The image is that of a program which keeps data, and the set has no volumeClaimTemplates: what it writes is lost when a pod is replaced.",
        newcomers="The program stores data, but it was given no disk that stays.",
        fix=(
            Fix(
                "make the set anew with volumeClaimTemplates, which cannot be added in place; first see what it is made of",
                "kubectl get sts {set} -n {namespace} -o yaml",
            ),
        ),
        danger="The data of today is in the pods: copy it before you delete anything.",
        doc="D/concepts/workloads/controllers/statefulset/#volume-claim-templates",
        case=Case(
            fires=lambda web: web.image("postgres:16").sts().spec(volume_claim_templates=()),
            silent=lambda web: web.image("postgres:16"),
        ),
    ),
    Rule(
        id="advice-parallel-database",
        severity="low",
        about="set",
        signs=(SetCheck(_parallel),),
        advice=True,
        title="{set} runs {application} and starts all its pods at once (Parallel)",
        why="Such programs mostly want their first member up before the others join it. Some charts and operators see to that themselves.",
        newcomers="All members start together, though some may need the first one.",
        fix=(
            Fix("find out whether members may start in any order"),
            Fix(
                "OrderedReady needs the set to be made anew",
                "kubectl delete sts {set} -n {namespace} --cascade=orphan",
            ),
        ),
        doc="D/concepts/workloads/controllers/statefulset/#parallel-pod-management",
        case=Case(
            fires=lambda web: web.image("mysql:8").sts().spec(pod_management_policy="Parallel"),
            silent=lambda web: web.image("mysql:8"),
        ),
    ),
    Rule(
        id="advice-no-spread",
        severity="low",
        about="set",
        signs=(SetCheck(_not_spread),),
        advice=True,
        title="Nothing keeps the pods of {set} on different nodes",
        why="The template has neither podAntiAffinity nor topologySpreadConstraints: the scheduler may put several pods on one node.",
        newcomers="One broken machine could take several replicas with it.",
        fix=(
            Fix(
                "add topologySpreadConstraints over kubernetes.io/hostname to the template",
                "kubectl edit sts {set} -n {namespace}",
            ),
        ),
        danger="A change of the template is an update of all pods.",
        doc="D/concepts/scheduling-eviction/topology-spread-constraints/",
        case=Case(fires=_no_spread, silent=lambda web: _no_spread(web).sts().spec(replicas=1)),
    ),
    Rule(
        id="term-grace-zero",
        severity="medium",
        about="set",
        signs=(SetCheck(_grace_zero),),
        advice=True,
        title="Pods of {set} are killed at once when they are deleted: grace period 0",
        why="Each deletion is a forced one: the name is free before the program is known to have ended, and two of them may write.",
        newcomers="The program gets no time to finish, and its successor may start too early.",
        fix=(
            Fix(
                "give it 30 seconds, or more; this begins a rollout",
                "kubectl patch sts {set} -n {namespace} -p"
                ' \'{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":30}}}}\'',
            ),
        ),
        danger="Data may be lost with every restart.",
        doc=_GUARANTEES,
        case=Case(
            fires=lambda web: web.template(termination_grace_period_seconds=0),
            silent=lambda web: web.template(termination_grace_period_seconds=1),
        ),
    ),
    Rule(
        id="sts-single-replica",
        severity="info",
        about="set",
        signs=(SetCheck(_one),),
        advice=True,
        title="{set} has one replica: each restart is a stop of the application",
        why="An update, a drain or a crash leaves nothing that serves.",
        newcomers="There is no second pod that could take over.",
        fix=(
            Fix(
                "run more than one, if the application can",
                "kubectl scale sts {set} -n {namespace} --replicas=3",
            ),
        ),
        doc=_DISRUPTIONS,
        case=Case(
            fires=lambda web: web.sts().spec(replicas=1),
            silent=lambda web: web.sts().spec(replicas=2),
        ),
    ),
    Rule(
        id="sts-even-members",
        severity="low",
        about="set",
        signs=(SetCheck(_even),),
        advice=True,
        hint=True,
        title="{set} has {count} members: it stands no more failures than {less} would",
        why="A majority of an even number is as large as that of the next odd one.",
        newcomers="Programs that vote are run with three or five members.",
        fix=(
            Fix("use an odd number", "kubectl scale sts {set} -n {namespace} --replicas=<number>"),
        ),
        danger="Take members in and out by the rules of the application.",
        doc="D/tasks/administer-cluster/configure-upgrade-etcd/",
        case=Case(
            fires=lambda web: web.image("quay.io/coreos/etcd:v3.6").sts().spec(replicas=4),
            silent=lambda web: web.image("quay.io/coreos/etcd:v3.6"),
        ),
    ),
    Rule(
        id="sts-no-history",
        severity="low",
        about="set",
        signs=(SetCheck(_no_history),),
        advice=True,
        title="{set} keeps no former revisions: there is nothing to roll back to",
        why="revisionHistoryLimit is 0.",
        newcomers="After a bad change the old version is not kept.",
        fix=(
            Fix(
                "keep ten, as is the default",
                """kubectl patch sts {set} -n {namespace} --type=merge -p '{"spec":{"revisionHistoryLimit":10}}'""",
            ),
        ),
        doc="D/concepts/workloads/controllers/statefulset/#revision-history",
        case=Case(
            fires=lambda web: web.sts().spec(revision_history_limit=0),
            silent=lambda web: web.sts().spec(revision_history_limit=1),
        ),
    ),
    Rule(
        id="sts-maxunavailable-ignored",
        severity="low",
        about="set",
        signs=(SetCheck(_several_at_once), SetCheck(_ignored, needs=("version",))),
        advice=True,
        title="maxUnavailable {wanted} of {set} has no effect: {reason}",
        why="Versions 1.35.0 to 1.35.3 and 1.37 and later look at it, and only Parallel sets gain from it.",
        newcomers="The set was told to update several pods at once, and it updates one at a time.",
        fix=(Fix("see the version", "kubectl version"),),
        danger="It comes into force when the cluster is upgraded to 1.37.",
        doc="D/concepts/workloads/controllers/statefulset/#maximum-unavailable-pods",
        case=Case(fires=lambda web: _max(web, "v1.36.3"), silent=lambda web: _max(web, "v1.37.2")),
    ),
)
