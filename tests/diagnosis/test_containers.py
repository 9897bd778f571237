"""Pods of several containers: a finding names the one that is at fault."""

from __future__ import annotations

import pytest

from ststui.diagnosis import Book, Finding, Rule, built_in, diagnose
from ststui.diagnosis.example import Example
from ststui.diagnosis.moments import ago
from ststui.diagnosis.signs import CREATING
from ststui.model.pod import (
    Container,
    ContainerState,
    ContainerStatus,
    Running,
    Terminated,
    Waiting,
)

pytestmark = pytest.mark.pure

BACK_OFF = ContainerState(waiting=Waiting(reason="CrashLoopBackOff", message="back-off 40s"))
RUNS = ContainerState(running=Running(started_at=ago(3000)))


def ended(code: int, reason: str = "Error", *, before: float = 60) -> ContainerState:
    return ContainerState(
        terminated=Terminated(exit_code=code, reason=reason, finished_at=ago(before))
    )


def looping(name: str, code: int = 1) -> ContainerStatus:
    return ContainerStatus(name=name, restart_count=6, state=BACK_OFF, last_state=ended(code))


def findings(web: Example) -> list[Finding]:
    return list(diagnose(web.seen(), built_in()).findings)


def crashing(*main: ContainerStatus, init: tuple[ContainerStatus, ...] = ()) -> Example:
    web = Example().pod(1).running()
    return web.status(container_statuses=main, init_container_statuses=init)


def test_the_container_that_crashes_is_named_not_the_one_that_ended_once() -> None:
    exporter = ContainerStatus(
        name="exporter", ready=True, restart_count=1, state=RUNS, last_state=ended(2)
    )
    first = findings(crashing(exporter, looping("main", 78)))[0]
    assert first.rule.id == "crashloop"
    assert "container main" in first.title
    assert "exit code 78" in first.title
    assert any("-c main --previous" in fix.command for fix in first.fix)


def test_one_container_out_of_memory_does_not_explain_the_crash_of_another() -> None:
    exporter = ContainerStatus(
        name="exporter",
        ready=True,
        restart_count=1,
        state=RUNS,
        last_state=ended(137, "OOMKilled", before=1800),
    )
    found = findings(crashing(exporter, looping("main")))
    assert {each.rule.id for each in found} == {"oomkilled", "crashloop"}


def test_a_crash_loop_whose_last_end_is_not_told() -> None:
    first = findings(crashing(ContainerStatus(name="main", restart_count=6, state=BACK_OFF)))[0]
    assert first.rule.id == "crashloop"
    assert "back-off 40s" in first.evidence[0].text


def test_the_init_container_that_fails_is_named_not_the_one_before_it() -> None:
    done = ContainerStatus(name="copy", restart_count=1, state=ended(0, "Completed"))
    main = ContainerStatus(
        name="main", state=ContainerState(waiting=Waiting(reason="PodInitializing"))
    )
    first = findings(crashing(main, init=(done, looping("migrate", 3))))[0]
    assert first.rule.id == "init-crashloop"
    assert "init container migrate" in first.title
    assert "exit code 3" in first.title


def test_a_sidecar_that_crashes_is_a_crash_loop() -> None:
    web = crashing(
        ContainerStatus(name="main", ready=True, state=RUNS), init=(looping("proxy"),)
    ).spec(init_containers=(Container(name="proxy", restart_policy="Always"),))
    first = findings(web)[0]
    assert first.rule.id == "crashloop"
    assert "container proxy" in first.title


BYSTANDER = ContainerStatus(
    name="bystander",
    ready=True,
    started=True,
    restart_count=1,
    state=RUNS,
    last_state=ended(1, before=9000),
)
"""Runs well, and ended once, long ago."""


# Where nothing runs yet, there is none beside it that does.
RULES = tuple(each for each in built_in().rules if CREATING not in each.signs)


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_a_container_beside_it_that_is_well_changes_nothing(rule: Rule) -> None:
    web = Example()
    rule.case.fires(web)
    alone = said(web, rule)
    for key, item in web.objects.items():
        if key[0] == "Pod" and item.status.container_statuses:
            web.choose(*key)
            web.status(container_statuses=(BYSTANDER, *item.status.container_statuses))
    assert said(web, rule) == alone


def said(web: Example, rule: Rule) -> list[tuple[str, list[str]]]:
    found = diagnose(web.seen(), Book((rule,)))
    return [
        (each.title, [fix.command for fix in each.fix]) for each in (*found.findings, *found.advice)
    ]
