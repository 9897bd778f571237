"""More cases of single rules, beside the two that each declares: silent, or what it has to say."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeAlias

import pytest
from msgspec.structs import replace

from ststui.diagnosis import Book, Example, built_in, diagnose
from ststui.diagnosis.match import Match
from ststui.diagnosis.match import found as match
from ststui.diagnosis.moments import ago
from ststui.diagnosis.signs import SetCheck
from ststui.model.attachment import (
    AttachedSource,
    AttachmentError,
    AttachmentSpec,
    AttachmentStatus,
    VolumeAttachment,
)
from ststui.model.claim import PROTECTION
from ststui.model.metadata import Annotations, ManagedFields, Metadata
from ststui.model.pod import ClaimSource, ContainerState, ContainerStatus, PodVolume, Terminated
from ststui.model.stateful_set import ClaimRetention, Selector, UpdateStrategy
from ststui.model.usage import VolumeUsage

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.diagnosis import Finding
    from ststui.diagnosis.seen import Seen

pytestmark = pytest.mark.pure

Make: TypeAlias = "Callable[[Example], object]"


def said(rule: str, make: Make) -> list[Finding]:
    web = Example()
    make(web)
    found = diagnose(web.seen(), Book((built_in().by_id[rule],)))
    return [*found.findings, *found.advice]


def test_a_claim_of_which_its_own_kubelet_told_nothing_is_not_checked() -> None:
    web = Example()
    for ordinal in (0, 2):
        web.usage(ordinal, VolumeUsage(capacity_bytes=1000, used_bytes=100))
    web.used.pop("data-web-1", None)
    seen = web.seen()
    book = Book((built_in().by_id["vol-full"],))
    assert diagnose(seen, book).not_checked == ()
    (pod,) = (each for each in seen.pods if each.metadata.name == "web-1")
    silent = {pod.spec.node_name: "the kubelet did not answer"}
    beside = dataclasses.replace(seen.surroundings, silent_kubelets=silent)
    found = diagnose(dataclasses.replace(seen, surroundings=beside), book)
    assert [(each.rule, each.why) for each in found.not_checked] == [
        ("vol-full", "the kubelet did not answer")
    ]


def test_a_claim_that_is_full_does_not_hide_that_another_was_not_asked_for() -> None:
    web = Example().usage(0, VolumeUsage(capacity_bytes=1000, used_bytes=990))
    web.used.pop("data-web-1", None)
    seen = web.seen()
    (pod,) = (each for each in seen.pods if each.metadata.name == "web-1")
    silent = {pod.spec.node_name: "the kubelet did not answer"}
    beside = dataclasses.replace(seen.surroundings, silent_kubelets=silent)
    book = Book((built_in().by_id["vol-full"],))
    told = diagnose(dataclasses.replace(seen, surroundings=beside), book)
    assert [each.rule.id for each in told.findings] == ["vol-full"]
    assert [each.why for each in told.not_checked] == ["the kubelet did not answer"]


def test_a_wait_of_which_nothing_tells_since_when_is_not_checked() -> None:
    def holds(_: Seen) -> Match:
        return match("so it is", "the test")

    waits = dataclasses.replace(
        built_in().by_id["sts-head-of-line"], after=60, signs=(SetCheck(holds),)
    )
    said = diagnose(Example().seen(), Book((waits,)))
    assert said.findings == ()
    assert [each.why for each in said.not_checked] == ["since when is not known"]


def test_the_revision_that_the_set_does_not_know_is_named() -> None:
    def manual(web: Example) -> None:
        """All pods are of a revision that two edits have passed by, which 1.36 leaves so."""
        strategy = UpdateStrategy(type="OnDelete")
        web.sts().spec(update_strategy=strategy).status(current_revision="web-a")
        for ordinal in range(3):
            web.of_revision(ordinal, "web-b")

    (found,) = said("sts-revision-skew", manual)
    assert found.title == (
        "Pods of web are of revision web-b, which is neither the current nor the newest"
    )


CORRECTED = "Update Pod web-1 in StatefulSet web successful"


def corrected(web: Example, **policy: str) -> Example:
    """The controller says that it has updated a pod, under a retention policy."""
    web.sts().spec(persistent_volume_claim_retention_policy=ClaimRetention(**policy))
    return web.event("SuccessfulUpdate", CORRECTED, kind="Normal")


@pytest.mark.parametrize("policy", [{"when_scaled": "Delete"}, {"when_deleted": "Delete"}])
@pytest.mark.parametrize(
    ("ready", "written", "told"), [(600, 900, 1), (70, 900, 0), (600, 70, 0), (600, 30, 0)]
)
def test_what_the_retention_policy_does_not_make_the_controller_do_is_told(
    policy: dict[str, str], ready: float, written: float, told: int
) -> None:
    """The event is a minute old; a pod Ready since shortly before, or a set written, explain it."""

    def make(web: Example) -> None:
        by = ManagedFields(manager="helm", time=ago(written))
        status = ManagedFields(manager="kube-controller-manager", time=ago(5), subresource="status")
        corrected(web, **policy).meta(managed_fields=(by, status))
        web.pod(1).condition("Ready", for_=ready)

    assert len(said("sts-identity-repaired", make)) == told


def test_what_was_corrected_is_said_as_far_as_it_is_known() -> None:
    (either,) = said("sts-identity-repaired", corrected)
    assert either.title.endswith("the name label or the owners of the claims of web-1")

    def without_claims(web: Example) -> None:
        corrected(web, when_scaled="Delete").spec(volume_claim_templates=())

    (label,) = said("sts-identity-repaired", without_claims)
    assert label.title == "The controller has corrected the name label of web-1"


def _local_volume_of_a_node_that_is_gone(web: Example) -> Example:
    built_in().by_id["sched-local-pv-node-gone"].case.fires(web)
    return web.pod(1).no_node("3 Insufficient cpu")


def attached(web: Example, volume: str, *, node: str = "node-b", error: str = "") -> Example:
    """An attachment of a volume, which may have failed."""
    return web.add(
        "VolumeAttachment",
        VolumeAttachment(
            metadata=Metadata(name="csi-1f3c", creation_timestamp=ago(900)),
            spec=AttachmentSpec(
                node_name=node, source=AttachedSource(persistent_volume_name=volume)
            ),
            status=AttachmentStatus(attach_error=AttachmentError(message=error) if error else None),
        ),
    )


def in_one_zone(web: Example) -> Example:
    """All pods on nodes of the only zone there is."""
    for name in ("node-a", "node-b", "node-c"):
        web.node(name).meta(labels={"topology.kubernetes.io/zone": "a"})
    return web


def lagging(web: Example, *, wrote: str, before: float = 10) -> Example:
    """A new generation, and a write some seconds ago to the spec or to the status."""
    written = ManagedFields(manager="x", time=ago(before), subresource=wrote)
    return web.sts().meta(generation=4, managed_fields=(written,))


def overlapping(web: Example) -> Example:
    """A set beside it whose pods bear the label too; its own selector asks for more."""
    mine = web.objects["StatefulSet", "web"]
    selector = Selector(match_labels={"app": "web", "tier": "cache"})
    other = replace(
        mine,
        metadata=replace(mine.metadata, name="cache", uid="uid-cache"),
        spec=replace(mine.spec, selector=selector),
    )
    return web.add("StatefulSet", other)


def held_by_a_backup(web: Example) -> Example:
    """A pod of nobody uses the claim of a pod that is well."""
    pod = web.objects["Pod", "web-1"]
    metadata = replace(pod.metadata, name="backup", uid="uid-backup", owner_references=())
    return web.add("Pod", replace(pod, metadata=metadata))


def refused_beside_a_shared_one(web: Example) -> Example:
    """Two volumes: one that other nodes may use as well, and one that another node holds."""
    shared = attached(web, "pv-9", node="node-c")
    web.objects["VolumeAttachment", "csi-shared"] = shared.objects.pop(
        ("VolumeAttachment", "csi-1f3c")
    )
    web.claim(1)
    first = web.objects["PersistentVolumeClaim", "data-web-1"]
    name = "shared-web-1"
    web.add(
        "PersistentVolumeClaim",
        replace(
            first,
            metadata=replace(first.metadata, name=name, uid="uid-shared"),
            spec=replace(first.spec, volume_name="pv-9"),
        ),
    )
    built_in().by_id["vol-multi-attach"].case.fires(web)
    volumes = web.objects["Pod", "web-1"].spec.volumes
    source = ClaimSource(claim_name=name)
    return web.pod(1).spec(
        volumes=(*volumes, PodVolume(name="shared", persistent_volume_claim=source))
    )


def not_done(web: Example) -> Example:
    """web-2 could be made, and is not."""
    built_in().by_id["sts-step-overdue"].case.fires(web)
    return web.sts()


def unready_before_its_node(web: Example, *, seconds: float) -> Example:
    """The node has not been Ready for ten minutes, the pod since so many seconds before."""
    built_in().by_id["node-notready-pod-unready"].case.fires(web)
    return web.pod(1).condition("Ready", "False", reason="ContainersNotReady", for_=600 + seconds)


def held_claim(web: Example) -> Example:
    """A claim that went with its pod, but for a finalizer."""
    built_in().by_id["create-stale-pvc-ownerref"].case.fires(web)
    return web.claim(1).terminating(-60).meta(finalizers=(PROTECTION, "x.io/hold"))


SILENT_TOO: dict[str, tuple[str, Make]] = {
    "a claim that is held by another finalizer does not go within seconds": (
        "create-stale-pvc-ownerref",
        held_claim,
    ),
    "a pod that was not Ready long before its node": (
        "node-notready-pod-unready",
        lambda web: unready_before_its_node(web, seconds=300),
    ),
    "a pod that no kubelet has looked at": (
        "node-notready-pod-unready",
        lambda web: unready_before_its_node(web, seconds=0).status(conditions=()),
    ),
    "the scheduler does not speak of the volume": (
        "sched-local-pv-node-gone",
        _local_volume_of_a_node_that_is_gone,
    ),
    "a full volume that no pod uses": (
        "vol-full",
        lambda web: web.pod(1).gone().usage(1, VolumeUsage(capacity_bytes=1000, used_bytes=990)),
    ),
    "a restless container of a pod that is not Ready": (
        "restart-flapping",
        lambda web: web.pod(1).running(
            restarts=7, last=Terminated(exit_code=1, finished_at=ago(900))
        ),
    ),
    "a probe gave up on a container that was never restarted": (
        "liveness-killing",
        lambda web: (
            web.pod(1)
            .running(ready=True)
            .event("Killing", "Container main failed liveness probe, will be restarted")
        ),
    ),
    "a claim that names no volume": ("pvc-requested-pv-missing", lambda web: web.unbound_claim(1)),
    "a claim that is just being bound": (
        "pvc-requested-pv-missing",
        lambda web: web.unbound_claim(1, "pv-new").meta(
            annotations=Annotations(bind_completed="yes")
        ),
    ),
    "a mismatch of a claim that names no volume": (
        "pvc-volume-mismatch",
        lambda web: web.unbound_claim(1).event(
            "VolumeMismatch", 'Cannot bind to requested volume "pv-1": requested PV is too small'
        ),
    ),
    "a failed volume of a set whose claims are all bound": (
        "pv-failed",
        lambda web: web.volume(1).status(phase="Failed"),
    ),
    "another volume could not be attached": (
        "vol-attach-failed",
        lambda web: attached(web, "pv-9", error="disk not found").pod(1).creating(),
    ),
    "a budget that is not counted yet": (
        "sts-pdb-blocks",
        lambda web: web.choose("PodDisruptionBudget", "web").status(
            expected_pods=0, desired_healthy=0
        ),
    ),
    "another pod uses a claim that hinders nobody": ("pvc-foreign-consumer", held_by_a_backup),
    "names of pods that are not Ready are published": (
        "dns-unready-hidden",
        lambda web: (
            built_in().by_id["dns-unready-hidden"].case.fires(web),
            web.service("web").spec(publish_not_ready_addresses=True),
        ),
    ),
    "a node of which the pod's Ready condition spoke a moment ago": (
        "term-node-gone",
        lambda web: web.node("node-b").gone().pod(1).condition("Ready", "False", for_=20),
    ),
    "the claim that was being deleted is gone": (
        "create-pvc-terminating",
        lambda web: (
            built_in().by_id["create-pvc-terminating"].case.fires(web),
            web.claim(1).gone(),
        ),
    ),
    "a pod may have gone a moment ago, and the controller has not counted yet": (
        "sts-step-overdue",
        lambda web: web.pod(2).gone(),
    ),
    "the API server refuses what is not done": (
        "sts-step-overdue",
        lambda web: (
            not_done(web),
            web.refused(2, 'admission webhook "keep.example.com" denied the request: no'),
        ),
    ),
    "a pod that became available a moment ago": (
        "sts-step-overdue",
        lambda web: (
            not_done(web),
            web.spec(min_ready_seconds=500).pod(1).condition("Ready", for_=510),
        ),
    ),
    "all in the only zone": ("node-colocated-quorum", in_one_zone),
    "the spec was written a moment ago": (
        "sts-generation-lag",
        lambda web: lagging(web, wrote=""),
    ),
    "the controller lives and is behind": (
        "sts-generation-lag",
        lambda web: lagging(web, wrote="", before=60),
    ),
    "nothing tells when the spec was written": (
        "sts-generation-lag",
        lambda web: web.sts().meta(generation=4, managed_fields=()),
    ),
    "OnDelete, and a pod is not counted as updated": (
        "sts-ondelete-stale-current",
        lambda web: (
            web.updating()
            .spec(update_strategy=UpdateStrategy(type="OnDelete"))
            .status(updated_replicas=2)
        ),
    ),
}


@pytest.mark.parametrize("what", SILENT_TOO)
def test_silent(what: str) -> None:
    assert not said(*SILENT_TOO[what])


SAYS: dict[str, tuple[str, Make, str]] = {
    "a claim of a former pod that is deleted already, and held": (
        "create-pvc-terminating",
        held_claim,
        "finalizers: kubernetes.io/pvc-protection, x.io/hold",
    ),
    "where the volume is that is refused, not one that many nodes share": (
        "vol-multi-attach",
        refused_beside_a_shared_one,
        "attached to node-a",
    ),
    "a claim went while the controller waited longer each time": (
        "sts-step-overdue",
        lambda web: not_done(web).event(
            "FailedCreate",
            "Create Pod web-2 in StatefulSet web failed error: pvc data-web-2 is being deleted",
            before=400,
        ),
        "creates web-2",
    ),
    "the state of the node that holds the volume": (
        "vol-multi-attach",
        built_in().by_id["vol-multi-attach"].case.fires,
        "it is Ready",
    ),
    "that the node that holds the volume is gone": (
        "vol-multi-attach",
        lambda web: (
            built_in().by_id["vol-multi-attach"].case.fires(web),
            web.node("node-a").gone(),
        ),
        "node-a is not among them",
    ),
    "a write to the status does not count": (
        "sts-generation-lag",
        lambda web: lagging(web, wrote="status"),
        "generation 4, observedGeneration 3",
    ),
    "the controller is behind and its heartbeat has stopped": (
        "sts-generation-lag",
        lambda web: (
            lagging(web, wrote="", before=60)
            .choose("SystemLease", "kube-controller-manager")
            .spec(renew_time=ago(50))
        ),
        "renewed 50s ago",
    ),
    "the same where it was scaled, which is noted without a time": (
        "sts-controller-down",
        lambda web: (
            lagging(web, wrote="", before=3600)
            .meta(
                managed_fields=(
                    ManagedFields(manager="helm", time=ago(3600)),
                    ManagedFields(manager="kubectl", subresource="scale"),
                )
            )
            .choose("SystemLease", "kube-controller-manager")
            .spec(renew_time=ago(10 * 86_400))
        ),
        "kube-controller-manager does not run",
    ),
    "selectors that overlap on one side": (
        "sts-selector-overlap",
        overlapping,
        "this selector matches its template",
    ),
    "a claim that goes and is held by another pod": (
        "pvc-foreign-consumer",
        lambda web: held_by_a_backup(web).claim(1).terminating(-60),
        "mounts data-web-1",
    ),
    "who scaled to 0": (
        "sts-scaled-to-zero",
        lambda web: (
            web.sts()
            .spec(replicas=0)
            .meta(
                managed_fields=(
                    ManagedFields(manager="helm", time=ago(5), subresource="status"),
                    ManagedFields(manager="kubectl", time=ago(60), subresource="scale"),
                )
            )
        ),
        "kubectl at ",
    ),
}


@pytest.mark.parametrize("what", SAYS)
def test_says(what: str) -> None:
    rule, make, words = SAYS[what]
    (found,) = said(rule, make)
    assert words in " ".join([found.title, *(each.text for each in found.evidence)])


@pytest.mark.parametrize(("quiet", "rules"), [(200, ["sts-step-overdue"]), (20, [])])
def test_who_looks_on_knows_that_a_pod_went_long_ago(quiet: float, rules: list[str]) -> None:
    web = Example().pod(2).gone()
    seen = dataclasses.replace(web.seen(), unchanged_since=ago(quiet))
    found = diagnose(seen, Book((built_in().by_id["sts-step-overdue"],)))
    assert [each.rule.id for each in found.findings] == rules


@pytest.mark.parametrize("changed", [3600, 60])
def test_a_node_that_changed_from_silent_to_unwell_still_explains_its_pods(changed: float) -> None:
    def changes(web: Example) -> None:
        """The pod was marked an hour ago; the node's condition changed again since."""
        web.node("node-b").condition("Ready", "False", reason="KubeletNotReady", for_=changed)
        web.pod(1).condition("Ready", "False", for_=3600)

    assert len(said("node-notready-pod-unready", changes)) == 1


