"""The namespace at one moment of the record, and the family of its set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from ststui.model.claim import PersistentVolumeClaim
from ststui.model.family import Family, join
from ststui.model.pod import Pod
from ststui.model.readable import Readable
from ststui.model.revision import FullRevision
from ststui.model.stateful_set import StatefulSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from tests.real.truth.recorder import Seen

MODELS: Mapping[str, Any] = {
    "StatefulSet": StatefulSet,
    "Pod": Pod,
    "PersistentVolumeClaim": PersistentVolumeClaim,
    "ControllerRevision": FullRevision,
}


@dataclass(frozen=True, slots=True)
class State:
    """All objects after one event."""

    version: int
    at: datetime | None
    objects: Mapping[str, Mapping[str, Any]] = field(
        default_factory=lambda: {kind: {} for kind in MODELS}
    )
    """Model values by kind and name."""
    templates: Mapping[str, Any] = field(default_factory=dict)
    """Pod templates of sets, as JSON: ststui keeps little of them."""

    def after(self, event: Seen) -> State:
        """The state after one more event."""
        of_kind = dict(self.objects[event.kind])
        if event.type == "DELETED":
            of_kind.pop(event.name, None)
        else:
            of_kind[event.name] = msgspec.convert(event.object, MODELS[event.kind])
        objects = {**self.objects, event.kind: of_kind}
        templates = self.templates
        if event.kind == "StatefulSet":
            templates = {**templates, event.name: event.object["spec"]["template"]}
        return State(event.version, event.at, objects, templates)

    def mixed(self, other: State, *, kinds: tuple[str, ...]) -> State:
        """This state, with some kinds as they are in another: caches lag each for itself."""
        objects = {**self.objects, **{kind: other.objects[kind] for kind in kinds}}
        templates = other.templates if "StatefulSet" in kinds else self.templates
        return State(max(self.version, other.version), self.at, objects, templates)

    def family(self, name: str) -> Family | None:
        """The family of a set, if the set exists; no other set is in the namespace."""
        stateful_set = self.objects["StatefulSet"].get(name)
        if stateful_set is None:
            return None
        return join(
            stateful_set,
            context="truth",
            pods=Readable(tuple(self.objects["Pod"].values())),
            claims=Readable(
                tuple(
                    claim
                    for claim in self.objects["PersistentVolumeClaim"].values()
                    if f"-{name}-" in claim.metadata.name
                )
            ),
            revisions=Readable(tuple(self.objects["ControllerRevision"].values())),
        )


def states(events: tuple[Seen, ...]) -> Iterator[State]:
    """The state after each event, the empty one first."""
    state = State(0, None)
    yield state
    for event in events:
        state = state.after(event)
        yield state
