"""A plan: the requests of an action, described and not done, with all that they lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.model import StatefulSet

Action = Literal[
    "scale", "partition", "restart", "rollback", "image", "delete", "cleanup", "expand"
]
"""What is asked for; the subcommands of the command line have the same names."""

Code = Literal[
    "claims-deleted",
    "data-lost",
    "claims-reattached",
    "quorum",
    "pdb",
    "hpa-owner",
    "operator-owner",
    "gitops-owner",
    "at-most-one",
    "rollout-in-progress",
    "not-ready-already",
    "cannot-come-back",
    "other-revision",
    "primary",
    "dry-run-refused",
    "partition-promotes",
    "colocation",
    "rights",
]
"""What a warning is about; a closed set, docs/json.md."""

Method = Literal["PATCH", "DELETE", "POST"]

Json = Any
"""A value of JSON."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that can go wrong, or that the reader should know before."""

    code: Code
    text: str
    """One sentence without a full stop, safe for a terminal."""
    dangerous: bool = False
    """Whether the name has to be typed because of it."""
    about: str = ""
    """What it is about, where one plan may have several of the code: the name of the budget."""
    short: int = 0
    """How many pods a majority or a budget lacks: the more the worse."""


def warn(
    code: Code, text: str, *, dangerous: bool = False, about: str = "", short: int = 0
) -> Caution:
    """A warning whose text, which may quote the cluster, is made harmless."""
    return Caution(code, safe(text), dangerous=dangerous, about=about, short=short)


@dataclass(frozen=True, slots=True)
class Subject:
    """The object that an action is about; its name is the one to type."""

    kind: Literal["StatefulSet", "Pod", "PersistentVolumeClaim"]
    context: str
    namespace: str
    name: str
    uid: str


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """One request to the API server."""

    method: Method
    path: str
    """Below the server's address, without a query."""
    body: Json
    """A JSON Patch (a list), DeleteOptions or an Eviction."""

    @property
    def content_type(self) -> str:
        """The media type of the body."""
        return "application/json-patch+json" if self.method == "PATCH" else "application/json"


@dataclass(frozen=True, slots=True)
class LostClaim:
    """A claim that is deleted, and what becomes of its data."""

    name: str
    volume: str | None
    """None: it has none, it was never bound."""
    reclaim_policy: str | None
    """Of the volume; None: not known, or no volume."""
    data_lost: bool | None
    """None: not known, for the volume could not be read, or it is being deleted itself."""
    uid: str = ""
    """Empty: it was not among those that were read."""
    volume_going: bool = False
    """The volume is being deleted already, and goes once the claim is gone, whatever its policy."""

    @property
    def policy(self) -> str:
        """What becomes of the volume, for people: its reclaim policy, and that it goes anyway."""
        known = self.reclaim_policy or "policy not known"
        return f"{known}, being deleted too" if self.volume_going else known


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What happens until the set is at rest, if every pod that is made becomes Ready.

    Each in order; those of a Parallel set or of a cascading deletion go side by side.
    """

    creates: tuple[str, ...] = ()
    """Pods made that do not exist now, or that end now and are made anew."""
    deletes: tuple[str, ...] = ()
    """Pods deleted that do not come back."""
    replaces: tuple[str, ...] = ()
    """Pods deleted and made anew, in the order of their deletion."""
    claims_kept: tuple[str, ...] = ()
    """Claims of the ordinals that go, which stay."""
    claims_reattached: tuple[str, ...] = ()
    """Claims from earlier, with their old data, that new pods get."""
    claims_deleted: tuple[LostClaim, ...] = ()

    @property
    def leaving(self) -> tuple[str, ...]:
        """Pods that stop at some time: deleted or replaced."""
        return (*self.deletes, *self.replaces)


@dataclass(frozen=True, slots=True)
class Reversal:
    """What it takes to go back: the field was `before`, and is `after` by this plan."""

    action: Literal["scale", "partition", "image"]
    before: int | str
    after: int | str
    container: str = ""
    """Of an image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an action would do; pure, made from `Grounds` and carried out by `ststui.writing`."""

    action: Action
    title: str
    """E.g. `scale db from 3 to 5`; safe for a terminal."""
    subject: Subject
    possible: bool = True
    """False: it cannot be done; `why` says why. It may also be refused."""
    why: str = ""
    refused: bool = False
    """It could be done, but ststui never does it; `why` says why, `kubectl` how else, behind the
    reason and as a comment."""
    consequences: Consequences = Consequences()
    warnings: tuple[Caution, ...] = ()
    requests: tuple[PlannedRequest, ...] = ()
    """Nothing to do where this is empty and the plan is possible."""
    kubectl: str = ""
    """The command that does the same, whole; empty when there is nothing to do."""
    details: tuple[str, ...] = ()
    """More lines for people: a diff, which ordinals follow later, what to do afterwards."""
    revision: str = ""
    """Full name of the revision that the set is on then; empty: that of now, or a new one."""
    leaves: str = ""
    """Full name of the revision of now, where the way back is to roll back to it."""
    reversal: Reversal | None = None
    """How `U` goes back; None where there is no way back."""
    made_of: StatefulSet | None = field(default=None, compare=False, repr=False)
    """The set as the plan found it, to name what somebody changed since; None: of no set."""

    @property
    def dangerous(self) -> bool:
        """Whether the name has to be typed."""
        return any(each.dangerous for each in self.warnings)

    @property
    def allowed(self) -> bool:
        """Whether it may be carried out at all."""
        return self.possible and not self.refused

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.requests)


def impossible(action: Action, *, title: str, subject: Subject, why: str) -> Plan:
    """A plan that cannot be."""
    return Plan(action=action, title=safe(title), subject=subject, possible=False, why=safe(why))
