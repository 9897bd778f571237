"""JSON Merge Patch (RFC 7386)."""

from __future__ import annotations

from typing import Any


def merge_patch(target: Any, patch: Any) -> Any:
    """The target with a merge patch applied.

    Args:
        target: The value to patch; it is not changed.
        patch: The patch; null removes.

    Returns:
        The new value.
    """
    if not isinstance(patch, dict):
        return patch
    new = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            new.pop(key, None)
        else:
            new[key] = merge_patch(new.get(key), value)
    return new
