"""Bytes of the API to model values: total, pure, and frugal with memory.

One malformed object among thousands becomes a Complaint; the others are unharmed. A body that is
not a list at all becomes Malformed.
"""

from ststui.cluster.decode.page import Malformed, Page, decode_page, next_token
from ststui.cluster.decode.single import decode_object
from ststui.cluster.decode.watch_event import Status, WatchEvent, decode_event

__all__ = [
    "Malformed",
    "Page",
    "Status",
    "WatchEvent",
    "decode_event",
    "decode_object",
    "decode_page",
    "next_token",
]
