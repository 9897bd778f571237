"""The list-watch under fault before a small API: in the end it holds what a fresh list gives."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.change import Alive, Complete, Ended, Listing, Lost, Polling
from ststui.cluster.kinds import EVENTS, STATEFUL_SETS
from ststui.cluster.pace import Pace
from tests.cluster.loopback import kubeconfig, session_to
from tests.faults.fault_proxy import Canned, FaultProxy, bytewise, fault_proxy, whole
from tests.faults.mirror import Mirror, mirrored
from tests.faults.scripted_api import ScriptedApi, scripted_api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from pathlib import Path

    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session

pytestmark = pytest.mark.demo

HTML = Canned(502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"})
UNCACHED = replace(EVENTS, group="apps")
"""Events, where the small API answers."""
FORBIDDEN = Canned(403, b'{"kind":"Status","code":403,"reason":"Forbidden","message":"no"}')


@dataclass(slots=True)
class Rig:
    """A list-watch, the API, and what is between them."""

    api: ScriptedApi
    proxy: FaultProxy
    session: Session
    mirror: Mirror
    waits: list[float]

    async def equal(self) -> None:
        """Wait until what is held is what the API holds."""
        await self.mirror.until(
            lambda m: m.held == self.api.state and m.alive, what=f"state {self.api.state}"
        )

    async def said(self, kind: str) -> None:
        """Wait until that trouble was told."""
        await self.mirror.until(lambda m: m.lost(kind), what=f"trouble {kind}")


@dataclass(slots=True)
class Waits:
    """Sleeps that only let others run, and remember how long they should have been."""

    asked: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        # A few turns: servers on the same loop get their part of it.
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
def rig(tmp_path: Path) -> Any:
    @asynccontextmanager
    async def make(
        *names: str,
        user: dict[str, Any] | None = None,
        refuse: Any = None,
        kind: Kind[Any] = STATEFUL_SETS,
        **pace: Any,
    ) -> AsyncIterator[Rig]:
        waits = Waits()
        async with scripted_api() as api, fault_proxy(api.url) as proxy:
            for name in names:
                await api.put(name)
            if refuse is not None:
                proxy.refuse = refuse
            config = kubeconfig(tmp_path, server=proxy.url, user=user)
            own = Pace(sleep=waits, random=Random(1))
            async with (
                session_to(config) as session,
                mirrored(session, kind, pace=replace(own, **pace)) as mirror,
            ):
                yield Rig(api, proxy, session, mirror, waits.asked)

    return make


def watches(answer: Canned) -> Callable[[Any], Canned | None]:
    return lambda request: answer if "watch" in request.query else None


def lists(answer: Canned) -> Callable[[Any], Canned | None]:
    return lambda request: None if "watch" in request.query else answer


async def test_a_list_in_pages_and_then_every_change(rig: Any) -> None:
    async with rig("a", "b", "c", "d", "e", page=2) as r:
        await r.equal()
        await r.api.put("b")
        await r.api.delete("a")
        await r.api.put("f")
        await r.equal()
    assert [q.query.get("continue") for q in r.proxy.lists] == [None, "b", "d"]
    (request,) = r.proxy.watches
    assert request.query["allowWatchBookmarks"] == "true"
    assert request.query["resourceVersion"] == "105"
    assert 240 <= int(request.query["timeoutSeconds"]) <= 480
    assert all("resourceVersion" not in q.query for q in r.proxy.lists)


async def test_a_page_that_expired_begins_the_list_anew(rig: Any) -> None:
    """What the first pages held and the new list does not is gone."""
    first = True

    def expire(request: Any) -> Canned | None:
        nonlocal first
        if first and request.query.get("continue") == "b":
            first = False
            api.objects.pop("a")
            return Canned(410, b'{"kind":"Status","code":410,"reason":"Expired","message":"old"}')
        return None

    async with rig(page=2, refuse=lists(HTML)) as r:
        api = r.api
        for name in "abcde":
            await api.put(name)
        r.proxy.refuse = expire
        await r.equal()
        assert sorted(r.mirror.held) == ["b", "c", "d", "e"]
        assert r.mirror.count(Listing) == 2


async def test_a_list_that_expires_again_and_again_is_asked_for_in_one_piece(rig: Any) -> None:
    gone = Canned(410, b'{"kind":"Status","code":410,"reason":"Expired","message":"old"}')
    refuse = lambda q: gone if "continue" in q.query else None  # noqa: E731
    async with rig("a", "b", "c", page=2, refuse=refuse) as r:
        await r.equal()
    assert [q.query.get("limit") for q in r.proxy.lists] == ["2", "2", "2", "2", None]


async def test_a_page_that_fails_is_asked_for_again(rig: Any) -> None:
    failed: list[str] = []

    def once(request: Any) -> Canned | None:
        token = request.query.get("continue")
        if token is None or token in failed:
            return None
        failed.append(token)
        return HTML

    async with rig("a", "b", "c", "d", "e", page=2, refuse=once) as r:
        await r.equal()
        assert [q.query.get("continue") for q in r.proxy.lists] == [None, "b", "b", "d", "d"]
        assert r.mirror.lists == 1


async def test_a_watch_whose_version_is_too_old(rig: Any) -> None:
    async with rig("a") as r:
        await r.equal()
        await r.proxy.vanish()
        await r.said("unreachable")
        await r.api.put("b")
        await r.api.delete("a")
        r.api.compact()
        await r.proxy.listen()
        await r.equal()
        assert r.mirror.lists == 2


async def test_a_version_that_becomes_too_old_inside_of_a_watch(rig: Any) -> None:
    async with rig("a") as r:
        await r.equal()
        r.api.compact()
        await r.api.say("ERROR", {"kind": "Status", "code": 410, "reason": "Expired"})
        await r.mirror.until(lambda m: m.lists == 2 and m.alive, what="second list")
        await r.equal()
        assert not r.waits
        once = [Listing, Complete, Alive]
        assert [type(each) for each in r.mirror.said] == [*once, Ended, *once]


async def test_a_cut_in_the_middle_of_an_event_loses_nothing(rig: Any) -> None:
    def half(chunk: bytes) -> Iterable[bytes]:
        yield chunk[: len(chunk) // 2]
        r.proxy.cut()

    async with rig("a") as r:
        await r.equal()
        r.proxy.shape = half
        await r.api.put("b")
        await r.said("unreachable")
        r.proxy.shape = whole
        await r.equal()
        assert r.mirror.lists == 1


async def test_a_connection_that_is_dead_without_a_sign(rig: Any) -> None:
    async with rig("a", idle_seconds=0.2) as r:
        await r.equal()
        r.proxy.stall()
        await r.api.put("b")
        await r.said("timeout")
        r.proxy.flow()
        await r.equal()


async def test_a_server_with_nothing_to_say_is_not_lost(rig: Any) -> None:
    async with rig("a", idle_seconds=0.5) as r:
        await r.mirror.until(lambda m: m.count(Alive) >= 2, what="two watches")
        assert (r.mirror.lists, r.mirror.count(Lost), r.waits) == (1, 0, [])


async def test_watches_that_bring_nothing_are_not_believed(rig: Any) -> None:
    """A proxy that buffers: the head of a watch comes, and nothing after it."""
    async with rig("a", idle_seconds=0.4) as r:
        await r.equal()
        r.proxy.holds_back = True
        await r.api.put("b")
        await r.mirror.until(lambda m: m.count(Polling) == 1, what="lists only")
        assert r.mirror.held == r.api.state
        await r.api.put("c")
        await r.mirror.until(lambda m: m.count(Polling) == 3, what="more lists")
        assert r.mirror.held == r.api.state
        assert not r.mirror.alive
        assert (r.mirror.count(Lost), r.waits) == (0, [])
        r.proxy.holds_back = False
        lists = r.mirror.lists
        await r.mirror.until(lambda m: m.lists > lists, what="one more list")
        r.api.version += 1
        await r.api.bookmark()
        await r.equal()


async def test_events_have_no_bookmarks_and_are_listed_anew(rig: Any) -> None:
    """Nothing is said: that nothing happened is likelier than that it is held back."""
    async with rig("a", kind=UNCACHED, idle_seconds=0.2) as r:
        await r.mirror.until(lambda m: m.lists >= 3, what="three lists")
        assert (r.mirror.count(Polling), r.mirror.count(Lost), r.waits) == (0, 0, [])


async def test_byte_by_byte(rig: Any) -> None:
    async with rig("a", "b", "c", page=2) as r:
        r.proxy.shape = bytewise
        await r.equal()
        await r.api.put("d")
        await r.api.delete("a")
        await r.equal()
        assert not r.waits


@pytest.mark.parametrize("which", [lists, watches])
async def test_a_server_that_asks_to_wait_is_waited_for(rig: Any, which: Any) -> None:
    told = Canned(429, b"", {"Retry-After": "7"})
    async with rig("a", refuse=which(told)) as r:
        await r.said("throttled")
        r.proxy.refuse = lambda _: None
        await r.equal()
        lost = next(c for c in r.mirror.said if isinstance(c, Lost))
        assert lost.trouble.retry_after == 7.0
        assert 7.0 <= r.waits[0] < 8.0


@pytest.mark.parametrize("which", [lists, watches])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Canned(500), "serverError"),
        (HTML, "serverError"),
        (Canned(200, b"<html>Welcome</html>\n"), "malformed"),
        (Canned(200, b"[1, 2]\n"), "malformed"),
        (Canned(200, b"\xff\xfe\x00\n"), "malformed"),
        (Canned(200), "malformed"),
        (Canned(302, b"", {"Location": "/login"}), "malformed"),
        (Canned(401), "unauthorized"),
        (Canned(404), "notFound"),
    ],
)
async def test_answers_of_others_in_the_way(
    rig: Any, which: Any, answer: Canned, kind: str
) -> None:
    async with rig("a", refuse=which(answer)) as r:
        await r.said(kind)
        await r.mirror.until(lambda m: m.count(Lost) >= 3, what="three tries")
        assert not any("<" in c.trouble.text for c in r.mirror.said if isinstance(c, Lost))
        r.proxy.refuse = lambda _: None
        await r.api.put("b")
        await r.equal()
        assert all(wait > 0.5 for wait in r.waits)
        assert r.waits[2] > r.waits[0]


@pytest.mark.parametrize(
    "line",
    [
        "<html>Bad Gateway</html>",
        '{"type": "MODIFIED"',
        '{"type": "SURPRISE", "object": {}}',
        "5",
        '{"type": "ERROR", "object": {"kind": "Status", "code": 500, "message": "etcd"}}',
        '{"type": "ERROR", "object": null}',
    ],
)
async def test_a_line_that_makes_no_sense(rig: Any, line: str) -> None:
    async with rig("a") as r:
        await r.equal()
        await r.api.say_line(line)
        await r.mirror.until(lambda m: m.count(Lost), what="trouble")
        await r.api.put("b")
        await r.equal()


async def test_repeated_and_late_events_change_nothing(rig: Any) -> None:
    async with rig("a", "b") as r:
        await r.equal()
        await r.api.put("a")
        old = json.loads(json.dumps(r.api.objects["a"]))
        await r.api.put("a")
        await r.api.say("MODIFIED", old)
        await r.api.say("MODIFIED", r.api.objects["a"])
        deleted = json.loads(json.dumps(r.api.objects["b"]))
        await r.api.delete("b")
        await r.api.say("MODIFIED", deleted)
        await r.api.put("c")
        await r.mirror.until(lambda m: "c" in m.held, what="c")
        await r.equal()


async def test_versions_that_are_no_numbers_are_applied_as_they_come(rig: Any) -> None:
    async with rig("a") as r:
        await r.equal()
        for version in ("x", "b-1", "00"):
            r.api.objects["a"]["metadata"]["resourceVersion"] = version
            await r.api.say("MODIFIED", r.api.objects["a"])
            await r.equal()


async def test_odd_objects_are_shown_and_do_no_harm(rig: Any) -> None:
    async with rig("a") as r:
        await r.api.put("odd", spec={"replicas": "many"})
        await r.mirror.until(lambda m: m.held.get("odd") == "uid-odd", what="an odd object")
        await r.api.put("a", spec={"replicas": "many"})
        await r.mirror.until(lambda m: m.held.get("a") == "uid-a", what="another")
        await r.api.delete("odd")
        await r.api.put("a", spec={"replicas": 1})
        await r.equal()


async def test_a_huge_object(rig: Any) -> None:
    async with rig("a") as r:
        await r.equal()
        await r.api.put("huge", status={"message": "x" * 3_000_000})
        await r.equal()
        assert not r.waits


async def test_watch_forbidden_means_lists_at_an_interval(rig: Any) -> None:
    async with rig("a", refuse=watches(FORBIDDEN), poll_seconds=11.0) as r:
        await r.mirror.until(lambda m: m.lists >= 2, what="a second list")
        await r.api.put("b")
        await r.mirror.until(lambda m: m.held == r.api.state, what="b")
        told = next(c for c in r.mirror.said if isinstance(c, Polling))
        assert told.why.kind == "denied"
        assert set(r.waits) == {11.0}
        r.proxy.refuse = lambda _: None
        await r.equal()
        await r.api.put("c")
        await r.equal()


async def test_list_forbidden_until_it_is_granted(rig: Any) -> None:
    async with rig("a", refuse=lists(FORBIDDEN)) as r:
        await r.said("denied")
        assert not any(isinstance(c, Listing | Complete) for c in r.mirror.said)
        r.proxy.refuse = lambda _: None
        await r.equal()


async def test_watches_that_end_at_once_do_not_spin(rig: Any) -> None:
    async with rig("a") as r:
        await r.equal()
        r.api.impatient = True
        await r.api.end_watches()
        await r.mirror.until(lambda m: m.count(Lost) >= 4, what="four waits")
        assert len(r.proxy.watches) <= len(r.waits) + 2
        r.api.impatient = False
        await r.api.put("b")
        await r.equal()


async def test_a_watch_that_ends_properly_goes_on_from_the_last_bookmark(rig: Any) -> None:
    async with rig("a") as r:
        await r.equal()
        r.api.version += 50
        await r.api.bookmark()
        await r.mirror.until(lambda m: m.count(Alive) == 2, what="the bookmark")
        r.api.compact()
        await r.api.end_watches()
        await r.mirror.until(lambda m: m.count(Alive) == 3, what="the second watch")
        await r.api.put("b")
        await r.equal()
        assert r.proxy.watches[-1].query["resourceVersion"] == "151"
        assert (r.mirror.lists, r.waits) == (1, [])


async def test_versions_that_went_back_mean_a_new_list(rig: Any) -> None:
    """As after an etcd restored from a backup."""
    async with rig("a", "b") as r:
        await r.equal()
        r.api.restore({"c": {"metadata": {"name": "c", "uid": "u", "resourceVersion": "50"}}})
        await r.api.bookmark(60)
        await r.equal()


async def test_a_token_that_expires_and_is_replaced(rig: Any, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("old")
    good = "old"

    def check(request: Any) -> Canned | None:
        return None if request.headers["Authorization"] == f"Bearer {good}" else Canned(401)

    async with rig("a", user={"tokenFile": "token"}, refuse=check) as r:
        await r.equal()
        good = "new"
        r.proxy.cut()
        await r.said("unauthorized")
        (tmp_path / "token").write_text("new")
        await r.api.put("b")
        await r.equal()


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_happens_in_the_end_it_is_a_fresh_list(rig: Any, seed: int) -> None:
    chance = Random(seed)
    async with rig("a", "b", "c", page=2, idle_seconds=0.2) as r:
        faults: tuple[Callable[[], Any], ...] = (
            r.proxy.cut,
            r.proxy.stall,
            r.proxy.flow,
            r.proxy.vanish,
            r.api.compact,
            r.api.end_watches,
            r.api.bookmark,
            lambda: setattr(r.proxy, "shape", chance.choice((bytewise, whole))),
            lambda: r.proxy.canned.extend([chance.choice((HTML, Canned(429), Canned(401)))] * 3),
            lambda: r.api.say_line("<html>"),
        )
        for _ in range(40):
            name = chance.choice("abcdef")
            if name in r.api.objects and chance.random() < 0.4:
                await r.api.delete(name)
            else:
                await r.api.put(name)
            if chance.random() < 0.4:
                done = chance.choice(faults)()
                if asyncio.iscoroutine(done):
                    await done
            for _ in range(chance.randrange(20)):
                await asyncio.sleep(0)
        r.proxy.canned.clear()
        r.proxy.flow()
        r.proxy.shape = whole
        await r.proxy.vanish()
        await r.proxy.listen()
        await r.equal()
