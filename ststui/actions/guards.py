"""The tests of a JSON Patch of a set: every field that plans are made from is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.model.keeper import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.model import Metadata

METADATA = "/metadata/"
"""Where the tested fields begin that no generation covers."""


def check(path: str, value: Any) -> dict[str, Any]:
    """An operation that changes nothing and fails where the value is another.

    What is missing equals null, but only where the object around it is there
    (gopkg.in/evanphx/json-patch.v4, Patch.test).
    """
    return {"op": "test", "path": path, "value": value}


def guards(metadata: Metadata) -> tuple[dict[str, Any], ...]:
    """The tests that hold for any change of a set.

    The uid; the generation, which rises with every change of the spec and when a deletion is asked
    for, and never by a status (apimachinery ObjectMeta.generation; strategy.go of
    pkg/registry/apps/statefulset, v1.36), and so covers every field of the spec that a forecast
    reads; then what warnings read of the metadata: owner, labels, annotations. Where a set has
    no labels or no annotations at all, none can be tested, so that there must be none then either.
    """
    return (
        check("/metadata/uid", metadata.uid),
        check("/metadata/generation", metadata.generation),
        *_owner(metadata),
        *_labels(metadata),
        *_annotations(metadata),
    )


def _owner(metadata: Metadata) -> Iterator[dict[str, Any]]:
    path = f"{METADATA}ownerReferences"
    if not metadata.owner_references:
        yield check(path, None)
    for index, each in enumerate(metadata.owner_references):
        if each.controller:
            yield check(f"{path}/{index}/uid", each.uid)


def _labels(metadata: Metadata) -> Iterator[dict[str, Any]]:
    if not metadata.labels:
        yield check(f"{METADATA}labels", None)
        return
    for name in LABELS:
        yield check(f"{METADATA}labels/{_escaped(name)}", metadata.labels.get(name))


def _annotations(metadata: Metadata) -> Iterator[dict[str, Any]]:
    found = metadata.annotations
    if found is None:
        yield check(f"{METADATA}annotations", None)
        return
    for name, value in (
        ("ststui/quorum", found.quorum),
        ("meta.helm.sh/release-name", found.helm_release),
        ("argocd.argoproj.io/tracking-id", found.argo_instance),
    ):
        yield check(f"{METADATA}annotations/{_escaped(name)}", value)


def _escaped(name: str) -> str:
    """As a part of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
