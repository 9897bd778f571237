"""The set as a whole, and what its controller waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller import next_step
from ststui.diagnosis.match import At, Evidence, Match
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.ordinal import split_ordinal
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen


def _head_of_line(seen: Seen) -> Match | None:
    step = next_step(seen.family, now=seen.now, server_version=seen.server_version)
    target = step.waits_for if step else None
    if step is None or target is None or step.verb != "wait" or target.kind != "Pod":
        return None
    split = split_ordinal(target.name)
    pod = seen.family.pods_by_ordinal.get(split[1]) if split else None
    if pod is None or split is None or seen.set.parallel:
        return None
    ready = pod.ready_condition
    since = (ready and ready.last_transition_time) or pod.metadata.creation_timestamp
    return Match(
        evidence=(
            Evidence(
                "the controller " + step_sentence(step, set_name=seen.family.name),
                f"next step of StatefulSet {seen.family.name}",
            ),
        ),
        facts={"waits_for": target.name},
        since=since,
        at=At(
            kind="Pod",
            namespace=seen.family.namespace,
            name=target.name,
            ordinal=split[1],
        ),
    )


RULES = (
    Rule(
        id="sts-head-of-line",
        severity="high",
        about="set",
        signs=(SetCheck(_head_of_line, needs=("pods",)),),
        after=300,
        title="{set} does not go on: it waits for {waits_for}",
        why="An OrderedReady set does one thing at a time: while one pod is missing, terminating or"
        " not Ready, nothing else is created, deleted or updated. There is no event about it.",
        newcomers="The pods of this set stand in line, and the first one does not move.",
        fix=(Fix("look at what is wrong with {waits_for}; nothing else helps"),),
        doc="D/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees",
        explained_by=(
            "sched-*",
            "term-*",
            "image-*",
            "config-*",
            "vol-*",
            "sandbox-*",
            "init-*",
            "crashloop",
            "oomkilled",
            "readiness-*",
            "startup-*",
            "liveness-*",
            "node-*",
            "pvc-*",
            "kubelet-*",
            "container-*",
            "exit-*",
            "sidecar-*",
            "sts-broken-*",
            "sts-rollout-*",
        ),
        case=Case(
            fires=lambda web: web.pod(0).running(for_=900),
            silent=lambda web: web.pod(0).running(for_=30),
        ),
    ),
)
