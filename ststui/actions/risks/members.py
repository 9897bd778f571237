"""Who leaves: the primary, or all but those on one node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.readiness import ready_names
from ststui.model.ordinal import split_ordinal
from ststui.model.role import PRIMARIES, role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Pod


def primary(grounds: Grounds, leaving: Iterable[str]) -> Iterator[Caution]:
    """The primary is among those that go, as far as its label tells."""
    for name in leaving:
        pod = grounds.known.member(name)
        if pod is not None:
            yield from if_primary(grounds, pod)


def if_primary(grounds: Grounds, pod: Pod) -> Iterator[Caution]:
    """The same of one pod, also of one that no set owns."""
    if pod.terminating:
        return  # it goes already, whatever is done here
    found = role(pod.metadata.labels, names=grounds.role_labels)
    if found is not None and found.lower() in PRIMARIES:
        yield warn(
            "primary",
            f"{pod.metadata.name} is the {found} by its label, which may lag: switch over before",
            dangerous=True,
            about=pod.metadata.name,
        )


def colocation(grounds: Grounds, leaving: Iterable[str]) -> Iterator[Caution]:
    """All that stay Ready are on one node."""
    family, going = grounds.known, set(leaving)
    left = [name for name in ready_names(family) if name not in going]
    if not going or len(left) < 2:
        return
    nodes = set()
    for name in left:
        split = split_ordinal(name)
        if split is not None:
            nodes.add(family.pods_by_ordinal[split[1]].spec.node_name)
    if len(nodes) == 1 and "" not in nodes:
        many = "both" if len(left) == 2 else f"all {len(left)}"
        yield warn("colocation", f"{many} pods that stay Ready are on {nodes.pop()}")
