"""Pods that cannot come back once they are gone."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ststui.actions.believed import believed
from ststui.actions.plan import Caution, warn
from ststui.controller import if_it_died
from ststui.model.fit import of_cordon, reaches, suits, untolerated
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Readable, Unreadable
from ststui.wording.step import happened

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Family, Node, PersistentVolume, Pod

MOST_NAMED = 3
"""So many pods get a sentence of their own; a rollout of a hundred would bury the rest."""


def wanted(family: Family, pod: str) -> bool:
    """Whether the set wants the ordinal that a pod has by its name."""
    split = split_ordinal(pod)
    return split is not None and split[1] in family.set.ordinals


def stuck(grounds: Grounds, pod: str) -> Iterator[Caution]:
    """The controller would not make it again: it waits for another."""
    family, split = grounds.known, split_ordinal(pod)
    if split is None or not wanted(family, pod):
        return
    if family.set.metadata.deletion_timestamp is not None:
        yield warn(
            "cannot-come-back",
            f"{pod} is not made again: the set is being deleted",
            dangerous=True,
            about=pod,
        )
        return
    seen = believed(grounds, family)
    loss = if_it_died(seen, split[1], now=grounds.now, server_version=grounds.server_version)
    if loss is None or loss.again != "stuck":
        return
    until = f" before {happened(loss.after)}" if loss.after else ""
    yield warn("cannot-come-back", f"{pod} is not made again{until}", dangerous=True, about=pod)


def nowhere(grounds: Grounds, pods: Iterable[str]) -> Iterator[Caution]:
    """No node is left that can run it, or that its volume can be used on, or that is not known.

    Args:
        grounds: as things are.
        pods: those that are made or made anew; there may be none.
    """
    family, pods = grounds.known, tuple(pods)
    nodes = grounds.nodes
    yield from _unforeseen(grounds, pods)
    if not isinstance(nodes, Readable) or not pods:
        return
    usable = [each for each in nodes.value.values() if takes_pods(each)]
    said = 0
    for pod in pods:
        if said == MOST_NAMED:
            return
        for volume in _volumes(grounds, family, pod):
            tied = not nodes.value or not all(reaches(volume, e) for e in nodes.value.values())
            if not tied or any(reaches(volume, node) for node in usable):
                continue
            why = _tied_to(volume, nodes.value.values())
            said += 1
            yield warn(
                "cannot-come-back",
                f"{pod} can only run where volume {volume.metadata.name} is: {why}",
                dangerous=True,
                about=f"place of {pod}",
            )
            break
    if said == 0 and nodes.value and (why := _no_node(family, nodes.value.values())):
        yield warn("cannot-come-back", why, dangerous=True, about="nodes")


def _no_node(family: Family, nodes: Collection[Node]) -> str:
    """Why no node is one for pods of the template; empty where one is, as far as nodes tell."""
    if not any(takes_pods(each) for each in nodes):
        return "no node takes pods now"
    template = family.set.spec.template.spec
    fitting = [
        each
        for each in nodes
        if suits(each, template) and all(map(of_cordon, untolerated(each, template)))
    ]
    if not fitting:
        return "no node fits the pod template, by its selector, affinity and tolerations"
    if any(takes_pods(each) for each in fitting):
        return ""
    closed = ", ".join(f"{each.metadata.name} {_closed(each)}" for each in fitting[:MOST_NAMED])
    more = f", and {len(fitting) - MOST_NAMED} more" if len(fitting) > MOST_NAMED else ""
    return f"no node that fits the pod template takes pods now: {closed}{more}"


def _closed(node: Node) -> str:
    return "is cordoned" if node.ready else "is not Ready"


def _unforeseen(grounds: Grounds, pods: tuple[str, ...]) -> Iterator[Caution]:
    """Parts that could not be read, without which nobody knows whether these pods come back."""
    around, family = grounds.surroundings, grounds.known
    if not pods:
        return
    if isinstance(around.nodes, Unreadable) and isinstance(grounds.nodes, Unreadable):
        yield warn(
            "rights",
            f"nodes could not be read ({around.nodes.why}): whether they answer and take pods is "
            "not known",
        )
    stored = any(
        claim.spec.volume_name
        for pod in pods
        if (split := split_ordinal(pod))
        for claim in family.claims_by_ordinal.get(split[1], ())
    )
    if (
        stored
        and isinstance(around.volumes, Unreadable)
        and isinstance(grounds.volumes, Unreadable)
    ):
        yield warn(
            "rights",
            f"volumes could not be read ({around.volumes.why}): whether a node is left that can "
            "use them is not known",
        )


def no_answer(grounds: Grounds, pod: Pod) -> Caution | None:
    """The pod's node does not answer, so that a deletion is never confirmed; None if it does."""
    nodes = grounds.nodes
    if not pod.spec.node_name or not isinstance(nodes, Readable):
        return None
    node = nodes.value.get(pod.spec.node_name)
    if node is None or node.ready:
        return None
    return warn(
        "cannot-come-back",
        f"{node.metadata.name} is not Ready: {pod.metadata.name} stays Terminating until its "
        "kubelet confirms, and is not made again before",
        dangerous=True,
        about=f"node of {pod.metadata.name}",
    )


def finalizers(pods: Iterable[Pod], *, wanted: Container[int]) -> Iterator[Caution]:
    """Finalizers that hold pods up, also forced ones; who set them has to take them off.

    Args:
        pods: those that leave.
        wanted: the ordinals that are made anew after the write.
    """
    for pod in islice((each for each in pods if each.metadata.finalizers), MOST_NAMED):
        held = ", ".join(pod.metadata.finalizers)
        split = split_ordinal(pod.metadata.name)
        again = ", and is not made again," if split is not None and split[1] in wanted else ""
        yield warn(
            "cannot-come-back",
            f"{pod.metadata.name} has finalizers ({held}): it stays Terminating{again} until who "
            "set them takes them off",
            dangerous=True,
            about=f"finalizers of {pod.metadata.name}",
        )


def of_names(family: Family, names: Iterable[str]) -> Iterator[Pod]:
    """The pods of a family by their names."""
    for name in names:
        pod = family.member(name)
        if pod is not None:
            yield pod


def takes_pods(node: Node) -> bool:
    """Whether new pods may be put there, own tolerations aside."""
    return node.ready and not node.spec.unschedulable


def _volumes(grounds: Grounds, family: Family, pod: str) -> Iterator[PersistentVolume]:
    split, volumes = split_ordinal(pod), grounds.volumes
    if split is None or not isinstance(volumes, Readable):
        return
    for claim in family.claims_by_ordinal.get(split[1], ()):
        found = volumes.value.get(claim.spec.volume_name)
        if found is not None:
            yield found


def _tied_to(volume: PersistentVolume, nodes: Iterable[Node]) -> str:
    there = [each for each in nodes if reaches(volume, each)]
    if not there:
        return "no node is there"
    first = there[0]
    more = f", and {len(there) - 1} more" if len(there) > 1 else ""
    return f"{first.metadata.name} {_closed(first)}{more}"
