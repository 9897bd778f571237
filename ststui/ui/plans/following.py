"""The grounds of an open dialog: read from the API server, then kept up with what is watched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ststui.cluster.trouble import Trouble
from ststui.live.grounds import Hints, Target, read_grounds
from ststui.live.index import Name
from ststui.model import Readable

if TYPE_CHECKING:
    from ststui.actions import Grounds
    from ststui.model import Family
    from ststui.ui.link import Link


@dataclass(slots=True)
class Following:
    """One object's grounds."""

    link: Link
    target: Target
    """With the uid of the object that was selected."""
    hints: Hints
    grounds: Grounds | None = None
    why: str = ""
    """Why there are none, or none any more."""
    _seen: object = field(default=None)
    _begun: object = field(default=None)
    """What was watched when the last reading began."""

    async def read(self) -> Grounds | str:
        """Read them anew; text: why they cannot be."""
        session = self.link.session
        if session is None:
            return "there is no connection"
        self._begun = self._watched()
        found = await read_grounds(session, self.target, hints=self.hints)
        return found.text if isinstance(found, Trouble) else found

    def take(self, found: Grounds | str) -> None:
        """Take what was read."""
        if isinstance(found, str):
            self.why = found
            self.grounds = None
        else:
            self.why, self.grounds = "", found
        # What came meanwhile may be newer than what was read.
        self._seen = self._begun

    def moved(self) -> bool:
        """Whether what is watched of the object is not what it was."""
        return self._watched() is not self._seen

    def keep_up(self) -> bool:
        """Bring the grounds up to date with what is watched.

        Returns:
            Whether they have to be read anew: the object is gone or another one, or there are
            parts that are not watched.
        """
        found = self._watched()
        self._seen = found
        before = self.grounds
        if before is None or not isinstance(found, tuple):
            return True
        family, pod, claim = found
        old = before.family
        if (family is None) != (old is None) or (old is not None and _deep(family) != _deep(old)):
            return True
        if (before.pod is not None and pod is None) or (before.claim is not None and claim is None):
            return True
        self.grounds = replace(
            before,
            now=self.link.now(),
            family=_joined(family, old),
            pod=pod if before.pod is not None else None,
            claim=claim if before.claim is not None else None,
        )
        return False

    def _watched(self) -> object:
        store, target = self.link.store, self.target
        if store is None:
            return None
        pod = store.pods.get(target.namespace, target.pod) if target.pod else None
        claim = store.claims.get(target.namespace, target.claim) if target.claim else None
        name = target.set
        if not name and self.grounds is not None and self.grounds.family is not None:
            name = self.grounds.family.name
        family = store.families.of(Name(target.namespace, name)) if name else None
        now = (family, pod, claim)
        last = self._seen
        if isinstance(last, tuple) and all(a is b for a, b in zip(last, now, strict=True)):
            return last
        return now


def _deep(family: Family | None) -> tuple[object, ...]:
    """What a change of makes it worth while to read everything anew."""
    if family is None:
        return ()
    metadata = family.set.metadata
    known = family.revisions.value if isinstance(family.revisions, Readable) else ()
    claims = family.claims.value if isinstance(family.claims, Readable) else ()
    return (
        metadata.uid,
        metadata.generation,
        metadata.deletion_timestamp,
        tuple(each.metadata.name for each in known),
        tuple((each.metadata.uid, each.terminating) for each in claims),
    )


def _joined(family: Family | None, old: Family | None) -> Family | None:
    """What is watched, with the parts that are not from when they were read."""
    if family is None or old is None:
        return family
    return replace(
        family,
        budgets=old.budgets,
        autoscalers=old.autoscalers,
        volumes=old.volumes if not isinstance(family.volumes, Readable) else family.volumes,
        foreign_by_ordinal={**old.foreign_by_ordinal, **family.foreign_by_ordinal},
    )
