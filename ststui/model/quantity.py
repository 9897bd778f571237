"""Resource quantities such as ``50Gi`` and ``500m``."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_SUFFIXES = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    "k": Decimal(1000),
    "M": Decimal(1000) ** 2,
    "G": Decimal(1000) ** 3,
    "T": Decimal(1000) ** 4,
    "P": Decimal(1000) ** 5,
    "E": Decimal(1000) ** 6,
    "Ki": Decimal(1024),
    "Mi": Decimal(1024) ** 2,
    "Gi": Decimal(1024) ** 3,
    "Ti": Decimal(1024) ** 4,
    "Pi": Decimal(1024) ** 5,
    "Ei": Decimal(1024) ** 6,
}


def quantity(text: str) -> Decimal | None:
    """The number a quantity stands for, in its base unit (bytes, cores); None if it is not one.

    Grammar: apimachinery pkg/api/resource/quantity.go (v0.36): suffixes of powers of 1000 and
    1024, or a decimal exponent.
    """
    number = text.rstrip("numkMGTPEi")
    factor = _SUFFIXES.get(text[len(number) :])
    if factor is None:
        # ``1E3`` is an exponent, ``1E`` a suffix: only the latter lost its letter above.
        return None
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    return value * factor if value.is_finite() else None
