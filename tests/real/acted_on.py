"""The sets that actions are tried on, and what was noted and asked of the API server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from tests.real.doing import Hand
    from tests.testbed.audit import AuditEvent, AuditLog


EVERY_ACTION = (
    ("scale", "web", "3"),
    ("partition", "web", "1"),
    ("restart", "web"),
    ("restart", "pod/web-0"),
    ("rollback", "web"),
    ("image", "web", "main=app:9"),
    ("delete", "web"),
    ("delete", "web", "--cascade", "orphan"),
    ("delete", "pod/web-0"),
    ("delete", "pod/web-0", "--evict"),
    ("delete", "pod/web-0", "--now"),
    ("delete", "pod/web-0", "--force"),
    ("delete", "claim/data-web-2"),
    ("delete", "claim/data-web-0"),
    ("cleanup", "web"),
    ("expand", "web", "data=2Gi"),
)
"""On a set that has `grown`."""


async def settled(hand: Hand, replicas: int = 3, **spec: Any) -> None:
    """The set web, all of it Ready."""
    start = spec.get("start") or 0
    manifest = statefulset("web", replicas=replicas, **spec)
    await hand.namespace.apply(headless_service("web"), manifest)
    await hand.namespace.wait_ready(*(f"web-{start + n}" for n in range(replicas)))

    def observed(found: Any) -> bool:
        status = found["status"]
        same = status.get("observedGeneration") == found["metadata"]["generation"]
        return bool(same and status.get("readyReplicas", 0) == replicas)

    await hand.namespace.wait_for("StatefulSet", "web", observed, what="observed")


async def grown(hand: Hand) -> None:
    """Two pods, one ghost, two revisions."""
    await settled(hand, 3, claims=["data"])
    await hand.namespace.scale("web", 2)
    await hand.namespace.wait_ready("web-0", "web-1")
    await hand.namespace.set_image("web", "app:2")
    await rolled_out(hand, 2)


async def rolled_out(hand: Hand, replicas: int) -> None:
    """Wait until every pod of web is Ready on its newest revision."""
    await hand.namespace.wait_for(
        "StatefulSet",
        "web",
        lambda s: (
            s["status"].get("currentRevision") == s["status"].get("updateRevision")
            and s["status"].get("updatedReplicas") == replicas
            and s["status"].get("readyReplicas") == replicas
            and s["status"]["observedGeneration"] == s["metadata"]["generation"]
        ),
        what="rolled out",
    )


async def bound(hand: Hand, *claims: str) -> None:
    for name in claims:
        await hand.namespace.wait_for(
            "PersistentVolumeClaim",
            name,
            lambda c: c["status"].get("phase") == "Bound",
            what="bound",
        )


def codes(plan: dict[str, Any]) -> set[str]:
    return {each["code"] for each in plan["warnings"]}


def writes(log: AuditLog, namespace: str) -> list[AuditEvent]:
    """What ststui asked to change; dry runs and reviews aside."""
    return [
        each
        for each in log.read()
        if each.user_agent.startswith("ststui/")
        and each.writes
        and each.object_ref.namespace == namespace
        and "dryRun" not in each.request_uri
        and not each.object_ref.resource.startswith("selfsubject")
    ]


def noted(hand: Hand) -> list[dict[str, Any]]:
    file = hand.state / "ststui" / "audit.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
