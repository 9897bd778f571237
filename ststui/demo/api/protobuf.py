"""The one protobuf message clients insist on: kubectl auth can-i sends its review as one.

generated.proto of k8s.io/apimachinery/pkg/runtime and of k8s.io/api/authorization/v1, 0.36.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import refusal

if TYPE_CHECKING:
    from ststui.demo.fields import Json

_MAGIC = b"k8s\x00"
_RAW, _SPEC, _RESOURCE = 2, 2, 1
_ATTRIBUTES = {
    1: "namespace",
    2: "verb",
    3: "group",
    4: "version",
    5: "resource",
    6: "subresource",
    7: "name",
}


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _fields(data: bytes) -> dict[int, bytes]:
    """The length-delimited fields of a message, by number; the last of several counts."""
    found, at = {}, 0
    while at < len(data):
        tag, at = _varint(data, at)
        if tag & 7 == 0:
            _, at = _varint(data, at)
            continue
        if tag & 7 != 2:
            raise refusal.bad_request("the object provided is unrecognized: protobuf")
        length, at = _varint(data, at)
        found[tag >> 3] = data[at : at + length]
        at += length
    return found


def access_review(data: bytes) -> Json:
    """A SelfSubjectAccessReview from its protobuf form.

    Args:
        data: The body of the request.

    Returns:
        The review as JSON, with its spec only.

    Raises:
        RefusedError: 400 if it cannot be read.
    """
    if not data.startswith(_MAGIC):
        raise refusal.bad_request("the object provided is unrecognized: not protobuf")
    try:
        spec = _fields(_fields(_fields(data[len(_MAGIC) :])[_RAW])[_SPEC])
        asked = _fields(spec.get(_RESOURCE, b""))
    except (IndexError, KeyError) as error:
        raise refusal.bad_request(f"the object provided is unrecognized: {error!r}") from None
    words = {
        name: asked[number].decode() for number, name in _ATTRIBUTES.items() if number in asked
    }
    return {"spec": {"resourceAttributes": words} if words else {}}
