"""What was changed in the spec of a set, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.model import StatefulSet
    from ststui.model.pod import Container


SPEC = "its spec was changed"
"""Of a field that is not read."""


def changed_set(before: StatefulSet, after: StatefulSet) -> tuple[str, ...]:
    """What was changed in a set's spec, with the value of now; empty when nothing was."""
    return tuple(safe(each) for each in _changes(before, after))


def differing(one: StatefulSet, other: StatefulSet) -> tuple[tuple[str, object, object], ...]:
    """Fields of two specs that differ, in words, with both values; the pod templates aside."""
    return tuple(
        each
        for each in (
            ("replicas", one.replicas, other.replicas),
            ("the partition", one.partition, other.partition),
            ("the strategy", _strategy(one), _strategy(other)),
            ("maxUnavailable", _unavailable(one), _unavailable(other)),
            ("ordinals.start", one.start, other.start),
            ("minReadySeconds", one.spec.min_ready_seconds, other.spec.min_ready_seconds),
            ("whenDeleted", one.retention.when_deleted, other.retention.when_deleted),
            ("whenScaled", one.retention.when_scaled, other.retention.when_scaled),
            *_images(one, other),
        )
        if each[1] != each[2]
    )


def same_template(one: StatefulSet, other: StatefulSet) -> bool:
    """Whether two pod templates are the same as far as they are read, images aside."""
    return _but_images(one) == _but_images(other)


def _changes(before: StatefulSet, after: StatefulSet) -> Iterator[str]:
    old, new = before.metadata, after.metadata
    if old.uid != new.uid:
        yield f"{new.name} was deleted and made anew"
        return
    if new.deletion_timestamp is not None and old.deletion_timestamp is None:
        yield f"{new.name} is being deleted"
    found = [
        f"{what} was {one} and is {other} by now" for what, one, other in differing(before, after)
    ]
    if not same_template(before, after):
        found.append(_template(before, after))
    yield from found
    if not found and old.generation != new.generation and new.deletion_timestamp is None:
        yield SPEC


def _strategy(stateful_set: StatefulSet) -> str:
    return stateful_set.spec.update_strategy.type


def _unavailable(stateful_set: StatefulSet) -> int | str:
    """1 where nothing is said (apps/v1)."""
    rolling = stateful_set.spec.update_strategy.rolling_update
    return 1 if rolling is None or rolling.max_unavailable is None else rolling.max_unavailable


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
