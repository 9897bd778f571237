"""How full claims are, as their nodes' kubelets said last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cluster.trouble import Trouble
from ststui.live.index import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ststui.model.usage import VolumeUsage


class Usages:
    """Usage by claim; an answer of a node takes the place of its last one."""

    def __init__(self) -> None:
        self._by_claim: dict[Name, VolumeUsage] = {}
        self._node_of: dict[Name, str] = {}
        """Who told it last: a claim may have moved to another node since."""
        self.why = ""
        """Why the last kubelet told nothing; empty when all did, or none was asked."""
        self.denied = False
        """Whether the right is missing."""

    def of(self, namespace: str, claims: Iterable[str]) -> dict[str, VolumeUsage]:
        """What is known of some claims, by name."""
        found = ((name, self._by_claim.get(Name(namespace, name))) for name in claims)
        return {name: usage for name, usage in found if usage is not None}

    def note(self, node: str, said: Mapping[tuple[str, str], VolumeUsage] | Trouble) -> set[Name]:
        """Note what a node said, or why it said nothing.

        Returns:
            Claims of which something else is shown now.
        """
        if isinstance(said, Trouble):
            self.why, self.denied = said.text, said.kind == "denied"
            return self.drop(node)
        self.why, self.denied = "", False
        return self.put(node, said)

    def put(self, node: str, said: Mapping[tuple[str, str], VolumeUsage]) -> set[Name]:
        """Note what a node said: all of its claims.

        Returns:
            Claims of which another percentage is shown now.
        """
        now = {Name(*each): usage for each, usage in said.items()}
        gone = {name for name, teller in self._node_of.items() if teller == node} - now.keys()
        changed = {name for name in now if _shown(self._by_claim.get(name)) != _shown(now[name])}
        for name in gone:
            self.forget(name)
        self._by_claim.update(now)
        self._node_of.update(dict.fromkeys(now, node))
        return changed | gone

    def drop(self, node: str) -> set[Name]:
        """A node does not tell any more: what it said is not true for ever.

        Returns:
            Its claims.
        """
        return self.put(node, {})

    def forget(self, claim: Name) -> None:
        """A claim is gone; another one of its name is empty."""
        self._by_claim.pop(claim, None)
        self._node_of.pop(claim, None)


def _shown(usage: VolumeUsage | None) -> int | None:
    fraction = usage.fraction if usage is not None else None
    return None if fraction is None else round(fraction * 100)
