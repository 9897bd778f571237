"""One server's replies to all record types of a name, as one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.dns.flight import Silence
from ststui.dns.message import Question, Reply
from ststui.model.dns import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ststui.dns.flight import Outcome
    from ststui.model.dns import Name


def questions_of(name: Name) -> Iterator[Question]:
    """What to ask for a name."""
    return (Question(name.text, each) for each in name.types)


def combine(name: Name, outcomes: Mapping[Question, Outcome], *, server: str) -> Answer:
    """The answer of one server.

    A record type without a reply leaves the whole answer open; a type that fails decides over one
    that does not, for a client that asks for both sees the failure.
    """
    found = [outcomes.get(each) for each in questions_of(name)]
    silent = next((each for each in found if not isinstance(each, Reply)), None)
    replies = [each for each in found if isinstance(each, Reply)]
    if not replies or len(replies) < len(found):
        if isinstance(silent, Silence):
            return Answer(server=server, rcode=None, timed_out=silent.timed_out, why=silent.why)
        return Answer(server=server, rcode=None, why="not asked")
    bad = next((each.rcode for each in replies if each.rcode != "NOERROR"), "NOERROR")
    values = {value for each in replies for value in each.values}
    return Answer(
        server=server,
        rcode=bad,
        addresses=tuple(sorted(values)),
        truncated=any(each.truncated for each in replies),
        ttl=min((e.ttl for e in replies if e.ttl is not None), default=None),
        negative_ttl=max(
            (e.negative_ttl for e in replies if e.negative_ttl is not None), default=None
        ),
        milliseconds=max(
            (e.milliseconds for e in replies if e.milliseconds is not None), default=None
        ),
    )
