"""Which revision a pod gets, and when an update counts as done.

Mirrors stateful_set_control.go and stateful_set_utils.go of pkg/controller/statefulset (v1.36).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ststui.model.readable import Readable

if TYPE_CHECKING:
    from ststui.model.family import Family
    from ststui.model.stateful_set import StatefulSet

DEFAULT_HISTORY = 10
"""spec.revisionHistoryLimit when absent (pkg/apis/apps/v1/defaults.go, v1.36)."""


class Revisions(NamedTuple):
    """Full names of the two revisions a sync works with; None: not known."""

    current: str | None
    update: str | None


def revisions_of(family: Family) -> Revisions:
    """The revisions of the next sync: getStatefulSetRevisions (v1.36.3 and v1.37.2).

    The update revision is the newest ControllerRevision, if that is of the newest template:
    otherwise the sync makes one, or gives an older one of the same template the highest number,
    before it makes or deletes a pod. Templates are not compared here; see `_newest_is_of`. An
    unknown current revision is taken to be the update revision, as there; where revisions could
    not be read, the status has to do.
    """
    stateful_set = family.set
    status = stateful_set.status
    if not isinstance(family.revisions, Readable) or not family.revisions.value:
        update = (not unobserved(stateful_set) and status.update_revision) or None
        return Revisions(status.current_revision or update, update)
    names = [each.metadata.name for each in family.revisions.value]
    update = names[-1] if _newest_is_of(stateful_set, newest=names[-1]) else None
    return Revisions(
        status.current_revision if status.current_revision in names else update, update
    )


def unobserved(stateful_set: StatefulSet) -> int:
    """How many changes of the spec no sync has told of in the status."""
    return max(stateful_set.metadata.generation - stateful_set.status.observed_generation, 0)


def observed(family: Family) -> Family:
    """The family once a sync has seen its newest generation: the newest revision is of it."""
    seen = msgspec.structs.replace(
        family.set.status, observed_generation=family.set.metadata.generation
    )
    return replace(family, set=msgspec.structs.replace(family.set, status=seen))


def _newest_is_of(stateful_set: StatefulSet, *, newest: str) -> bool:
    # The status of a sync tells its generation and its update revision together. One change after
    # it, another newest revision can only be of that change. If it is still the same one, or after
    # several changes, a template may be there that has no revision yet. A deletion is a change too,
    # and revisions that are orphaned by it go one by one.
    last = stateful_set.status.update_revision
    ahead = unobserved(stateful_set)
    going = stateful_set.metadata.deletion_timestamp is not None
    return ahead == 0 or (ahead == 1 and last not in {"", newest} and not going)


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
