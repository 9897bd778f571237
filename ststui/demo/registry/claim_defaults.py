"""What the API server fills into claims, volumes and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import annotations_of, at, name_of
from ststui.demo.registry.quantities import canonical

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.store import Store

DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
"""Annotation of the class that claims without one get."""


def claim_spec_defaults(spec: Json) -> Json:
    """A claim's spec with its defaults; the given one is changed."""
    spec.setdefault("volumeMode", "Filesystem")
    resources = spec.get("resources") or {}
    spec["resources"] = {
        part: {name: canonical(value) for name, value in amounts.items()}
        for part, amounts in resources.items()
        if amounts
    }
    return spec


def default_class(store: Store) -> str | None:
    """The name of the newest class marked as the default one."""
    marked = [
        item
        for item in store.each(kinds.CLASSES)
        if annotations_of(item).get(DEFAULT_CLASS) == "true"
    ]
    marked.sort(key=lambda item: str(at(item, "metadata", "creationTimestamp")), reverse=True)
    return name_of(marked[0]) if marked else None


def claim_defaults(obj: Json, store: Store) -> Json:
    """A claim with its defaults, its finalizer and the default class; the given one is changed."""
    spec = claim_spec_defaults(obj.setdefault("spec", {}))
    if spec.get("storageClassName") is None:
        name = default_class(store)
        if name is not None:
            spec["storageClassName"] = name
    _finalizer(obj, "kubernetes.io/pvc-protection")
    obj["status"] = {"phase": "Pending"}
    return obj


def volume_defaults(obj: Json) -> Json:
    """A volume with its defaults and its finalizer; the given one is changed."""
    spec = obj.setdefault("spec", {})
    spec.setdefault("persistentVolumeReclaimPolicy", "Retain")
    spec.setdefault("volumeMode", "Filesystem")
    _finalizer(obj, "kubernetes.io/pv-protection")
    obj["status"] = {"phase": "Pending"}
    return obj


def _finalizer(obj: Json, name: str) -> None:
    finalizers = obj["metadata"].setdefault("finalizers", [])
    if name not in finalizers:
        finalizers.append(name)
