"""Whether a text can be an image's name at all.

The grammar of github.com/distribution/reference (v0.6.0, regexp.go), by which the kubelet reads it:
the API server takes any text, and the pod is then InvalidImageName.
"""

from __future__ import annotations

import re

LONGEST = 255
"""Characters of host and path."""

_HOST_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_HOST = rf"(?:{_HOST_PART}(?:\.{_HOST_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_IMAGE = re.compile(
    rf"(?P<name>(?:{_HOST}/)?{_PART}(?:/{_PART})*)(?::[\w][\w.-]{{0,127}})?(?:@(?P<digest>{_DIGEST}))?",
    re.ASCII,
)
_SHA256 = "sha256:"


def why_no_image(text: str) -> str:
    """Why a text is no image; empty when it can be one."""
    if not text:
        return "an image is wanted"
    if any(each.isspace() for each in text):
        return f"{text!r} is no image: there is a blank in it"
    found = _IMAGE.fullmatch(text)
    if found is None:
        lower = _IMAGE.fullmatch(text.lower())
        hint = "names are written in small letters" if lower else "write [HOST/]NAME[:TAG][@DIGEST]"
        return f"{text} is no image: {hint}"
    if len(found["name"]) > LONGEST:
        return f"{text} is no image: its name is longer than {LONGEST} characters"
    digest = found["digest"] or ""
    if digest.startswith(_SHA256) and len(digest) != len(_SHA256) + 64:
        return f"{text} is no image: a sha256 digest has 64 digits"
    return ""
