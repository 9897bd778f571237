"""The Family of each set, made when asked for, and who is told when it is another one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.live.dns.same import says_the_same
from ststui.live.joining import join_family
from ststui.live.touched import Touched
from ststui.model import Readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.live.index import Name
    from ststui.live.store import Store
    from ststui.model import Family
    from ststui.model.dns import SetDns


class Families:
    """What is kept of the sets of one store until something of them changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made: dict[Name, Family] = {}
        self.rests: dict[Name, bool] = {}
        """What a glance told of a set; forgotten as soon as anything of the set changes."""
        self._dns: dict[Name, SetDns] = {}
        self._readers: list[Touched] = []
        self._news: set[Name] = set()
        """Sets that changed and that no reader was told of yet."""

    def of(self, name: Name) -> Family | None:
        """The Family of a set; the same object until something of it changes."""
        found = self._made.get(name)
        if found is None:
            stateful_set = self._store.sets.get(*name)
            if stateful_set is None:
                return None
            found = join_family(self._store, stateful_set, dns=self._dns.get(name))
            self._made[name] = found
        return found

    def mark(self, names: Iterable[Name]) -> None:
        """Something of these sets changed."""
        for name in names:
            self._made.pop(name, None)
            self.rests.pop(name, None)
            self._news.add(name)

    def let_go(self, name: Name) -> None:
        """Keep no Family of a set that nobody looks at: a thousand of them are memory."""
        self._made.pop(name, None)

    def forget(self, name: Name) -> None:
        """A set is gone."""
        self._made.pop(name, None)
        self.rests.pop(name, None)
        self._dns.pop(name, None)

    def put_dns(self, name: Name, dns: SetDns) -> bool:
        """Keep what DNS says of a set; whether it differs from what it said before."""
        before = self._dns.get(name)
        self._dns[name] = dns
        family = self._made.get(name)
        if family is not None:
            self._made[name] = replace(family, dns=Readable(dns))
        differs = before is None or not says_the_same(before, dns)
        if differs:
            self._news.add(name)
        return differs

    def forget_dns(self, name: Name) -> bool:
        """What DNS said of a set is no longer known to be true; whether it had said anything."""
        said = self._dns.pop(name, None) is not None
        if said:
            self.mark((name,))
        return said

    def follow(self) -> Touched:
        """Begin to note the sets whose Family changes, for one reader; all there are come first."""
        reader = Touched(self._store.sets.names(), tell=self._tell)
        self._readers.append(reader)
        return reader

    def leave(self, reader: Touched) -> None:
        """Note nothing any more for a reader."""
        self._readers.remove(reader)

    def _tell(self) -> None:
        for reader in self._readers:
            reader.add(self._news)
        self._news.clear()
