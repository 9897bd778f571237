"""Which events of a watch are old news.

Versions of a resource may be compared since Kubernetes 1.35 where they are plain decimal numbers
(KEP-5504, comparable resource versions; apimachinery v0.36.3, pkg/util/resourceversion). What is
not a number is never old news: it is applied as it comes.
"""

from dataclasses import dataclass, field
from typing import Final

MOST_REMEMBERED: Final = 4096
"""Objects whose last version is remembered, before all older versions count as seen."""


@dataclass(slots=True)
class EventOrder:
    """Tells events that repeat or come late from news, by their versions.

    Exact with bounded memory: for an object that is not remembered nothing newer than `_floor`
    was seen.
    """

    version: str
    """Where a watch can be taken up: the newest version seen."""

    remember: int = MOST_REMEMBERED
    """So many objects' last versions are remembered."""

    _floor: int = field(init=False)
    _newest: int = field(init=False)
    _seen: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._floor = self._newest = _number(self.version)

    def is_news(self, uid: str, *, version: str) -> bool:
        """Take in one event.

        Args:
            uid: The object's uid.
            version: The object's version in the event.

        Returns:
            Whether it tells something that was not known.
        """
        number = _number(version)
        if number < 0 or self._newest < 0:
            if version:
                self.version = version
            return True
        if number <= self._seen.get(uid, self._floor):
            return False
        self._seen[uid] = number
        if number > self._newest:
            self._newest, self.version = number, version
        if len(self._seen) > self.remember:
            self._floor = self._newest
            self._seen.clear()
        return True

    def bookmark(self, version: str) -> bool:
        """Take in a bookmark: everything up to this version was sent.

        Args:
            version: The bookmark's version.

        Returns:
            Whether it makes sense. A bookmark older than an event means that the server's
            versions went back (an etcd restored from a backup): only a new list helps.
        """
        number = _number(version)
        if number < 0 or self._newest < 0:
            self.version = version or self.version
            return True
        if number < self._newest:
            return False
        self._newest = self._floor = number
        self.version = version
        self._seen.clear()
        return True


def _number(version: str) -> int:
    """The version as a number, -1 if it is none (KEP-5504: no sign, no leading zero)."""
    plain = version.isascii() and version.isdigit() and not version.startswith("0")
    return int(version) if plain else -1
