"""Whether two looks at a set's DNS say the same, times and TTLs aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.model.dns import NameCheck, SetDns


def says_the_same(one: SetDns, other: SetDns) -> bool:
    """Whether nothing that rows show differs."""
    return one.way == other.way and tuple(_gist(one)) == tuple(_gist(other))


def _gist(dns: SetDns) -> Iterator[object]:
    yield _of_check(dns.service)
    for ordinal, check in dns.ordinals.items():
        yield ordinal, _of_check(check)


def _of_check(check: NameCheck) -> tuple[object, ...]:
    answers = tuple((a.server, a.rcode, a.addresses) for a in check.answers)
    return check.name.text, check.verdict, check.layer, check.sentence, answers
