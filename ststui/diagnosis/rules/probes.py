"""Running and not Ready: what its probes say, or that nothing says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.causes import ILL, STANDSTILL
from ststui.diagnosis.match import HOLDS, Evidence, Match
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, ON_NODE, EventSign, PodCheck

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

LATELY = 600
"""Seconds for which a probe's words count: it says them again and again."""
LOG = Fix("read the log", "kubectl logs {pod} -n {namespace} -c {container} --tail=100")
SHOW_PROBES = Fix(
    "see the probes",
    "kubectl get pod {pod} -n {namespace} -o jsonpath='{range .spec.containers[*]}{.name} {.readinessProbe} {.livenessProbe} {.startupProbe}{\"\\n\"}{end}'",
)


def _runs_unready(_: Seen, pod: Pod) -> Match | None:
    for each in pod.status.container_statuses:
        if each.state.running is not None and not each.ready and each.started is not False:
            return Match(
                evidence=(
                    Evidence(
                        "running, ready: false", f"container {each.name} of Pod {pod.metadata.name}"
                    ),
                ),
                facts={"container": each.name},
                since=each.state.running.started_at,
            )
    return None


def _all_run(_: Seen, pod: Pod) -> Match | None:
    """All containers run, and at least one is started and not ready."""
    main = pod.status.container_statuses
    if pod.status.phase != "Running" or any(each.state.running is None for each in main):
        return None
    unready = [each for each in main if not each.ready and each.started is not False]
    if not unready:
        return None
    begun = (each.state.running.started_at for each in unready if each.state.running)
    return Match(
        evidence=tuple(
            Evidence("running, ready: false", f"container {each.name} of Pod {pod.metadata.name}")
            for each in unready
        ),
        facts={"unready": unready[0].name},
        since=max((each for each in begun if each), default=None),
    )


def _not_started(_: Seen, pod: Pod) -> Match | None:
    for each in pod.status.container_statuses:
        # One that waits for init containers was not probed yet.
        if each.started is False and (each.state.running or each.restart_count):
            return Match(facts={"container": each.name})
    return None


def _restarted(_: Seen, pod: Pod) -> Match | None:
    # Of any container: the event tells which one the probe gave up on.
    return HOLDS if pod.restarts else None


RULES = (
    Rule(
        id="readiness-failing",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            PodCheck(_runs_unready),
            EventSign("Unhealthy", r"Readiness probe (failed|errored)(?P<words>.*)", within=LATELY),
        ),
        after=60,
        title="{pod} runs and is not Ready: the readiness probe of {container} fails",
        why="Connection refused: nothing listens there. A status of 500 or more: the program says no. A timeout: it is slower than timeoutSeconds (1 by default). The evidence has its words.",
        newcomers="The program runs, and says of itself that it cannot serve yet.",
        fix=(LOG, SHOW_PROBES),
        danger="In an OrderedReady set this holds up everything else.",
        doc="D/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        explained_by=("node-*",),
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .running()
                .event("Unhealthy", "Readiness probe failed: not in sync", times=25)
            ),
            silent=lambda web: (
                web.pod(1)
                .running(for_=20)
                .event("Unhealthy", "Readiness probe failed: not in sync")
            ),
        ),
    ),
    Rule(
        id="pod-not-ready",
        severity="medium",
        about="pod",
        signs=(NOT_READY, PodCheck(_all_run)),
        after=LATELY,
        title="{pod} runs and has not been Ready for more than 10 minutes, and nothing says why",
        why="The readiness probe of {unready} has not succeeded, and no event gives its reason: events live for an hour, may be dropped where there are many, and the kubelet says nothing while a first probe is still to come.",
        newcomers="The program runs, does not call itself ready, and nobody wrote down why.",
        fix=(
            Fix("read the log", "kubectl logs {pod} -n {namespace} -c {unready} --tail=100"),
            SHOW_PROBES,
            Fix("see what is said of the pod", "kubectl describe pod {pod} -n {namespace}"),
        ),
        doc="D/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        explains=("dns-unready-*", *STANDSTILL),
        explained_by=(
            *ILL,
            *("sts-broken-*", "sts-rollout-*", "network-*", "restart-flapping"),
        ),
        case=Case(
            fires=lambda web: web.pod(1).running(for_=700),
            silent=lambda web: web.pod(1).running(for_=500),
        ),
    ),
    Rule(
        id="startup-failing",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            PodCheck(_not_started),
            EventSign(
                ("Unhealthy", "Killing"),
                r"Startup probe (failed|errored)|failed startup probe, will be restarted",
                within=LATELY,
            ),
        ),
        after=60,
        title="{pod}: the startup probe of {container} fails",
        why="It takes longer to start than failureThreshold × periodSeconds allow, and is killed before it is done. A database that recovers begins anew each time.",
        newcomers="The program is given a certain time to start, and it is too short.",
        fix=(Fix("raise failureThreshold of the startup probe in the template"), LOG, SHOW_PROBES),
        danger="Each kill makes a recovery begin again from zero.",
        doc="D/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        explained_by=("node-*",),
        explains=("sts-head-of-line", "crashloop", "exit-*"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .crashing("Completed", 0)
                .event(
                    "Unhealthy",
                    "Startup probe failed: dial tcp 10.1.0.11:9: connect: connection refused",
                    times=15,
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .running(ready=True)
                .event("Unhealthy", "Startup probe failed: connection refused")
            ),
        ),
    ),
    Rule(
        id="liveness-killing",
        severity="high",
        about="pod",
        signs=(
            ON_NODE,
            PodCheck(_restarted),
            EventSign(
                "Killing",
                r"Container (?P<container>\S+) failed liveness probe, will be restarted",
                within=LATELY,
            ),
        ),
        title="{pod}: container {container} is restarted by its liveness probe",
        why="The probe is too strict, or the program hangs. A probe that asks other members takes them all down together.",
        newcomers="The program did not answer in time when asked whether it lives, so it was ended.",
        fix=(
            Fix(
                "read what it said before",
                "kubectl logs {pod} -n {namespace} -c {container} --previous --tail=200",
            ),
            SHOW_PROBES,
        ),
        danger="A liveness probe that depends on other members can kill a quorum.",
        doc="D/concepts/workloads/pods/probes/",
        explains=(
            "crashloop",
            "exit-*",
            "sts-head-of-line",
            "restart-flapping",
            "readiness-failing",
        ),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .crashing("Error", 137)
                .event(
                    "Killing",
                    "Container main failed liveness probe, will be restarted",
                    kind="Normal",
                    times=5,
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .running(ready=True, restarts=1)
                .event(
                    "Killing",
                    "Container main failed liveness probe, will be restarted",
                    kind="Normal",
                    before=3000,
                )
            ),
        ),
    ),
)
