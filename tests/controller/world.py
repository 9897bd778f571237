"""A tiny cluster that does what the controller is said to do.

Which step is next it asks `next_step`, as the forecast does: a step that is wrong is wrong in both,
and only the real controller tells (tests/real/truth). What a step makes of pods, claims and the
status is written here anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ststui.controller import next_step
from tests.controller.scene import NOW, SET, Scene, pod_reference

if TYPE_CHECKING:
    from ststui.controller import Step
    from ststui.model.metadata import OwnerReference


@dataclass(slots=True)
class World:
    """A scene that changes. Pods begin not Ready; ``settle`` is the kubelet and time."""

    scene: Scene
    version: str
    done: list[tuple[str, str | None]] = field(default_factory=list)
    """(verb, pod) of the steps that concern pods, in order."""

    def next(self) -> Step:
        """What the controller does now."""
        step = next_step(self.scene.family(), now=NOW, server_version=self.version)
        assert step is not None
        return step

    def do(self, step: Step) -> None:
        """Carry out one step."""
        match step.verb:
            case "create":
                self._create(step)
            case "delete":
                self._delete(step)
            case _:
                self._update(step)
        if step.pod is not None and step.verb in {"create", "delete"}:
            self.done.append((step.verb, step.pod))

    def settle(self) -> bool:
        """Terminating pods go, pods become Ready, the status is written; False: nothing moved."""
        before = self.scene
        self.scene = self._kubelet()
        self.scene = self._status()
        return before != self.scene

    def run(self, *, most: int = 500) -> Step:
        """Until nothing moves any more; the last step."""
        for _ in range(most):
            step = self.next()
            if step.verb in {"create", "delete", "update"}:
                for each in (step, *step.allowed):
                    self.do(each)
                self.settle()
            elif not self.settle():
                return step
        raise AssertionError(f"no rest after {most} rounds: {self.done[-10:]}")

    def _create(self, step: Step) -> None:
        scene = self.scene
        ordinal = ordinal_of(step.pod) if step.pod else ordinal_of(step.claim)
        if step.claim is not None:
            assert step.claim not in scene.claims, f"{step.claim} exists"
            scene = scene.claim(step.claim)
        if step.pod is not None:
            assert step.pod not in scene.pods, f"{step.pod} exists"
            scene = scene.pod(ordinal, ready=False, revision=step.revision or scene.update)
        self.scene = scene

    def _delete(self, step: Step) -> None:
        assert step.pod is not None
        pod = self.scene.pods[step.pod]
        self.scene = self.scene.pod(
            ordinal_of(step.pod), ready=False, ends_in=30, revision=pod.revision
        )

    def _update(self, step: Step) -> None:
        scene = self.scene
        if step.code == "claimOwners":
            assert step.claim is not None
            policy = scene.retention
            ordinal = ordinal_of(step.claim)
            owners: tuple[OwnerReference, ...] = ()
            if policy is None:
                pass
            elif policy.when_scaled == "Delete" and ordinal not in scene.stateful_set().ordinals:
                owners = (pod_reference(ordinal),)
            else:
                owners = (SET,) if policy.when_deleted == "Delete" else ()
            assert scene.claims[step.claim].metadata.owner_references != owners
            self.scene = scene.claim(step.claim, owners=owners)
            return
        raise AssertionError(f"a clean world needs no {step}")

    def _kubelet(self) -> Scene:
        scene = self.scene
        for name, pod in self.scene.pods.items():
            if pod.terminating:
                pods = {n: p for n, p in scene.pods.items() if n != name}
                claims = {
                    claim: value
                    for claim, value in scene.claims.items()
                    if [each.name for each in value.metadata.owner_references] != [name]
                }
                scene = replace(scene, pods=pods, claims=claims)
            elif not pod.running_and_ready and pod.status.phase == "Running":
                scene = scene.pod(ordinal_of(name), revision=pod.revision)
        return scene

    def _status(self) -> Scene:
        scene = self.scene
        pods = [pod for pod in scene.pods.values() if not pod.terminating]
        wanted = scene.replicas or 0
        promoting = scene.strategy == "RollingUpdate" or self.version.startswith("v1.37")
        all_new = len(pods) == len(scene.pods) == wanted and all(
            pod.revision == scene.update and pod.running_and_ready for pod in pods
        )
        current = scene.update if promoting and all_new else scene.current
        count = sum(pod.revision == current for pod in pods)
        return replace(
            scene,
            current=current,
            current_replicas=count,
            observed=scene.generation,
            status_update=None,
        )


def ordinal_of(name: str | None) -> int:
    """The number at the end of a name."""
    assert name is not None
    return int(name.rsplit("-", 1)[1])
