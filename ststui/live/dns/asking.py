"""When DNS is asked: for what is visible, after it changed, and now and then."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ststui.live.dns.burst import ask_all
from ststui.live.dns.shape import shape_of
from ststui.live.dns.way import DnsWishes, Servers, find_servers
from ststui.live.dns.zone import Zone, find_zone
from ststui.live.index import Name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cluster.session import Session
    from ststui.live.store import Store
    from ststui.model import Family
    from ststui.model.dns import DnsWay, SetDns
    from ststui.settings.settings import DnsMode

_log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks at what is due."""
SETTLED = 2.0
"""Seconds without a change of pods, slices or Services before DNS is asked again."""
AT_LATEST = 15.0
"""Seconds after the first of several changes when it is asked all the same, settled or not."""
ASK_EVERY = 60.0
"""Seconds after which an answer is asked for again."""
TOGETHER = 5.0
"""What is due within so many seconds goes into the same burst."""
KNOW_SERVERS = 30.0
"""Seconds for which the list of DNS pods is used again."""
SOON = 1.0
"""Seconds after an old answer's TTL before it is asked for again."""

NEEDED = ("pods", "services", "endpointslices")
"""Kinds without which it is not known what DNS must answer."""


@dataclass(slots=True)
class _Asked:
    """What is known of one set."""

    shape: tuple[Any, ...] = ()
    """What DNS depends on, when it was last looked at."""
    family: Family | None = None
    """The Family it was taken from: the same object is not looked at again."""
    changed: float = float("-inf")
    """When it changed last."""
    since: float = float("inf")
    """Since when it is not as it was when DNS was asked."""
    due: float = float("-inf")
    closely: bool = False
    """Whether the last answers held SRV and reverse names."""


@dataclass(slots=True)
class Asking:
    """Asks for the sets that are looked at; run it in a task of your own."""

    session: Session
    store: Store
    mode: DnsMode = "auto"
    wishes: DnsWishes = field(default_factory=DnsWishes)
    way: DnsWay | None = None
    """How DNS was asked last; None before."""
    busy: bool = False
    """Whether a burst is under way."""
    _visible: frozenset[Name] = frozenset()
    _closely: Name | None = None
    _asked: dict[Name, _Asked] = field(default_factory=dict)
    _servers: Servers | None = None
    _servers_at: float = float("-inf")
    _zone: Zone | None = None

    def look(self, visible: Iterable[Name], *, closely: Name | None = None) -> None:
        """Say what is on the screen now.

        Args:
            visible: sets with rows in view; none when another screen hides them.
            closely: the set whose names are looked at one by one, also on demand.
        """
        self._visible = frozenset(visible)
        self._closely = closely

    def again(self, name: Name) -> None:
        """Ask for a set at once, whatever is known of it."""
        self._asked.setdefault(name, _Asked()).due = float("-inf")

    async def run(self) -> None:
        """Look and ask until cancelled; asks nothing while nothing is visible."""
        while True:
            try:
                await self.step(now=time.monotonic())
            except Exception as error:  # noqa: BLE001 - a bug must not end what else is watched
                _log.warning("asking DNS failed", exc_info=error)
                await asyncio.sleep(ASK_EVERY)
            await asyncio.sleep(LOOK_EVERY)

    async def step(self, *, now: float) -> bool:
        """Ask for what is due.

        Args:
            now: seconds of a monotonic clock.

        Returns:
            Whether anything was asked.
        """
        wanted = set(self._visible) if self.mode == "auto" else set()
        if self._closely is not None and self.mode != "off":
            wanted.add(self._closely)
        self._notice(wanted, now=now)
        dues = {name: self._due(name) for name in wanted}
        if all(due > now for due in dues.values()):
            return False
        names = sorted(n for n, due in dues.items() if due <= now + TOGETHER and self._ready(n))
        if not names or min(dues[name] for name in names) > now:
            return False
        self.busy = True
        try:
            await self._burst(names, now=now)
        finally:
            self.busy = False
        return True

    def _notice(self, wanted: set[Name], *, now: float) -> None:
        for name in tuple(self._asked):
            family = self.store.families.of(name)
            if family is None:
                del self._asked[name]
                continue
            entry = self._asked[name]
            if family is entry.family:
                continue
            entry.family, shape = family, shape_of(family)
            if shape != entry.shape:
                entry.shape, entry.changed = shape, now
                entry.since = min(entry.since, now)
                entry.due = min(entry.due, now)
                if name not in wanted:
                    self.store.forget_dns(name)

    def _due(self, name: Name) -> float:
        entry = self._asked.get(name)
        if entry is None or (name == self._closely and not entry.closely):
            return float("-inf")
        return max(entry.due, min(entry.changed + SETTLED, entry.since + AT_LATEST))

    def _ready(self, name: Name) -> bool:
        for kind in NEEDED:
            health = self.store.healths.of(kind, name.namespace)
            if health is None or health.state == "loading":
                return False
        return self.store.families.of(name) is not None

    async def _burst(self, names: list[Name], *, now: float) -> None:
        families = [found for name in names if (found := self.store.families.of(name))]
        servers = await self._known_servers(now=now)
        zone = self._zone
        if zone is None or zone.source == "assumed":
            zone = self._zone = await find_zone(self.session, self.wishes, servers, families)
        closely = [f for f in families if self._is_close(f)]
        others = [f for f in families if not self._is_close(f)]
        for some, everything in ((others, False), (closely, True)):
            if not some:
                continue
            asked = await ask_all(
                self.session, some, servers=servers, zone=zone, everything=everything
            )
            for family, dns in zip(some, asked, strict=True):
                self._keep(family, dns, everything=everything)

    def _is_close(self, family: Family) -> bool:
        return self._closely == (family.namespace, family.name)

    def _keep(self, family: Family, dns: SetDns, *, everything: bool) -> None:
        name, now = Name(family.namespace, family.name), time.monotonic()
        self.way = dns.way
        if dns.way.transport == "none":
            self._servers = None
        entry = self._asked.setdefault(name, _Asked())
        current = self.store.families.of(name)
        before, after = shape_of(family), shape_of(current) if current else ()
        entry.shape, entry.closely, entry.since = after, everything, float("inf")
        entry.due = now + min(ASK_EVERY, _soon(dns))
        if before != after:
            # It changed while DNS was asked: what was compared is no longer true.
            entry.changed, entry.since, entry.due = now, now, now
            return
        self.store.set_dns(name, dns)

    async def _known_servers(self, *, now: float) -> Servers:
        if self._servers is None or now - self._servers_at > KNOW_SERVERS:
            self._servers = await find_servers(self.session, self.wishes)
            self._servers_at = now
        return self._servers


def _soon(dns: SetDns) -> float:
    """Seconds until a verdict may change by itself, because a cache forgets."""
    left = [
        (a.ttl if a.ttl is not None else a.negative_ttl or 0) + SOON
        for check in (dns.service, *dns.ordinals.values())
        if check.layer == "cache"
        for a in check.answers
        if a.addresses != check.expected
    ]
    return min(left, default=ASK_EVERY)
