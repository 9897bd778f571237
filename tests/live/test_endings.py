"""Ends of containers: which are kept, in what order, and how many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ststui.live.endings import AT_ONCE, KEPT, Endings, running_init
from ststui.live.index import Name
from ststui.live.store import Store
from ststui.model import Metadata, Pod
from ststui.model.pod import (
    Container,
    ContainerState,
    ContainerStatus,
    PodSpec,
    PodStatus,
    Running,
    Terminated,
    Waiting,
)
from tests.live import objects as of
from tests.live.opened import opened

if TYPE_CHECKING:
    from ststui.cluster.session import Session

pytestmark = pytest.mark.demo

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WEB = Name(of.NAMESPACE, "web")
RUNS = ContainerState(running=Running(started_at=NOON))
WAITS = ContainerState(waiting=Waiting(reason="CrashLoopBackOff"))


def ended(code: int, reason: str = "Error", *, minute: int = 0) -> ContainerState:
    at = NOON + timedelta(minutes=minute)
    return ContainerState(terminated=Terminated(exit_code=code, reason=reason, finished_at=at))


def status(
    state: ContainerState, *, last: ContainerState | None = None, restarts: int = 0
) -> ContainerStatus:
    return ContainerStatus(
        name="main", state=state, last_state=last or ContainerState(), restart_count=restarts
    )


def pod(held: ContainerStatus, *, ordinal: int = 0, uid: str = "first") -> Pod:
    metadata = Metadata(
        name=f"web-{ordinal}",
        namespace=of.NAMESPACE,
        uid=f"{uid}-{ordinal}",
        owner_references=(of.owner("web"),),
    )
    return Pod(metadata=metadata, status=PodStatus(container_statuses=(held,)))


class Watched:
    """A set web whose pods a test replaces."""

    def __init__(self, session: Session) -> None:
        self.store = Store("here")
        self.store.put("statefulsets", of.stateful_set("web", replicas=9))
        self.endings = Endings(session, self.store)

    async def becomes(self, *pods: Pod) -> None:
        for each in pods:
            self.store.put("pods", each)
        self.endings.touch([WEB])
        await self.endings.look()

    def codes(self, ordinal: int = 0) -> list[int]:
        """Exit codes that are kept of an ordinal, newest first."""
        return [each.exit_code for each in self.endings.of(of.NAMESPACE, "web", ordinal)]


@pytest.mark.parametrize(
    ("held", "codes"),
    [
        (status(RUNS), []),
        (status(ContainerState()), []),
        (status(RUNS, last=ended(1), restarts=1), [1]),
        (status(WAITS, last=ended(137, "OOMKilled"), restarts=3), [137]),
        (status(ended(2)), [2]),
        (status(ended(0, "Completed")), []),
        (status(RUNS, last=ended(0, "Completed"), restarts=1), [0]),
        (status(ended(3, minute=5), last=ended(1), restarts=1), [3]),
    ],
)
async def test_which_ends_are_kept(held: ContainerStatus, codes: list[int]) -> None:
    async with opened() as session:
        watched = Watched(session)
        await watched.becomes(pod(held))
        assert watched.codes() == codes
        assert watched.endings.version == len(codes)


async def test_an_end_is_noted_once_and_the_next_one_too() -> None:
    async with opened() as session:
        watched = Watched(session)
        for restarts, minute in ((1, 0), (1, 0), (2, 7)):
            last = ended(restarts, minute=minute)
            await watched.becomes(pod(status(RUNS, last=last, restarts=restarts)))
        assert watched.codes() == [2, 1]


async def test_the_ends_of_a_pod_that_was_replaced_stay_with_its_ordinal() -> None:
    async with opened() as session:
        watched = Watched(session)
        await watched.becomes(pod(status(RUNS, last=ended(1), restarts=1)))
        watched.store.drop("pods", Name(of.NAMESPACE, "web-0"))
        await watched.becomes(pod(status(RUNS, last=ended(2), restarts=1), uid="second"))
        assert watched.codes() == [2, 1]
        assert [each.pod_uid for each in watched.endings.of(of.NAMESPACE, "web", 0)] == [
            "second-0",
            "first-0",
        ]
        assert watched.codes(ordinal=1) == []


async def test_of_an_ordinal_the_last_ends_are_kept() -> None:
    async with opened() as session:
        watched = Watched(session)
        for number in range(1, KEPT + 3):
            last = ended(number, minute=number)
            await watched.becomes(pod(status(RUNS, last=last, restarts=number)))
        assert watched.codes() == list(range(KEPT + 2, 2, -1))


async def test_many_that_crash_at_once_have_their_logs_read_by_turns() -> None:
    async with opened() as session:
        watched = Watched(session)
        pods = [
            pod(status(WAITS, last=ended(1), restarts=1), ordinal=n) for n in range(AT_ONCE + 2)
        ]
        await watched.becomes(*pods)
        assert watched.endings.version == AT_ONCE
        await watched.endings.look()
        assert watched.endings.version == len(pods)
        await watched.endings.look()
        assert watched.endings.version == len(pods)


@pytest.mark.parametrize(
    ("state", "sidecar", "names"),
    [
        (RUNS, False, ["boot"]),
        (RUNS, True, []),
        (WAITS, False, []),
        (ended(0), False, []),
    ],
)
def test_which_init_containers_are_listened_to(
    state: ContainerState, names: list[str], *, sidecar: bool
) -> None:
    boot = Container(name="boot", restart_policy="Always" if sidecar else "")
    held = Pod(
        metadata=Metadata(name="web-0"),
        spec=PodSpec(init_containers=(boot,)),
        status=PodStatus(init_container_statuses=(ContainerStatus(name="boot", state=state),)),
    )
    assert [each.name for each in running_init(held)] == names
