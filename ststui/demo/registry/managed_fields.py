"""managedFields: who wrote which fields, last and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ststui.demo.fields import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.fields import Json

_NOT_OWNED = {
    "apiVersion",
    "kind",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "managedFields",
    "name",
    "namespace",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who sends a write."""

    manager: str
    """The field manager's name."""
    subresource: str = ""
    """The part written to, such as scale or status."""


def changed_fields(new: Any, old: Any) -> Json:
    """The fields that differ, as fieldsV1 writes them; lists count as one field.

    Args:
        new: The value written.
        old: The value before.

    Returns:
        A tree of "f:" keys.
    """
    fields: Json = {}
    for key, value in new.items():
        before = old.get(key) if isinstance(old, dict) else None
        if key in _NOT_OWNED or value == before:
            continue
        inner = changed_fields(value, before) if isinstance(value, dict) else {}
        if inner or not isinstance(before, dict):
            fields[f"f:{key}"] = inner
    return fields


def with_writer(new: Json, old: Json | None, writer: Writer, now: datetime) -> Json:
    """The object with the write recorded.

    Args:
        new: The object after the write.
        old: The object before it, None if it is new.
        writer: Who wrote.
        now: When.

    Returns:
        A copy whose managedFields has one entry per manager and subresource, the newest last.
    """
    fields = changed_fields(new, old or {})
    entries = list(new["metadata"].get("managedFields", ()))
    mine: Json = {}
    others = []
    for entry in entries:
        same = (entry["manager"], entry.get("subresource", "")) == (
            writer.manager,
            writer.subresource,
        )
        if same:
            mine = entry["fieldsV1"]
        else:
            others.append(entry)
    entry = {
        "manager": writer.manager,
        "operation": "Update",
        "apiVersion": new["apiVersion"],
        "time": stamp(now),
        "fieldsType": "FieldsV1",
        "fieldsV1": _merged(mine, fields),
    }
    if writer.subresource:
        entry["subresource"] = writer.subresource
    return {**new, "metadata": {**new["metadata"], "managedFields": [*others, entry]}}


def _merged(first: Json, second: Json) -> Json:
    merged = dict(first)
    for key, value in second.items():
        merged[key] = _merged(merged.get(key, {}), value)
    return merged
