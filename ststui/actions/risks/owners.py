"""Others that own what an action changes, and set it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.model.keeper import keeper
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds

KEDA_LABEL = "scaledobject.keda.sh/name"


def autoscaler(grounds: Grounds, *, replicas: int) -> Iterator[Caution]:
    """An autoscaler that owns the replica count.

    At 0 it stands aside unless it may go down to 0 itself (reconcileAutoscaler,
    pkg/controller/podautoscaler/horizontal.go, v1.35). KEDA scales to 0 and up again itself,
    whatever the autoscaler that it makes has for a minimum. From v1.36 on one that may go down to 0
    scales up only if it was itself who went there: that is not asked, the danger stays.

    Args:
        grounds: as things are.
        replicas: what is written.
    """
    found = grounds.known.autoscalers
    if not isinstance(found, Readable):
        yield warn("hpa-owner", f"autoscalers could not be read ({found.why})")
        return
    for each in found.value:
        least = 1 if each.spec.min_replicas is None else each.spec.min_replicas
        keda = each.metadata.labels.get(KEDA_LABEL)
        by = f", made by ScaledObject {keda}" if keda else ""
        bounds = f"autoscaler {each.metadata.name} ({least} to {each.spec.max_replicas}{by})"
        if not replicas and not keda and least:
            aside = "does nothing while there are 0 replicas, and goes on once there are any"
            yield warn("hpa-owner", f"{bounds} {aside}")
            continue
        # 0 where it has not told yet: no metrics, or switched off by a set at 0 replicas.
        wants = each.status.desired_replicas
        now = f", {wants} now" if wants else ""
        yield warn(
            "hpa-owner",
            f"{bounds} owns the replicas and sets them to what it wants{now}",
            dangerous=True,
            about=each.metadata.name,
        )


def operator(grounds: Grounds, *, deletes: bool = False) -> Iterator[Caution]:
    """An operator that owns the set."""
    owner = grounds.known.set.metadata.owner
    if owner is None:
        return
    does = "makes the set anew" if deletes else "may set it back"
    yield warn(
        "operator-owner",
        f"{owner.kind} {owner.name} owns this set, and its operator {does}: change it there",
        dangerous=True,
        about=f"{owner.kind} {owner.name}",
    )


def gitops(grounds: Grounds, *, restart: bool = False) -> Iterator[Caution]:
    """A tool that keeps the set as it is in git, or a Helm release.

    Args:
        grounds: as things are.
        restart: whether only the time of a restart is written, which is no field that git has.
    """
    found = keeper(grounds.known.set)
    if found is None:
        return
    if found.tool == "Helm":
        yield warn(
            "gitops-owner", f"Helm release {found.name}: its next upgrade may take this change back"
        )
        return
    keeps = f"{found.tool} ({found.name}) keeps this set as it is in git"
    does = "may replace its pods once more" if restart else "takes a change here back"
    yield warn(
        "gitops-owner",
        f"{keeps} and {does}",
        dangerous=not restart,
        about=f"{found.tool} {found.name}",
    )


def spec_owners(grounds: Grounds, *, restart: bool = False) -> Iterator[Caution]:
    """All who may take a change of the spec back, the autoscaler aside."""
    yield from operator(grounds)
    yield from gitops(grounds, restart=restart)
