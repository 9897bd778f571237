"""PATCH: one of three types of patch, applied to the stored object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.demo import refusal
from ststui.demo.fields import at, name_of, uid_of
from ststui.demo.patches.json_patch import json_patch
from ststui.demo.patches.merge import merge_patch
from ststui.demo.patches.strategic import strategic_patch
from ststui.demo.refusal import Cause

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
"""Server-side apply, here a strategic merge that also creates; nobody owns fields alone."""
TYPES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH)
"""The content types understood."""


def patched(kind: Kind, old: Json, content_type: str, patch: Any) -> Json:
    """The stored object with a patch applied, not yet checked.

    Args:
        kind: What it is.
        old: The stored object.
        content_type: Which of the patch types.
        patch: The decoded patch.

    Returns:
        The new object.

    Raises:
        RefusedError: 415 for another type, 422 for a failed test or another identity.
    """
    if content_type == JSON_PATCH:
        if not isinstance(patch, list):
            raise refusal.bad_request("error decoding patch: not a list of operations")
        new = json_patch(old, patch)
    elif content_type == MERGE_PATCH:
        new = merge_patch(old, patch)
    elif content_type in (STRATEGIC_PATCH, APPLY_PATCH):
        new = strategic_patch(old, patch)
    else:
        raise refusal.RefusedError(
            code=415,
            reason="UnsupportedMediaType",
            message="the body of the request was in an unknown format - accepted media types "
            f"include: {', '.join(TYPES)}",
        )
    if not isinstance(new, dict) or not isinstance(new.get("metadata"), dict):
        raise refusal.bad_request("the patch leaves no object")
    uid = at(new, "metadata", "uid")
    if uid != uid_of(old):
        raise refusal.invalid(
            kind,
            name_of(old),
            [Cause(field="metadata.uid", message=f'Invalid value: "{uid}": field is immutable')],
        )
    return new
