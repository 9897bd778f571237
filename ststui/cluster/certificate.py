"""When a certificate ends, read from its bytes.

The API server answers 401 to an expired client certificate, without a word why; this is the word.
Python's ssl shows the dates of certificate authorities only, so the few bytes are walked here
(RFC 5280 §4.1: Certificate → TBSCertificate → validity; X.690 for the encoding).
"""

import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import Final

_PEM: Final = re.compile(
    rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----\s(.+?)-----END", re.DOTALL
)
_SEQUENCE: Final = 0x30
_VERSION: Final = 0xA0
_UTC_TIME: Final = 0x17
_GENERALIZED_TIME: Final = 0x18


def expires_at(pem: bytes) -> datetime | None:
    """Say when the first certificate of a PEM text ends.

    Args:
        pem: Certificates as PEM, one's own first.

    Returns:
        The last second of validity, in UTC; `None` if the text holds no readable certificate.
    """
    found = _PEM.search(pem)
    if found is None:
        return None
    try:
        return _not_after(b64decode(found.group(1)))
    except (ValueError, IndexError):
        return None


def _not_after(der: bytes) -> datetime:
    _, start, _ = _element(der, 0)
    _, at, _ = _element(der, start)
    tag, _, end = _element(der, at)
    if tag == _VERSION:
        at = end
    # serialNumber, signature and issuer stand before validity.
    for _ in range(3):
        _, _, at = _element(der, at)
    tag, start, _ = _element(der, at)
    if tag != _SEQUENCE:
        raise ValueError("no validity")
    _, _, at = _element(der, start)
    tag, start, end = _element(der, at)
    text = der[start:end].decode("ascii")
    if tag == _UTC_TIME:
        # RFC 5280 §4.1.2.5.1: years from 50 on are of the last century.
        text = f"{'19' if text[:2] >= '50' else '20'}{text}"
    elif tag != _GENERALIZED_TIME:
        raise ValueError("no time")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _element(der: bytes, at: int) -> tuple[int, int, int]:
    """Tag, start and end of the contents of the element at a position."""
    tag, length, start = der[at], der[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length = int.from_bytes(der[start : start + size], "big")
        start += size
    if start + length > len(der):
        raise ValueError("cut off")
    return tag, start, start + length
