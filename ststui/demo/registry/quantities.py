"""Quantities: amounts with the suffixes of Kubernetes, read, added and written canonically."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}


def _split(text: str) -> tuple[str, str]:
    for suffix in _BINARY:
        if text.endswith(suffix):
            return text[:-2], suffix
    if text and text[-1] in _DECIMAL:
        return text[:-1], text[-1]
    return text, ""


def amount(quantity: object) -> Decimal:
    """A quantity as a number in its base unit (bytes, cores, pieces).

    Args:
        quantity: A string such as "500m" or "10Gi", or a number.

    Returns:
        The number; 0 if the text is no quantity.
    """
    number, suffix = _split(str(quantity))
    try:
        value = Decimal(number)
    except InvalidOperation:
        return Decimal(0)
    if suffix in _BINARY:
        return value * (1 << _BINARY[suffix])
    return value.scaleb(_DECIMAL[suffix])


def is_quantity(quantity: object) -> bool:
    """Whether a value reads as a quantity."""
    try:
        Decimal(_split(str(quantity))[0])
    except InvalidOperation:
        return False
    return True


def canonical(quantity: object) -> str:
    """A quantity as the API server writes it: the largest suffix that leaves a whole number.

    Args:
        quantity: A string or a number; what is no quantity comes back as text.

    Returns:
        The canonical text, as k8s.io/apimachinery/pkg/api/resource 0.36 says it.
    """
    text = str(quantity)
    if not is_quantity(text):
        return text
    return written(amount(text), binary=_split(text)[1] in _BINARY)


def written(value: Decimal, *, binary: bool) -> str:
    """A number as a quantity.

    Args:
        value: The number in the base unit.
        binary: Whether the suffixes are powers of 1024.

    Returns:
        The canonical text.
    """
    if value == 0:
        return "0"
    if binary and value >= 1024:
        for suffix, power in reversed(_BINARY.items()):
            if value % (1 << power) == 0:
                return f"{int(value) >> power}{suffix}"
    for suffix, power in sorted(_DECIMAL.items(), key=lambda item: -item[1]):
        scaled = value.scaleb(-power)
        if scaled == scaled.to_integral_value():
            return f"{int(scaled)}{suffix}"
    return str(value)
