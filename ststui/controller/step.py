"""A step of the StatefulSet controller: what it does next, or whom it waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Verb = Literal["create", "delete", "update", "wait", "blocked", "none"]
"""create, delete, update (patches in place); wait: for a named object, even hopelessly;
blocked: its API calls are refused and retried; none: nothing to do."""

Code = Literal[
    "scaleDown",
    "failed",
    "outdated",
    "identity",
    "storage",
    "claimOwners",
    "adopt",
    "release",
    "nameTaken",
    "refused",
    "strategy",
    "onDelete",
    "held",
    "deleting",
    "twice",
]
"""Why, where the verb alone does not say it.

delete: scaleDown (outside the range), failed (phase Failed or Succeeded), outdated (another
revision). update: identity (labels of the pod), claimOwners (owner references of a claim), adopt,
release (owner reference of a pod). wait: outdated (the update would replace the very pod that is
waited for, but only after it became Ready), failed (it has ended and is made anew once it is gone),
twice (``pod`` and that of ``allowed`` have one ordinal: what is done depends on which one is seen).
blocked: identity (a pod's name is not that of its ordinal, and cannot be changed), nameTaken,
storage (the pod's volumes are not those of the templates and cannot be changed), refused (an event
says so), strategy (the controller does not know it, and does nothing: an event says so). none:
onDelete (outdated pods stay until someone deletes them), held (outdated pods stay
below the partition), deleting (the set is being deleted).
"""

Toward = Literal["deletion", "replicas", "revision", "onDelete", "held", "rest"]
"""What a set is on its way to. deletion: it is being deleted. replicas: pods outside the range go,
or pods at its end are made. revision: pods get the update revision. onDelete: outdated pods wait
for somebody to delete them. held: the update is done as far as the partition allows. rest: nothing
else than what it has."""

What = Literal["ready", "available", "gone", "observed", "accepted", "room"]
"""ready: Running and Ready. available: Ready for minReadySeconds. gone: deleted for good.
observed: the controller saw the newest generation. accepted: the API server takes the request.
room: a quota that leaves enough."""


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """What has to happen before the controller goes on."""

    kind: str
    """Kubernetes kind."""
    name: str
    what: What
    seconds: int | None = None
    """Until it happens by itself (minReadySeconds, the end of a grace period); None: not known."""
    finalizers: tuple[str, ...] = field(default=(), compare=False)
    """Of a pod that is to be gone: what keeps it from the end of its grace period on."""
    silent_node: str = field(default="", compare=False)
    """Of a pod that is to be gone: its node, where that is not Ready and so cannot say that it has
    ended."""
    by: str = field(default="", compare=False)
    """Who refuses what is to be accepted, as far as an event names it: ``webhook a.example``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. ``NextSteps`` in docs/json.md has the same fields."""

    verb: Verb
    pod: str | None = None
    """The pod it is about."""
    claim: str | None = None
    """The claim it is about: one that is created (alone where ``pod`` is None, else together with
    the pod), or whose owner references change."""
    revision: str | None = None
    """Full name of the revision: of the pod that is created, or of its successor where a failed or
    outdated one is deleted; None when not known."""
    code: Code | None = None
    waits_for: WaitsFor | None = None
    allowed: tuple[Step, ...] = ()
    """Further steps that the same sync may do, in any order relative to this one for Parallel. Of a
    wait: what else would do as well (a budget is free again when any of the pods is available)."""
    toward: Toward = field(default="rest", compare=False)
    """The end it serves: the same for all steps of a sync."""

    @property
    def is_due(self) -> bool:
        """Whether it is for the controller alone: to act, or to look at the newest spec."""
        return self.acts or (self.waits_for is not None and self.waits_for.what == "observed")

    @property
    def acts(self) -> bool:
        """Whether it changes something in the cluster."""
        return self.verb in {"create", "delete", "update"}


REST = Step(verb="none")
"""Nothing to do."""
