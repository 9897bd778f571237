"""Names and ordinals: pod names, claim names and how they are taken apart."""

from __future__ import annotations

MAX_ORDINAL = 2**31 - 1
"""Ordinals are int32 (strconv.ParseInt with 32 bits); a greater number in a name is not one."""
MAX_ORDINAL_DIGITS = 10


def split_ordinal(name: str) -> tuple[str, int] | None:
    """Take ``db-2`` apart into ``("db", 2)``; None when there is no ordinal.

    Mirrors getParentNameAndOrdinal (pkg/controller/statefulset/stateful_set_utils.go, v1.36):
    the regular expression ``(.*)-([0-9]+)$``, so ``db-02`` has ordinal 2.
    """
    parent, dash, digits = name.rpartition("-")
    if not dash or not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) > MAX_ORDINAL_DIGITS:
        digits = digits.lstrip("0") or "0"
        if len(digits) > MAX_ORDINAL_DIGITS:
            return None
    ordinal = int(digits)
    return (parent, ordinal) if ordinal <= MAX_ORDINAL else None


def names_parent(name: str, parent: str) -> bool:
    """Whether a pod's name says that it is a set's, also with a number that is no ordinal.

    isMemberOf (stateful_set_utils.go, v1.36) looks at the name alone; a pod of the set without an
    ordinal is kept and looked at no more (updateReplicas, stateful_set_control.go: "If the ordinal
    could not be parsed (ord < 0), ignore the Pod").
    """
    found, dash, digits = name.rpartition("-")
    return bool(dash) and found == parent and digits.isascii() and digits.isdigit()


def pod_name(set_name: str, ordinal: int) -> str:
    """The name of the pod of an ordinal."""
    return f"{set_name}-{ordinal}"


def claim_name(template: str, set_name: str, ordinal: int) -> str:
    """The claim's name: getPersistentVolumeClaimName (stateful_set_utils.go, v1.36)."""
    return f"{template}-{set_name}-{ordinal}"


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in natural order: ``db-2`` before ``db-10``."""
    parts: list[tuple[int, int, str]] = []
    text = ""
    number = ""
    for character in name:
        if character in "0123456789":
            if text:
                parts.append((1, 0, text))
                text = ""
            number += character
        else:
            if number:
                parts.append((0, int(number), number))
                number = ""
            text += character
    if number:
        parts.append((0, int(number), number))
    if text:
        parts.append((1, 0, text))
    return tuple(parts)
