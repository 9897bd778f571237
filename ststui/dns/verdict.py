"""The verdict on a name: what was expected against what each server answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.dns import FINE, NameCheck
from ststui.wording.listed import first_few

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ststui.dns.expected import Expectation
    from ststui.model.dns import Answer, Layer, Name, Verdict

DEFAULT_CACHE = 30
"""Seconds that CoreDNS keeps an answer in the manifests of kubeadm and k3s; used where the server
does not tell its own (``cache 30``)."""
MOST_VALUES = 3
"""So many addresses or names stand in one line."""
LEAST_CACHE = 5
"""Seconds that CoreDNS' cache keeps even an answer with a TTL of 0 (plugin/cache, minttl)."""


def judge(
    name: Name,
    expectation: Expectation,
    answers: Sequence[Answer],
    *,
    now: datetime,
    cache_seconds: int = DEFAULT_CACHE,
) -> NameCheck:
    """Compare; the first layer that is at fault gives the verdict.

    Args:
        name: the name.
        expectation: what it must answer.
        answers: one a server; none if nobody could be asked.
        now: when the answers came, by the API server's clock.
        cache_seconds: the longest time for which a server's cache can keep an old answer.
    """
    negative = [
        a.negative_ttl for a in answers if a.rcode == "NXDOMAIN" and a.negative_ttl is not None
    ]
    verdict, layer, sentence = _Judge(expectation, answers, now, cache_seconds).judge()
    return NameCheck(
        name=name,
        verdict=verdict,
        layer=layer,
        sentence=sentence,
        expected=expectation.values,
        answers=tuple(answers),
        negative_ttl=max(negative, default=None),
    )


def not_asked(name: Name, expectation: Expectation, *, why: str) -> NameCheck:
    """The verdict where no server can be asked: faults above the servers are known all the same."""
    verdict, layer, sentence = expectation.verdict, expectation.layer, expectation.sentence
    if verdict is None:
        verdict, layer, sentence = "unavailable", "server", why
    return NameCheck(
        name=name, verdict=verdict, layer=layer, sentence=sentence, expected=expectation.values
    )


_Found = tuple["Verdict", "Layer | None", str]