def held(web: Example, *, left: float, grace: int, ended: float | None) -> Example:
    """Pod web-1 ends with a finalizer; its container ended so many seconds ago, or runs."""
    web.pod(1).terminating(left, grace=grace).meta(finalizers=("example.com/hold",))
    return web if ended is None else end(web, Terminated(exit_code=0, finished_at=ago(ended)))


def end(web: Example, how: Terminated) -> Example:
    """The pod's container has ended."""
    state = ContainerState(terminated=how)
    return web.status(container_statuses=(ContainerStatus(name="main", state=state),))


@pytest.mark.parametrize(
    ("left", "grace", "ended", "told"),
    [
        pytest.param(-1, 30, 1, 1, id="the grace period is over and the container has ended"),
        pytest.param(-1, 0, 1, 1, id="the kubelet is done"),
        pytest.param(-1, 0, None, 1, id="deleted by force"),
        pytest.param(10, 30, 1, 0, id="somebody has time left to take the finalizer away"),
        pytest.param(-1, 30, None, 0, id="the kubelet may be about to report"),
        pytest.param(-31, 30, None, 1, id="the kubelet is late"),
        pytest.param(500, 600, 31, 1, id="a long grace period, and the container ended long ago"),
    ],
)
def test_a_finalizer_is_told_as_soon_as_nothing_else_holds_the_pod(
    left: float, grace: int, ended: float | None, told: int
) -> None:
    found = said("term-finalizer", lambda web: held(web, left=left, grace=grace, ended=ended))
    assert len(found) == told


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda web: held(web, left=-60, grace=30, ended=1), "ended, the last at"),
        (
            lambda web: end(held(web, left=-1, grace=30, ended=None), Terminated(exit_code=0)),
            "its containers ended",
        ),
        (lambda web: held(web, left=-60, grace=30, ended=None), "have not ended"),
    ],
)
def test_a_finalizer_tells_what_is_known_of_the_end_of_the_containers(
    make: Make, words: str
) -> None:
    (found,) = said("term-finalizer", make)
    assert words in found.evidence[-1].text
    assert "have not" in words or "have not" not in found.evidence[-1].text


