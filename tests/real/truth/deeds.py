"""What the real StatefulSet controller did, by the record and the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tests.real.truth.recorder import Seen
    from tests.testbed.audit import AuditEvent

HTTP_OK = 200
CONTROLLER = "system:serviceaccount:kube-system:statefulset-controller"
IDENTITY_LABELS = ("statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index")
"""What updateIdentity writes (pkg/controller/statefulset/stateful_set_utils.go, v1.36)."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One request of the controller that changed something."""

    version: int
    """resourceVersion of the change."""
    at: datetime
    verb: Literal["create", "delete", "update"]
    kind: str
    name: str
    revision: str | None = None
    """Of a created pod."""
    claims: tuple[str, ...] = ()
    """Mounted by a created pod."""
    code: Literal["adopt", "release", "identity"] | None = None
    """Of an updated pod: its set became or is no longer its owner, or its identity changed."""
    owners: tuple[tuple[str, str, str, bool], ...] = ()
    """Of a created or updated claim: (kind, name, uid, controller)."""

    def __str__(self) -> str:
        details = " ".join(str(each) for each in (self.code, self.revision, self.owners) if each)
        return f"{self.verb} {self.kind} {self.name} {details} at {self.version}".strip()


def deeds(events: Iterable[Seen], audit: Iterable[AuditEvent]) -> tuple[Deed, ...]:
    """The controller's deeds in the order of the cluster."""
    ordered, asked = tuple(events), tuple(audit)
    mine = [
        each
        for each in asked
        if each.user.username == CONTROLLER and 200 <= each.response_status.code < 300
    ]
    found = [*_pods(ordered, asked), *_changed_pods(ordered, asked), *_claims(ordered, mine)]
    return tuple(sorted(found, key=lambda each: each.version))


def other_writes(audit: Iterable[AuditEvent]) -> int:
    """Writes of the controller that are no deeds: revisions made, renumbered and forgotten."""
    return sum(
        each.user.username == CONTROLLER
        and 200 <= each.response_status.code < 300
        and each.object_ref.resource == "controllerrevisions"
        and each.writes
        for each in audit
    )


def _pods(events: tuple[Seen, ...], audit: tuple[AuditEvent, ...]) -> Iterable[Deed]:
    # The first to delete a pod counts: a cache that lags makes the controller do it again.
    deleters: dict[str, str] = {}
    for each in audit:
        asked = each.verb == "delete" and each.object_ref.resource == "pods"
        if asked and 200 <= each.response_status.code < 300:
            deleters.setdefault(each.response_object.metadata.uid, each.user.username)
    deleted = {uid for uid, user in deleters.items() if user == CONTROLLER}
    gone: set[str] = set()
    for event in events:
        if event.kind != "Pod":
            continue
        metadata = event.object["metadata"]
        owners = metadata.get("ownerReferences", ())
        if event.type == "ADDED" and any(o["kind"] == "StatefulSet" for o in owners):
            yield Deed(
                event.version,
                event.at,
                "create",
                "Pod",
                event.name,
                revision=metadata["labels"].get("controller-revision-hash"),
                claims=tuple(
                    volume["persistentVolumeClaim"]["claimName"]
                    for volume in event.object["spec"].get("volumes", ())
                    if "persistentVolumeClaim" in volume
                ),
            )
        going = event.type == "DELETED" or "deletionTimestamp" in metadata
        if going and event.uid in deleted and event.uid not in gone:
            gone.add(event.uid)
            yield Deed(event.version, event.at, "delete", "Pod", event.name)


def _changed_pods(events: tuple[Seen, ...], audit: tuple[AuditEvent, ...]) -> Iterable[Deed]:
    authors: dict[int, str] = {}
    for each in audit:
        written = each.object_ref.resource == "pods" and not each.object_ref.subresource
        if written and each.verb in {"update", "patch"} and each.response_status.code == HTTP_OK:
            # A write that changes nothing is answered with the version that another one made.
            version = int(each.response_object.metadata.resource_version)
            authors.setdefault(version, each.user.username)
    before: dict[str, Any] = {}
    for event in events:
        if event.kind != "Pod":
            continue
        former, before[event.uid] = before.get(event.uid), event.object["metadata"]
        code = None if former is None else _change(former, event.object["metadata"])
        if code is not None and authors.get(event.version) == CONTROLLER:
            yield Deed(event.version, event.at, "update", "Pod", event.name, code=code)


def _change(before: Any, after: Any) -> Literal["adopt", "release", "identity"] | None:
    owned = [bool(each.get("ownerReferences")) for each in (before, after)]
    if owned[0] != owned[1]:
        return "adopt" if owned[1] else "release"
    # Not any label: binding writes those of the node's topology (PodTopologyLabels, on since
    # v1.35), and a write of the controller that changes nothing is answered with its version.
    labels = [
        [each.get("labels", {}).get(key) for key in IDENTITY_LABELS] for each in (before, after)
    ]
    return "identity" if labels[0] != labels[1] else None


def _claims(events: tuple[Seen, ...], mine: list[AuditEvent]) -> Iterable[Deed]:
    written = {
        int(each.response_object.metadata.resource_version): each.verb
        for each in mine
        if each.object_ref.resource == "persistentvolumeclaims"
        and each.verb in {"create", "update", "patch"}
        and not each.object_ref.subresource
    }
    for event in events:
        if event.kind != "PersistentVolumeClaim" or event.version not in written:
            continue
        if event.type == "ADDED" and written[event.version] != "create":
            continue
        yield Deed(
            event.version,
            event.at,
            "create" if event.type == "ADDED" else "update",
            event.kind,
            event.name,
            owners=tuple(
                (o["kind"], o["name"], o["uid"], o.get("controller", False))
                for o in event.object["metadata"].get("ownerReferences", ())
            ),
        )
