"""By what objects are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.live.index import Object
    from ststui.model import Service, StatefulSet


def set_keys(stateful_set: StatefulSet) -> Iterator[object]:
    """A set's namespace, its governing Service and its pods' labels."""
    namespace = stateful_set.metadata.namespace
    yield namespace
    yield "governed", namespace, stateful_set.spec.service_name
    for pair in stateful_set.spec.template.metadata.labels.items():
        yield "labelled", namespace, *pair


def service_keys(service: Service) -> Iterator[object]:
    """What a Service may select."""
    for _, namespace, name, value in selector_key(service):
        yield "selects", namespace, name, value


def selector_key(service: Service) -> Iterator[tuple[str, str, str, str]]:
    """The key of the sets that a Service may select; none without a selector."""
    # One pair of the selector is enough to find what it may select.
    if service.spec.selector:
        yield "labelled", service.metadata.namespace, *min(service.spec.selector.items())


def owner_uids(item: Object) -> tuple[object, ...]:
    """The uid of the controller that owns an object; None without one."""
    owner = item.metadata.owner
    return (owner.uid if owner else None,)
