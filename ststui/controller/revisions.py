"""Which revision a pod gets, and when an update counts as done.

Mirrors stateful_set_control.go and stateful_set_utils.go of pkg/controller/statefulset (v1.36).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.model.readable import Readable

if TYPE_CHECKING:
    from ststui.model.family import Family

DEFAULT_HISTORY = 10
"""spec.revisionHistoryLimit when absent (pkg/apis/apps/v1/defaults.go, v1.36)."""


class Revisions(NamedTuple):
    """Full names of the two revisions a sync works with; None: not known."""

    current: str | None
    update: str | None


def revisions_of(family: Family) -> Revisions:
    """The revisions of the next sync: getStatefulSetRevisions.

    The update revision is the newest ControllerRevision: status.updateRevision is written only
    after the first deletion. An unknown current revision is taken to be the update revision, as
    there; where revisions could not be read, the status has to do.
    """
    status = family.set.status
    if not isinstance(family.revisions, Readable) or not family.revisions.value:
        update = status.update_revision or None
        return Revisions(status.current_revision or update, update)
    names = [each.metadata.name for each in family.revisions.value]
    update = names[-1]
    return Revisions(
        status.current_revision if status.current_revision in names else update, update
    )


def truncated(family: Family) -> tuple[str, ...]:
    """Names of the ControllerRevisions that the controller deletes now, oldest first.

    Live are the current one, the update's and those of pods: truncateHistory. Empty where
    revisions or pods could not be read.
    """
    if not isinstance(family.revisions, Readable) or not isinstance(family.pods, Readable):
        return ()
    limit = family.set.spec.revision_history_limit
    limit = DEFAULT_HISTORY if limit is None else limit
    live = {pod.revision for pod in family.pods_by_ordinal.values()} | {*revisions_of(family)}
    history = [e.metadata.name for e in family.revisions.value if e.metadata.name not in live]
    return tuple(history[: len(history) - limit]) if 0 <= limit < len(history) else ()