class _Judge:
    """One comparison."""

    def __init__(
        self,
        expectation: Expectation,
        answers: Sequence[Answer],
        now: datetime,
        cache_seconds: int,
    ) -> None:
        self._expected = expectation
        self._answers = answers
        self._came = tuple(each for each in answers if each.rcode is not None)
        self._silent = tuple(each for each in answers if each.rcode is None)
        self._longest = max(cache_seconds, LEAST_CACHE)
        since = expectation.since
        self._age = None if since is None else max(0, int((now - since).total_seconds()))

    def judge(self) -> _Found:
        """Verdict, layer and sentence."""
        expected = self._expected
        if expected.verdict is not None:
            return expected.verdict, expected.layer, expected.sentence
        if not self._came:
            return self._nobody()
        found = self._split() or self._of_one(self._came[0])
        if self._silent and found[0] in FINE:
            verdict, layer, text = self._nobody()
            rest = ", ".join(each.server for each in self._came)
            return verdict, layer, f"{text}; {rest} answered {said(self._came[0])}"
        return found

    def _nobody(self) -> _Found:
        late = [each.server for each in self._silent if each.timed_out]
        if late:
            return "timeout", "server", f"no answer from {', '.join(late)} in time"
        if not self._silent:
            return "unavailable", "server", "no server was asked"
        first = self._silent[0]
        names = ", ".join(each.server for each in self._silent)
        return "unavailable", "server", f"no answer from {names}: {first.why or 'cut off'}"

    def _split(self) -> _Found | None:
        groups: dict[tuple[str | None, tuple[str, ...]], list[Answer]] = {}
        for each in self._came:
            groups.setdefault((each.rcode, self._values(each)), []).append(each)
        if len(groups) < 2:
            return None
        words = "; ".join(
            f"{', '.join(e.server for e in group)}: {said(group[0])}" for group in groups.values()
        )
        errors = any(each.rcode not in {"NOERROR", "NXDOMAIN"} for each in self._came)
        layer: Layer = "server" if errors or not self._cached else "cache"
        tail = f" (changed {self._age} s ago, a cache may lag)" if layer == "cache" else ""
        return "split", layer, f"the servers disagree: {words}{tail}"

    def _values(self, answer: Answer) -> tuple[str, ...]:
        return self._expected.values or () if self._fits(answer) else answer.addresses

    def _fits(self, answer: Answer) -> bool:
        expected = self._expected.values
        if expected is None or answer.rcode != "NOERROR":
            return False
        if answer.truncated:
            return bool(answer.addresses) and set(answer.addresses) <= set(expected)
        if self._expected.subset:
            return set(expected) <= set(answer.addresses)
        return expected == answer.addresses

    @property
    def _cached(self) -> bool:
        """Whether the change is so young that a cache may still hold what was before."""
        return self._age is not None and self._age <= self._longest

    def _of_one(self, answer: Answer) -> _Found:
        """All servers say the same."""
        match answer.rcode:
            case "SERVFAIL":
                return (
                    "servfail",
                    "server",
                    (
                        "the server answers SERVFAIL: CoreDNS does so until it has once read the"
                        " cluster's Services, and when it cannot reach what it forwards to"
                    ),
                )
            case "REFUSED":
                text = "the server answers REFUSED: it does not serve this zone, or an acl forbids"
                return "refused", "server", text
            case "NOERROR" | "NXDOMAIN":
                pass
            case _:
                return "unavailable", "server", f"the server answers {answer.rcode}"
        expected = self._expected.values
        if expected is None:
            why = self._expected.sentence
            return "unavailable", self._expected.layer, f"{why}; DNS answers {said(answer)}"
        if not expected:
            return self._none_expected(answer)
        return self._some_expected(answer, expected)

    def _none_expected(self, answer: Answer) -> _Found:
        why = self._expected.sentence
        if not answer.addresses:
            return "nxdomain-expected", self._expected.layer, f"no record, rightly: {why}"
        if self._expected.in_slices:
            text = f"{why}, but its EndpointSlice still has {_some(self._expected.in_slices)}"
            return "stale", "endpointSlice", text
        return (
            "stale",
            self._lag,
            f"{why}, but DNS answers {said(answer)}{self._how_long(answer.ttl)}",
        )

    def _some_expected(self, answer: Answer, expected: tuple[str, ...]) -> _Found:
        if self._fits(answer):
            if self._expected.headless:
                return "ok", None, f"answers {_some(expected)}"
            return (
                "not-headless",
                "service",
                (
                    f"answers {_some(expected)}, but the Service is not headless: CoreDNS names its"
                    " pods all the same, other DNS servers need not"
                ),
            )
        in_slices = self._expected.in_slices
        lagging = in_slices is not None and in_slices != expected
        if answer.rcode == "NXDOMAIN":
            text = f"no such name, expected {_some(expected)}"
            if lagging:
                return "nxdomain-unexpected", "endpointSlice", f"{text}: {self._lacking()}"
            longest = answer.negative_ttl
            return "nxdomain-unexpected", self._lag, f"{text}{self._how_long(longest)}"
        if not answer.addresses or self._lacks_family(answer, expected):
            missing = tuple(sorted(set(expected) - set(answer.addresses)))
            return "nodata", "server", f"the name is there, but without {_some(missing)}"
        text = f"DNS answers {said(answer)}, expected {_some(expected)}"
        if lagging:
            return "stale", "endpointSlice", f"{text}: {self._lacking()}"
        return "stale", self._lag, f"{text}{self._how_long(answer.ttl)}"

    def _lacking(self) -> str:
        known = self._expected.in_slices
        return f"the EndpointSlice has {_some(known)}" if known else "the EndpointSlice lacks it"

    @staticmethod
    def _lacks_family(answer: Answer, expected: tuple[str, ...]) -> bool:
        """Whether what is there is right and one whole family is missing."""
        answered = set(answer.addresses)
        missing = set(expected) - answered
        return answered < set(expected) and {":" in each for each in missing}.isdisjoint(
            {":" in each for each in answered}
        )

    @property
    def _lag(self) -> Layer:
        return "cache" if self._cached else "server"

    def _how_long(self, left: int | None) -> str:
        if self._age is None:
            return "; since when is not known"
        if self._cached:
            more = self._longest - self._age if left is None else min(left, self._longest)
            return f" ({self._age} s after the change; a cache may keep it {more} s more)"
        return (
            f" ({self._age} s after the change; its cache keeps nothing longer than"
            f" {self._longest} s, so the server does not see the change)"
        )


def said(answer: Answer) -> str:
    """What a server said, in a few words."""
    if answer.rcode is None:
        return "nothing in time" if answer.timed_out else "nothing"
    if answer.rcode == "NOERROR":
        return _some(answer.addresses) if answer.addresses else "no address"
    return answer.rcode


def _some(values: Sequence[str]) -> str:
    return first_few(values, most=MOST_VALUES)
