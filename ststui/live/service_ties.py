"""Which sets and Services belong together: one governs a set, others select its pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.live.keys import selector_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.live.store import Store
    from ststui.model import Service, StatefulSet


def sets_of_service(store: Store, service: Service) -> Iterator[StatefulSet]:
    """Sets that a service governs or selects."""
    namespace, name = service.metadata.namespace, service.metadata.name
    governed = {each.metadata.name: each for each in store.sets.of(("governed", namespace, name))}
    yield from governed.values()
    for key in selector_key(service):
        for each in store.sets.of(key):
            labels = each.spec.template.metadata.labels
            if each.metadata.name not in governed and service.selects(labels):
                yield each


def services_of(store: Store, stateful_set: StatefulSet) -> list[Service]:
    """Services that govern or may select a set."""
    namespace = stateful_set.metadata.namespace
    governing = store.services.get(namespace, stateful_set.spec.service_name)
    found = [governing] if governing is not None else []
    for pair in stateful_set.spec.template.metadata.labels.items():
        candidates = store.services.of(("selects", namespace, *pair))
        found.extend(each for each in candidates if each is not governing)
    return found