BACK_OFF = 'Back-off pulling image "registry.example/web:2"'


def backing_off(web: Example) -> Example:
    return web.pod(2).status(phase="Pending").waiting("ImagePullBackOff", BACK_OFF)


def failed_to_pull(web: Example, why: str, *, before: float = 60) -> Example:
    words = f'Failed to pull image "registry.example/web:2": {why}'
    return backing_off(web).event("Failed", words, before=before)


def test_an_image_that_is_not_pulled_is_named_though_nothing_tells_why() -> None:
    for make, answer in (
        (backing_off, "was not seen: no event of a try is left."),
        (lambda web: backing_off(web).denied("events"), "was not seen: events were not read."),
        (lambda web: failed_to_pull(web, "oh dear"), "An event tells what came of a try."),
    ):
        (found,) = said("image-back-off", make)
        assert "image registry.example/web:2 of container main" in found.title
        assert found.why.endswith(answer)
    assert "oh dear" in found.evidence[-1].text


def test_what_the_registry_answered_takes_in_that_the_image_is_not_pulled() -> None:
    web = failed_to_pull(Example(), "registry.example/web:2: not found")
    (found,) = diagnose(web.seen(), built_in()).findings
    assert found.rule.id == "image-not-found"
    assert "image-back-off" in found.explains


@pytest.mark.parametrize(
    ("before", "heard", "told"),
    [(40, 2, 0), (40, 60, 1), (40, None, 0), (130, 2, 1), (130, None, 1)],
)
def test_a_spec_that_is_not_seen_is_told_sooner_where_the_heartbeat_has_stopped(
    before: float, heard: float | None, told: int
) -> None:
    def make(web: Example) -> None:
        lagging(web, wrote="", before=before)
        if heard is None:
            web.denied("systemLeases")
        else:
            web.choose("SystemLease", "kube-controller-manager").spec(renew_time=ago(heard))

    assert len(said("sts-generation-lag", make)) == told
