"""All rules, one file a subject; the files do not know one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from ststui.diagnosis.rules import (
    admission,
    advice,
    advice_claims,
    advice_names,
    attaching,
    autoscaler,
    budgets,
    claim_change,
    claim_deletion,
    claim_use,
    claim_volume,
    claims,
    configuration,
    controller,
    crash,
    creation,
    creation_claims,
    ended,
    endpoints,
    finalizers,
    holding_on,
    images,
    init,
    kubelet,
    labels,
    limit_defaults,
    mounting,
    names,
    nodes,
    overdue,
    ownership,
    partition,
    placement,
    probes,
    resolving,
    revisions,
    rollout,
    room,
    scaling,
    scheduler,
    service,
    terminating,
    terminating_node,
    too_large,
    unready,
    volume_place,
    volume_wait,
    volumes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ststui.diagnosis.rule import Rule
    from ststui.diagnosis.signs import Sign
    from ststui.diagnosis.subject import About

GROUPS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Pending: no room", (*too_large.RULES, *room.RULES)),
    ("Pending: not allowed", placement.RULES),
    ("Pending: the volume and the nodes", volume_place.RULES),
    ("Pending: the claims", volume_wait.RULES),
    ("Pending: the scheduler", scheduler.RULES),
    ("Not created: refused", creation.RULES),
    ("Not created: denied or invalid", (*admission.RULES, *limit_defaults.RULES)),
    ("Not created: names and claims", creation_claims.RULES),
    ("Images", images.RULES),
    ("Configuration and start", configuration.RULES),
    ("Volumes: held by another node", holding_on.RULES),
    ("Volumes: attaching", attaching.RULES),
    ("Volumes: mounting", mounting.RULES),
    ("Sandbox and init containers", init.RULES),
    ("The kubelet", kubelet.RULES),
    ("Crashing", crash.RULES),
    ("Ended", ended.RULES),
    ("Running and not Ready", (*probes.RULES, *unready.RULES)),
    ("Terminating", terminating.RULES),
    ("Terminating: finalizers", finalizers.RULES),
    ("Terminating: the node", terminating_node.RULES),
    ("Claims and volumes", claims.RULES),
    ("Claims: their volume", claim_volume.RULES),
    ("Volumes", volumes.RULES),
    ("Claims: expansion", claim_change.RULES),
    ("Claims: their deletion", claim_deletion.RULES),
    ("Claims: their use", claim_use.RULES),
    ("The set and its controller", controller.RULES),
    ("The set: what is not done", overdue.RULES),
    ("Updates and revisions", rollout.RULES),
    ("Revisions", revisions.RULES),
    ("Updates that are held", partition.RULES),
    ("Scaling", scaling.RULES),
    ("Autoscalers", autoscaler.RULES),
    ("Budgets", budgets.RULES),
    ("Owners and writers", ownership.RULES),
    ("Services and DNS", service.RULES),
    ("Names and ports", labels.RULES),
    ("Endpoints", endpoints.RULES),
    ("Readiness and DNS", resolving.RULES),
    ("DNS as it answered", names.RULES),
    ("Nodes", nodes.RULES),
    ("Advice", advice.RULES),
    ("Advice: claims", advice_claims.RULES),
    ("Advice: names and services", advice_names.RULES),
)
"""Title and rules of every file, in the order of the documentation."""


@dataclass(frozen=True)
class Book:
    """Rules, sorted so that a sign that several begin with is asked once."""

    rules: tuple[Rule, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Rules by id."""
        return {each.id: each for each in self.rules}

    @cached_property
    def groups(self) -> Mapping[About, Sequence[tuple[Sign, tuple[Rule, ...]]]]:
        """By what they are about, then by their first sign."""
        found: dict[About, dict[Sign, list[Rule]]] = {}
        for rule in self.rules:
            found.setdefault(rule.about, {}).setdefault(rule.signs[0], []).append(rule)
        return {
            about: tuple((sign, tuple(rules)) for sign, rules in signs.items())
            for about, signs in found.items()
        }

    @cached_property
    def without_advice(self) -> Book:
        """The same without advice: fewer objects have to be read."""
        return Book(tuple(each for each in self.rules if not each.advice))

    def rules_about(self, about: About) -> tuple[Rule, ...]:
        """All rules about one sort of object."""
        return tuple(each for each in self.rules if each.about == about)


@cache
def built_in() -> Book:
    """The rules that come with ststui."""
    return Book(tuple(rule for _, rules in GROUPS for rule in rules))


@cache
def faults() -> Book:
    """The same without advice."""
    return built_in().without_advice
