"""Events: recorded as the real components do, equal ones counted, forgotten after an hour."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import Json, micro_stamp, name_of, namespace_of, stamp, uid_of

if TYPE_CHECKING:
    from ststui.demo.registry.verbs import Registry

TTL_SECONDS = 3600.0
"""How long the API server keeps an event."""


class Recorder:
    """Writes events."""

    def __init__(self, *, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[tuple[str, ...], tuple[str, str]] = {}
        self._number = 0

    def normal(self, obj: Json, reason: str, message: str, *, by: str, field: str = "") -> None:
        """Record that something went as it should.

        Args:
            obj: What it is about.
            reason: The machine's word.
            message: The sentence.
            by: The component that says it.
            field: The part of the object, such as spec.containers{main}.
        """
        self._record(obj, ("Normal", reason, message, by, field))

    def warning(self, obj: Json, reason: str, message: str, *, by: str, field: str = "") -> None:
        """Record trouble; arguments as for normal()."""
        self._record(obj, ("Warning", reason, message, by, field))

    def _record(self, obj: Json, what: tuple[str, str, str, str, str]) -> None:
        key = (uid_of(obj), *what)
        namespace = namespace_of(obj) or "default"
        known = self._known.get(key)
        event = known and self._registry.store.get(kinds.EVENTS, *known)
        if event:
            self._again(event)
            return
        self._number += 1
        name = f"{name_of(obj)}.{0x18A0000000000000 + self._number:x}"
        self._known[key] = (namespace, name)
        self._registry.store.put(kinds.EVENTS, self._new(obj, what, namespace, name))
        self._forget_later(key)

    def _new(
        self, obj: Json, what: tuple[str, str, str, str, str], namespace: str, name: str
    ) -> Json:
        severity, reason, message, component, field = what
        now = self._registry.clock.now()
        about = {
            "kind": obj.get("kind", ""),
            "namespace": namespace_of(obj),
            "name": name_of(obj),
            "uid": uid_of(obj),
            "apiVersion": obj.get("apiVersion", ""),
            "resourceVersion": obj["metadata"].get("resourceVersion", ""),
        }
        if field:
            about["fieldPath"] = field
        event: Json = {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {
                "name": name,
                "namespace": namespace,
                "uid": self._registry.new_uid(),
                "creationTimestamp": stamp(now),
            },
            "involvedObject": {key: value for key, value in about.items() if value},
            "reason": reason,
            "message": message[:1024],
            "type": severity,
        }
        # The scheduler writes events of events.k8s.io, which have no lastTimestamp.
        if component == "default-scheduler":
            return event | {
                "source": {},
                "firstTimestamp": None,
                "lastTimestamp": None,
                "eventTime": micro_stamp(now),
                "action": "Scheduling" if severity == "Warning" else "Binding",
                "reportingComponent": component,
                "reportingInstance": "default-scheduler-demo",
            }
        return event | {
            "source": {"component": component},
            "firstTimestamp": stamp(now),
            "lastTimestamp": stamp(now),
            "count": 1,
            "eventTime": None,
            "reportingComponent": component,
            "reportingInstance": "",
        }

    def _again(self, event: Json) -> None:
        now = self._registry.clock.now()
        if event.get("eventTime"):
            count = (event.get("series") or {}).get("count", 1) + 1
            series = {"count": count, "lastObservedTime": micro_stamp(now)}
            self._registry.store.put(kinds.EVENTS, {**event, "series": series})
            return
        newer = {"lastTimestamp": stamp(now), "count": event["count"] + 1}
        self._registry.store.put(kinds.EVENTS, {**event, **newer})

    def _forget_later(self, key: tuple[str, ...]) -> None:
        self._registry.clock.after(TTL_SECONDS, ("event", key), partial(self._forget, key))

    def _forget(self, key: tuple[str, ...]) -> None:
        namespace, name = self._known.pop(key)
        self._registry.store.remove(kinds.EVENTS, namespace, name)
