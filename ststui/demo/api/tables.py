"""Tables: what kubectl get prints, made by the server as the real one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.api.columns import COLUMNS, Column
from ststui.demo.api.durations import age
from ststui.demo.fields import at, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind

_NAME = Column(title="Name", value=lambda obj, _now: name_of(obj))
_AGE = Column(
    title="Age", value=lambda obj, now: age(at(obj, "metadata", "creationTimestamp"), now)
)


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """The columns of a kind; name and age where nothing better is known."""
    return COLUMNS.get(kind, (_NAME, _AGE))


def metadata_only(obj: Json) -> Json:
    """An object without spec and status."""
    return {
        "kind": "PartialObjectMetadata",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": obj.get("metadata", {}),
    }


def table(
    kind: Kind, items: Iterable[Json], *, metadata: Json, now: datetime, full: bool = False
) -> Json:
    """Rows of objects.

    Args:
        kind: What they are.
        items: The objects.
        metadata: The list's metadata.
        now: The cluster's moment, for ages.
        full: Whether each row carries the whole object, not only its metadata.

    Returns:
        A Table of meta.k8s.io/v1.
    """
    columns = columns_of(kind)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata,
        "columnDefinitions": [
            {
                "name": column.title,
                "type": "string",
                "format": "name" if column.title == "Name" else "",
                "description": "",
                "priority": column.priority,
            }
            for column in columns
        ],
        "rows": [
            {
                "cells": [column.value(obj, now) for column in columns],
                "object": obj if full else metadata_only(obj),
            }
            for obj in items
        ],
    }
