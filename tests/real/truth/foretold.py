"""Random scales and updates that nobody disturbs: is the forecast what then happens?"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

from ststui.controller import forecast
from ststui.controller.revisions import observed
from tests.real.truth.deeds import Deed, deeds
from tests.real.truth.doings import NAME
from tests.real.truth.recorder import Recorder
from tests.real.truth.rest import LATEST_SECONDS, not_woken, settle
from tests.real.truth.run import AuditBook
from tests.real.truth.states import State, states
from tests.testbed.api import Api
from tests.testbed.manifests import statefulset
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.real.truth.recorder import Seen
    from tests.testbed.control_plane import ControlPlane

CHANGES = 10
"""Changes of each set."""
QUIET_SECONDS = 3.0
"""Longer than any minReadySeconds used here."""
HARMLESS = {"right", "nothing to do, and nothing done", "disturbed", "not woken"}
"""Verdicts that are no disagreement; only the first one counts for something."""


def random_set(pick: random.Random) -> dict[str, Any]:
    return statefulset(
        NAME,
        replicas=pick.choice([1, 2, 3, 4]),
        parallel=pick.random() < 0.4,
        start=pick.choice([None, None, 2]),
        min_ready_seconds=pick.choice([None, None, 1]),
        partition=pick.choice([None, 0, 1, 2]),
        claims=pick.choice([(), ("data",)]),
        when_scaled=pick.choice(["Retain", "Delete"]),
        when_deleted=pick.choice(["Retain", "Delete"]),
    )


def random_change(pick: random.Random, *, number: int) -> dict[str, Any]:
    image = {"spec": {"containers": [{"name": "main", "image": f"app:{pick.choice([1, number])}"}]}}
    changes: list[dict[str, Any]] = [
        {"replicas": pick.choice([0, 1, 2, 3, 4, 5])},
        {"template": image},
        {"template": image, "replicas": pick.choice([1, 2, 4])},
        {"updateStrategy": {"rollingUpdate": {"partition": pick.choice([0, 1, 3])}}},
        {"ordinals": {"start": pick.choice([0, 1, 2])}},
    ]
    return pick.choice(changes)


def wrong(verdicts: list[str]) -> list[str]:
    """The verdicts that are disagreements."""
    return [each for each in verdicts if each not in HARMLESS]


async def foretold(bed: ControlPlane, seeds: Iterable[int]) -> list[str]:
    """The verdicts on all changes of several sets that live side by side, one set a seed."""
    book = AuditBook(bed)
    async with Api(bed.kubeconfig) as api, asyncio.TaskGroup() as group:
        tasks = [group.create_task(live(seed, bed=bed, api=api, book=book)) for seed in seeds]
    return [each for task in tasks for each in task.result()]


async def live(seed: int, *, bed: ControlPlane, api: Api, book: AuditBook) -> list[str]:
    """Change one set a few times, at rest each time; a verdict per change."""
    pick = random.Random(seed)
    marks: list[tuple[int, int, dict[str, Any]]] = []
    async with (
        fresh_namespace(f"forecast-{seed}", cluster=bed, api=api) as namespace,
        Recorder(namespace) as recorder,
    ):

        async def rest() -> None:
            while await settle(NAME, recorder, quiet=QUIET_SECONDS, server_version=bed.version):
                # A kubelet may be late as well, and only it makes pods Ready.
                if _all_ready(recorder.ordered):
                    return
                if not await recorder.moves(within=LATEST_SECONDS):
                    return

        await namespace.apply(random_set(pick))
        await rest()
        for number in range(2, 2 + CHANGES):
            change = random_change(pick, number=number)
            answer = await namespace.patch("StatefulSet", NAME, {"spec": change})
            since = int(answer["metadata"]["resourceVersion"])
            await rest()
            marks.append((since, recorder.version, change))
        events = recorder.ordered
        done = deeds(events, book.of(namespace.name))
    return [
        verdict(
            seed, change, events=events, done=done, since=since, until=until, version=bed.version
        )
        for since, until, change in marks
    ]


def verdict(
    seed: int,
    change: dict[str, Any],
    *,
    events: tuple[Seen, ...],
    done: tuple[Deed, ...],
    since: int,
    until: int,
    version: str,
) -> str:
    happened = [
        (deed.verb, deed.name, deed.revision if deed.verb == "create" else None)
        for deed in done
        if deed.kind == "Pod" and since <= deed.version <= until
    ]
    if disturbed(events, done, since=since, until=until):
        return "disturbed"
    state = start_of(events, since=since, until=until)
    family = state.family(NAME)
    assert family is not None
    assert state.at is not None
    foreseen = forecast(observed(family), now=state.at, server_version=version)
    assert foreseen is not None
    expected = [
        (step.verb, step.pod, step.revision if step.verb == "create" else None)
        for step in foreseen.steps
        if step.pod is not None and step.verb in {"create", "delete"}
    ]
    parallel = family.set.parallel
    same = sorted(map(str, happened)) == sorted(map(str, expected))
    if (same if parallel else happened == expected) and foreseen.rest.verb in {"none", "wait"}:
        return "right" if expected else "nothing to do, and nothing done"
    if late(events, done, since=since, until=until):
        return "disturbed"
    if happened == expected[: len(happened)] and not_woken(until, events):
        return "not woken"
    waits = foreseen.rest.waits_for
    if (
        waits is not None
        and waits.what == "ready"
        and happened[: len(expected)] == expected
        and made_ready(waits.name, events, since=since, until=until)
    ):
        # A loaded kubelet made the pod ready only after the change: it was not at rest yet.
        return "disturbed"
    return f"seed {seed}, {change}: foreseen {expected}, happened {happened}"


def start_of(events: tuple[Seen, ...], *, since: int, until: int) -> State:
    """The state after the change, and after the revision it made or brought back."""
    revised = [
        event.version
        for event in events
        if event.kind == "ControllerRevision" and since < event.version <= until
    ]
    at = min(revised, default=since)
    return [state for state in states(events) if state.version <= max(at, since)][-1]


def late(events: tuple[Seen, ...], done: tuple[Deed, ...], *, since: int, until: int) -> bool:
    """Whether the first pod that came was still missing of the spec before the change.

    A sync of that spec was under way then, or its retry was: the set was not at rest yet.
    """
    before = [state for state in states(events) if state.version < since][-1].family(NAME)
    created = [
        deed.name
        for deed in done
        if (deed.verb, deed.kind) == ("create", "Pod") and since <= deed.version <= until
    ]
    if before is None or not created:
        return False
    missing = {f"{NAME}-{o}" for o in before.set.ordinals if o not in before.pods_by_ordinal}
    return created[0] in missing


def made_ready(pod: str, events: tuple[Seen, ...], *, since: int, until: int) -> bool:
    """Whether the kubelet made a pod ready that stood there at the change."""
    of_pod = [each for each in events if each.kind == "Pod" and each.name == pod]
    before = [each for each in of_pod if each.version <= since]
    if not before or _ready(before[-1]):
        return False
    return any(
        _ready(each) and each.uid == before[-1].uid
        for each in of_pod
        if since < each.version <= until
    )


def _all_ready(events: tuple[Seen, ...]) -> bool:
    last = {each.name: each for each in events if each.kind == "Pod"}
    return all(_ready(each) for each in last.values() if each.type != "DELETED")


def _ready(event: Seen) -> bool:
    conditions = event.object.get("status", {}).get("conditions", ())
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def disturbed(events: tuple[Seen, ...], done: tuple[Deed, ...], *, since: int, until: int) -> bool:
    """Whether a pod went that the controller had not deleted: KWOK deletes by name, now and then
    the fresh pod of a name."""
    within = [event for event in events if since <= event.version <= until and event.kind == "Pod"]
    gone = sum(event.type == "DELETED" for event in within)
    asked = sum(
        deed.verb == "delete" and deed.kind == "Pod" and since <= deed.version <= until
        for deed in done
    )
    return gone != asked
