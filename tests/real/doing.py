"""An action on the real cluster: the plan before, and what then happened to pods and claims."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.cli.program import Ended, ststui
from tests.testbed.api import wait_for
from tests.testbed.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.testbed.namespace import Namespace


@dataclass(slots=True)
class Happened:
    """What the API server's own watch told."""

    before: dict[str, str]
    """Uids of the pods that were there, by name."""
    claims_before: frozenset[str]
    added: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    """Pods in the order in which their deletion began."""
    now: dict[str, str] = field(default_factory=dict)
    version: int = 0
    _stopping: set[str] = field(default_factory=set)

    def take(self, event: dict[str, Any]) -> None:
        """One event of a watch on pods."""
        if event["type"] not in {"ADDED", "MODIFIED", "DELETED"}:
            return
        metadata = event["object"]["metadata"]
        name, uid = metadata["name"], metadata["uid"]
        if event["type"] == "ADDED":
            self.added.append(name)
            self.now[name] = uid
        going = event["type"] == "DELETED" or "deletionTimestamp" in metadata
        if going and uid not in self._stopping:
            self._stopping.add(uid)
            self.stopped.append(name)
        if event["type"] == "DELETED" and self.now.get(name) == uid:
            del self.now[name]

    @property
    def creates(self) -> list[str]:
        """Pods that were not there before."""
        return [n for n in dict.fromkeys(self.added) if n not in self.before]

    @property
    def deletes(self) -> list[str]:
        """Pods that are gone."""
        return [n for n in dict.fromkeys(self.stopped) if n in self.before and n not in self.now]

    @property
    def replaces(self) -> list[str]:
        """Pods that were deleted and made anew."""
        return [n for n in dict.fromkeys(self.stopped) if n in self.before and n in self.now]


@dataclass(frozen=True, slots=True)
class Hand:
    """Runs ststui in one namespace with a state folder of its own."""

    namespace: Namespace
    state: Path
    kubeconfig: Path
    env: dict[str, str] = field(default_factory=dict)

    async def run(self, *arguments: str) -> Ended:
        """Run one command."""
        return await ststui(
            *arguments,
            "-n",
            self.namespace.name,
            kubeconfig=self.kubeconfig,
            env={"XDG_STATE_HOME": str(self.state), **self.env},
        )

    async def plan(self, *arguments: str) -> Any:
        """The plan as a document."""
        ended = await self.run("plan", *arguments, "-o", "json")
        assert ended.code in {0, 1, 4}, ended
        return ended.document

    async def do(self, *arguments: str, code: int = 0) -> Any:
        """Carry it out; whatever is dangerous is confirmed by the name."""
        name = arguments[1].rpartition("/")[2]
        ended = await self.run(*arguments, "--yes-really", name, "-o", "json", "--wait")
        assert ended.code == code, ended
        return ended.document

    async def claims(self) -> frozenset[str]:
        """Names of the claims."""
        return frozenset(
            [e["metadata"]["name"] for e in await self.namespace.list("PersistentVolumeClaim")]
        )


@contextlib.asynccontextmanager
async def watched(hand: Hand) -> AsyncIterator[Happened]:
    """Watch the namespace's pods while something is done."""
    namespace = hand.namespace
    listed = await namespace.api.request("GET", KINDS["Pod"].path(namespace.name))
    pods = {e["metadata"]["name"]: e["metadata"]["uid"] for e in listed["items"]}
    found = Happened(before=pods, claims_before=await hand.claims(), now=dict(pods))

    async def follow() -> None:
        since = listed["metadata"]["resourceVersion"]
        async for event in namespace.api.watch("Pod", namespace=namespace.name, since=since):
            found.take(event)

    task = asyncio.create_task(follow())
    try:
        yield found
        await _caught_up(hand, found)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _caught_up(hand: Hand, found: Happened) -> None:
    async def same() -> bool:
        pods = await hand.namespace.list("Pod")
        alive = {e["metadata"]["name"]: e["metadata"]["uid"] for e in pods}
        going = any("deletionTimestamp" in e["metadata"] for e in pods)
        return not going and alive == found.now

    await wait_for(same, what="the watch to have told everything")


async def held(
    hand: Hand, *arguments: str, ordered: bool = True
) -> tuple[dict[str, Any], Happened]:
    """Plan, do, and compare; returns both."""
    plan = await hand.plan(*arguments)
    assert plan["possible"], plan
    assert not plan["refused"], plan
    async with watched(hand) as happened:
        done = await hand.do(*arguments)
        assert done["accepted"], done
    seen = {
        "creates": happened.creates,
        "deletes": happened.deletes,
        "replaces": happened.replaces,
    }
    told = {key: plan[key] for key in seen}
    if not ordered:
        seen = {key: sorted(value) for key, value in seen.items()}
        told = {key: sorted(value) for key, value in told.items()}
    assert told == seen, (plan, happened)
    gone = {each["name"] for each in plan["claimsDeleted"]}

    async def collected() -> bool:
        return happened.claims_before - await hand.claims() == gone

    await wait_for(collected, what=f"claims deleted: {sorted(gone)}")
    left = await hand.claims()
    assert set(plan["claimsKept"]) <= left
    assert set(plan["claimsReattached"]) <= left
    return plan, happened
