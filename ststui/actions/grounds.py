"""What a plan is made from, all of it values."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from ststui.actions.plan import Subject
from ststui.model.readable import NOT_READ, Part
from ststui.model.role import ROLE_LABELS
from ststui.model.surroundings import NOTHING, Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ststui.actions.need import Need
    from ststui.model import Family, Node, PersistentVolume, PersistentVolumeClaim, Pod

T = TypeVar("T")


def _nothing_denied() -> Mapping[Need, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class QuorumHints:
    """`NAMESPACE/NAME` patterns of sets that need a majority, and of those that need none."""

    sets: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """A Family and what is around it, at one moment.

    A pod or claim that no set owns has grounds without a family.
    """

    context: str
    namespace: str
    now: datetime
    """By the API server's clock."""
    family: Family | None
    server_version: str | None = None
    pod: Pod | None = None
    """The pod that the action is about."""
    claim: PersistentVolumeClaim | None = None
    """The claim that the action is about."""
    surroundings: Surroundings = NOTHING
    templates: Part[Mapping[str, Any]] = NOT_READ
    """The pod template of each ControllerRevision by its full name, as JSON; for a rollback."""
    live_template: Part[Any] = NOT_READ
    """The pod template of the set itself, as JSON; read where the controller may not have made a
    revision of it yet."""
    denied: Mapping[Need, str] = field(default_factory=_nothing_denied)
    """Rights that are known to be missing, and why."""
    quorum: QuorumHints = QuorumHints()
    role_labels: tuple[str, ...] = ROLE_LABELS
    """Labels that tell a member's role, the first one first."""
    uid: str | None = None
    """The uid of the object that the action was asked for; another one refuses the plan."""

    @property
    def known(self) -> Family:
        """The family of an action on a set.

        Raises:
            ValueError: there is none; a bug of the caller.
        """
        if self.family is None:
            raise ValueError("these grounds have no family")
        return self.family

    @property
    def set_subject(self) -> Subject:
        """The set as a subject."""
        metadata = self.known.set.metadata
        return Subject("StatefulSet", self.context, metadata.namespace, metadata.name, metadata.uid)

    @property
    def nodes(self) -> Part[Mapping[str, Node]]:
        """Nodes by name."""
        return _known(self.surroundings.nodes, self.family.nodes if self.family else NOT_READ)

    @property
    def volumes(self) -> Part[Mapping[str, PersistentVolume]]:
        """Volumes by name."""
        return _known(self.surroundings.volumes, self.family.volumes if self.family else NOT_READ)


def _known(around: Part[T], of_family: Part[T]) -> Part[T]:
    """What was read for the plan, or why it could not be; else what is watched anyway."""
    return of_family if around == NOT_READ else around
