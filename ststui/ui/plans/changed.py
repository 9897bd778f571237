"""What changed while somebody looked: at a dialog, or at a rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ststui.wording.escape import safe
from ststui.writing.compare import changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions import Grounds, Plan
    from ststui.model import StatefulSet
    from ststui.model.pod import Container


def changed_fields(before: Grounds, after: Grounds) -> tuple[str, ...]:
    """What was changed in the set's spec; empty when nothing was, or when there is no set."""
    if before.family is None or after.family is None:
        return ()
    return changed_set(before.family.set, after.family.set)


def changed_set(before: StatefulSet, after: StatefulSet) -> tuple[str, ...]:
    """What was changed in a set's spec, with the value of now; empty when nothing was."""
    return tuple(safe(each) for each in _fields(before, after))


def changed_plan(shown: Plan | str, now: Plan | str) -> tuple[str, ...]:
    """What a plan leads to by now that it did not lead to before."""
    if isinstance(shown, str) or isinstance(now, str) or not (shown.allowed and shown.changes):
        return ()
    return changes(shown, now)


def _fields(before: StatefulSet, after: StatefulSet) -> Iterator[str]:
    old, new = before.metadata, after.metadata
    if old.uid != new.uid:
        yield f"{new.name} was deleted and made anew"
        return
    if new.deletion_timestamp is not None and old.deletion_timestamp is None:
        yield f"{new.name} is being deleted"
    found = [
        f"{what} was {one} and is {other} by now"
        for what, one, other in (
            ("replicas", before.replicas, after.replicas),
            ("the partition", before.partition, after.partition),
            ("the strategy", _strategy(before), _strategy(after)),
            *_images(before, after),
        )
        if one != other
    ]
    if _but_images(before) != _but_images(after):
        found.append(_template(before, after))
    yield from found
    if not found and old.generation != new.generation and new.deletion_timestamp is None:
        yield "its spec was changed"


def _strategy(stateful_set: StatefulSet) -> str:
    return stateful_set.spec.update_strategy.type


def _images(before: StatefulSet, after: StatefulSet) -> Iterator[tuple[str, str, str]]:
    now = {each.name: each.image for each in _containers(after)}
    for each in _containers(before):
        if each.name in now:
            yield f"the image of {each.name}", each.image, now[each.name]


def _containers(stateful_set: StatefulSet) -> tuple[Container, ...]:
    spec = stateful_set.spec.template.spec
    return (*spec.containers, *spec.init_containers)


def _but_images(stateful_set: StatefulSet) -> tuple[object, ...]:
    """The pod template as far as it is read, without the images, which are told by themselves."""
    template = stateful_set.spec.template
    containers = tuple(replace(each, image="") for each in _containers(stateful_set))
    rest = replace(template.spec, containers=(), init_containers=())
    return template.metadata, containers, rest


def _template(before: StatefulSet, after: StatefulSet) -> str:
    old, new = (each.spec.template.metadata.annotations for each in (before, after))
    asked = new.restarted_at if new else None
    again = asked is not None and asked != (old.restarted_at if old else None)
    return "it was restarted" if again else "its pod template was changed"
