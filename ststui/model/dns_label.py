"""What can be one part of a name in DNS."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 63
"""Characters of a DNS label (RFC 1035, section 2.3.4)."""
_LABEL: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")


def is_dns_label(name: str) -> bool:
    """Whether a Service or a pod's subdomain can be called so, as the API server sees it."""
    return len(name) <= LONGEST and _LABEL.fullmatch(name) is not None
