"""The API's verbs without HTTP: get, create, update, patch, delete. Controllers use them too."""

from __future__ import annotations

import random
import uuid
from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal
from ststui.demo.fields import at, is_deleting, name_of, namespace_of, thaw, uid_of
from ststui.demo.registry import deletion, validation
from ststui.demo.registry.admission import check_admission
from ststui.demo.registry.managed_fields import Writer, with_writer
from ststui.demo.registry.quota import check_quota
from ststui.demo.registry.strategy import before_create, before_status_update, before_update

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.demo.clock import Clock
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind
    from ststui.demo.registry.deletion import DeleteOptions
    from ststui.demo.store import Store

_SUFFIX = "bcdfghjklmnpqrstvwxz2456789"


class Registry:
    """The one door to the store that checks, fills in and refuses as the API server does."""

    def __init__(self, *, store: Store, clock: Clock, seed: int = 1) -> None:
        self.store = store
        self.clock = clock
        self._random = random.Random(seed)  # noqa: S311 - names, not secrets

    def new_uid(self) -> str:
        """A fresh uid; the same ones in the same order for the same seed."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def new_suffix(self, length: int = 5) -> str:
        """Random letters as the server puts behind a generateName."""
        return "".join(self._random.choice(_SUFFIX) for _ in range(length))

    def get(self, kind: Kind, namespace: str, name: str) -> Json:
        """One object.

        Raises:
            RefusedError: 404 if there is none.
        """
        obj = self.store.get(kind, namespace, name)
        if obj is None:
            raise refusal.not_found(kind, name)
        return obj

    def create(
        self, kind: Kind, obj: Json, *, dry_run: bool = False, writer: Writer | None = None
    ) -> Json:
        """Make an object.

        Args:
            kind: What it is.
            obj: The manifest; metadata.namespace is set for namespaced kinds. It is not changed.
            dry_run: Check and answer, store nothing.
            writer: Who is recorded in managedFields; None for nobody.

        Returns:
            The object as stored.

        Raises:
            RefusedError: 403, 409 or 422 as the real server would.
        """
        obj = thaw(obj)
        metadata = obj.setdefault("metadata", {})
        if not metadata.get("name") and metadata.get("generateName"):
            metadata["name"] = metadata["generateName"] + self.new_suffix()
        obj["apiVersion"], obj["kind"] = kind.api_version, kind.kind
        if kind.namespaced:
            self._check_namespace(kind, obj)
        else:
            metadata.pop("namespace", None)
        if metadata.get("resourceVersion"):
            raise refusal.bad_request("resourceVersion should not be set on objects to be created")
        if self.store.get(kind, namespace_of(obj), name_of(obj)) is not None:
            raise refusal.already_exists(kind, name_of(obj))
        obj = before_create(kind, obj, self.store, self.clock.now())
        validation.check_create(kind, obj)
        check_admission(self.store, kind, obj)
        check_quota(self.store, kind, obj)
        obj["metadata"]["uid"] = self.new_uid()
        if writer is not None:
            obj = with_writer(obj, None, writer, self.clock.now())
        return obj if dry_run else self.store.put(kind, obj)

    def _check_namespace(self, kind: Kind, obj: Json) -> None:
        space = self.store.get(kinds.NAMESPACES, "", namespace_of(obj))
        if space is None:
            raise refusal.not_found(kinds.NAMESPACES, namespace_of(obj))
        if is_deleting(space) and kind is not kinds.EVENTS:
            raise refusal.forbidden(
                kind,
                name_of(obj),
                f"unable to create new content in namespace {namespace_of(obj)} "
                "because it is being terminated",
            )

    def update(
        self,
        kind: Kind,
        obj: Json,
        *,
        subresource: str = "",
        dry_run: bool = False,
        writer: Writer | None = None,
    ) -> Json:
        """Replace an object, or its status.

        Args:
            kind: What it is.
            obj: The object; its resourceVersion and uid, if given, must be the stored ones.
            subresource: Empty or "status".
            dry_run: Check and answer, store nothing.
            writer: Who is recorded in managedFields; None for nobody.

        Returns:
            The object as stored.

        Raises:
            RefusedError: 404, 409 or 422 as the real server would.
        """
        old = self.get(kind, namespace_of(obj), name_of(obj))
        _check_identity(kind, obj, old)
        if subresource == "status":
            new = before_status_update(kind, obj, old)
        else:
            new = before_update(kind, thaw(obj), old, self.store)
            validation.check_update(kind, new, old)
        new["metadata"] = {**new["metadata"], "resourceVersion": old["metadata"]["resourceVersion"]}
        if new == old:
            return old
        if writer is not None:
            new = with_writer(new, old, writer, self.clock.now())
        if dry_run:
            return new
        stored = self.store.put(kind, new)
        if deletion.may_go(kind, stored):
            self.store.remove(kind, namespace_of(stored), name_of(stored))
        return stored

    def edit(
        self, kind: Kind, namespace: str, name: str, change: Callable[[Json], Json | None]
    ) -> Json | None:
        """Change a stored object by a function; for controllers, which need no optimistic lock.

        Args:
            kind: What it is.
            namespace: Where it is.
            name: Which one.
            change: Gets a copy it may change and returns it; None for no change.

        Returns:
            The object as stored, None if there is none.
        """
        old = self.store.get(kind, namespace, name)
        if old is None:
            return None
        new = change(thaw(old))
        if new is None or new == old:
            return old
        if kind in _COUNTED and new.get("spec") != old.get("spec"):
            new["metadata"]["generation"] = at(old, "metadata", "generation", default=0) + 1
        stored = self.store.put(kind, new)
        if deletion.may_go(kind, stored):
            self.store.remove(kind, namespace_of(stored), name_of(stored))
        return stored

    def set_status(self, kind: Kind, obj: Json, status: Json) -> Json:
        """Replace the status of a stored object; nothing happens if it is the same or gone."""
        old = self.store.get(kind, namespace_of(obj), name_of(obj))
        if old is None or uid_of(old) != uid_of(obj):
            return obj
        if old.get("status") == status:
            return old
        return self.store.put(kind, {**old, "status": status})

    def delete(
        self,
        kind: Kind,
        namespace: str,
        name: str,
        *,
        options: DeleteOptions | None = None,
        dry_run: bool = False,
    ) -> Json:
        """Delete an object, or begin to.

        Args:
            kind: What it is.
            namespace: Where it is.
            name: Which one.
            options: Grace, propagation, preconditions.
            dry_run: Check and answer, delete nothing.

        Returns:
            The object's last state; still there if its metadata says deletionTimestamp.

        Raises:
            RefusedError: 404, or 409 if a precondition does not hold.
        """
        old = self.get(kind, namespace, name)
        options = options or deletion.DeleteOptions()
        deletion.check_preconditions(kind, old, options)
        marked = deletion.marked(kind, old, options, self.clock.now())
        if dry_run:
            return marked
        if deletion.may_go(kind, marked):
            return self.store.remove(kind, namespace, name) or marked
        if marked == old:
            return old
        return self.store.put(kind, marked)


_COUNTED = {kinds.STATEFUL_SETS, kinds.PODS, kinds.BUDGETS}


def _check_identity(kind: Kind, obj: Json, old: Json) -> None:
    """Refuse an update meant for another object or an older state."""
    name = name_of(old)
    uid = at(obj, "metadata", "uid")
    if uid and uid != uid_of(old):
        raise refusal.conflict(
            kind,
            name,
            f"Precondition failed: UID in precondition: {uid}, UID in object meta: {uid_of(old)}",
        )
    revision = at(obj, "metadata", "resourceVersion")
    if revision and revision != old["metadata"]["resourceVersion"]:
        raise refusal.conflict(kind, name, refusal.CHANGED)
