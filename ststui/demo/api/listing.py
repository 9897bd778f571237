"""Lists: whole or in pages that all show the same moment."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import refusal
from ststui.demo.selectors import field_filter, label_filter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ststui.demo.api.target import Target
    from ststui.demo.fields import Json
    from ststui.demo.store import Store

_KEPT_SNAPSHOTS = 64
_GONE = (
    "The provided continue parameter is too old to display a consistent list result. You can "
    "start a new list without the continue parameter, or use the continue token in this response "
    "to retrieve the remainder of the results. Continuing with the provided token results in an "
    "inconsistent list - objects that were created, modified, or deleted between the time the "
    "first chunk was returned and now may show up in the list."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list."""

    items: tuple[Json, ...]
    """The objects; not to be changed."""
    revision: int
    """The moment the whole list shows."""
    token: str = ""
    """How to get the next page; empty on the last one."""
    remaining: int = 0
    """How many objects come after this page."""


def query_filter(query: Mapping[str, str]) -> Callable[[Json], bool]:
    """A test of objects from a request's selectors.

    Raises:
        RefusedError: 400 if a selector cannot be read.
    """
    labels = label_filter(query.get("labelSelector", ""))
    fields = field_filter(query.get("fieldSelector", ""))
    return lambda obj: labels(obj) and fields(obj)


class Lister:
    """Lists of a store; keeps what began as pages until it was read, or long since."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._snapshots: dict[str, tuple[int, tuple[Json, ...]]] = {}
        self._next = 0

    def page(self, target: Target, query: Mapping[str, str]) -> Page:
        """One page.

        Args:
            target: Which collection.
            query: limit, continue, labelSelector, fieldSelector.

        Returns:
            The page.

        Raises:
            RefusedError: 400 for a bad number, 410 if the continue token is too old.
        """
        try:
            limit = int(query.get("limit", "0") or "0")
        except ValueError:
            raise refusal.bad_request(f"invalid limit: {query.get('limit')}") from None
        token = query.get("continue", "")
        if token:
            revision, offset, items = self._resume(token)
        else:
            test = query_filter(query)
            found = self._store.each(target.kind, target.namespace)
            revision, offset, items = self._store.revision, 0, tuple(filter(test, found))
        if not limit or offset + limit >= len(items):
            return Page(items=items[offset:], revision=revision)
        return Page(
            items=items[offset : offset + limit],
            revision=revision,
            token=self._keep(token, revision, offset + limit, items),
            remaining=len(items) - offset - limit,
        )

    def forget(self) -> None:
        """Forget all begun lists, as etcd's compaction does."""
        self._snapshots.clear()

    def _resume(self, token: str) -> tuple[int, int, tuple[Json, ...]]:
        try:
            where = json.loads(base64.urlsafe_b64decode(token))
            key, offset = str(where["list"]), int(where["start"])
        except (ValueError, KeyError, TypeError):
            raise refusal.bad_request("continue key is not valid") from None
        if key not in self._snapshots:
            raise refusal.expired(_GONE)
        revision, items = self._snapshots[key]
        return revision, offset, items

    def _keep(self, token: str, revision: int, start: int, items: tuple[Json, ...]) -> str:
        if token:
            key = str(json.loads(base64.urlsafe_b64decode(token))["list"])
        else:
            self._next += 1
            key = str(self._next)
            self._snapshots[key] = (revision, items)
            while len(self._snapshots) > _KEPT_SNAPSHOTS:
                del self._snapshots[next(iter(self._snapshots))]
        text = json.dumps({"v": "meta.k8s.io/v1", "rv": revision, "list": key, "start": start})
        return base64.urlsafe_b64encode(text.encode()).decode()
