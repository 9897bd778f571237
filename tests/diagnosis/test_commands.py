"""Commands of the rules can be pasted as they are: real names, each of them one word."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Book, Example, Finding, Rule, built_in, diagnose
from ststui.diagnosis.texts import fill_command
from ststui.model.node_selector import NodeSelector, NodeSelectorRequirement, NodeSelectorTerm
from ststui.model.stateful_set import Ordinals, UpdateStrategy
from ststui.model.volume import VolumeNodeAffinity

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.pure

RULES = built_in().rules
TO_FILL_IN = {"<image>", "<size>", "<only_class>", "<value>", "<number>"}
"""What nobody but the reader can know."""
PROSE = {"Allocated resources", "Used By"}
"""What grep looks for."""
WRITTEN = ("{", "[", "jsonpath=", "custom-columns=")
"""How words begin that the rule itself wrote, and that may hold blanks."""


def findings(rule: Rule, example: Example) -> tuple[Finding, ...]:
    found = diagnose(example.seen(), Book((rule,)))
    return (*found.findings, *found.advice)


def assert_whole(found: Iterable[Finding]) -> None:
    commands = [fix.command for each in found for fix in each.fix if fix.command]
    for command in commands:
        for program, flag in re.findall(r"(?<![\w-])(kubectl|ststui [a-z]+) (\S+)", command):
            assert flag == "--context", f"{program} goes to whatever the current context is"
        blanks = re.findall(r"<\w+>", command)
        assert set(blanks) <= TO_FILL_IN, command
        assert command.startswith(f"# fill in {blanks[0]}: ") if blanks else command[0] != "#"
        for word in shlex.split(command):
            assert " " not in word or word in PROSE or word.startswith(WRITTEN), command


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_each_name_is_one_word_and_known(rule: Rule) -> None:
    example = Example()
    rule.case.fires(example)
    assert_whole(findings(rule, example))


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_each_finding_has_a_command(rule: Rule) -> None:
    example = Example()
    rule.case.fires(example)
    told = findings(rule, example)
    assert told
    for each in told:
        assert any(fix.command for fix in each.fix), each.title


def test_a_foreign_pod_can_be_deleted() -> None:
    example = Example()
    rule = built_in().by_id["create-pod-name-collision"]
    rule.case.fires(example)
    (said,) = findings(rule, example)
    assert "kubectl --context test delete pod web-1 -n shop" in [e.command for e in said.fix]


def test_a_volume_that_two_nodes_reach() -> None:
    hosts = NodeSelectorRequirement(
        key="kubernetes.io/hostname", operator="In", values=("node-a", "node-b")
    )
    term = NodeSelectorTerm(match_expressions=(hosts,))
    affinity = VolumeNodeAffinity(required=NodeSelector(node_selector_terms=(term,)))
    example = Example().volume(1).spec(node_affinity=affinity)
    example.pod(1).unscheduled(
        "0/3 nodes are available: 2 Insufficient cpu, 1 node(s) didn't match PersistentVolume's"
        " node affinity."
    )
    found = diagnose(example.seen(), built_in()).findings
    assert found[0].rule.id == "sched-zone-pinned-no-capacity"
    assert "node-a, node-b" in found[0].title
    assert_whole(found)


def test_two_pods_that_recreate_waits_for() -> None:
    example = Example().sts().spec(update_strategy=UpdateStrategy(type="Recreate"))
    example.status(update_revision="web-new")
    for ordinal in (0, 1):
        example.pod(ordinal).terminating(-120)
    (found,) = findings(built_in().by_id["sts-recreate-waiting"], example)
    assert "web-0, web-1" in found.title
    assert_whole([found])


def test_the_first_pod_is_that_of_the_first_ordinal() -> None:
    example = Example().template(host_network=True).spec(ordinals=Ordinals(start=5))
    (advice,) = [e for e in diagnose(example.seen(), built_in()).advice if "dns" in e.rule.id]
    assert "exec web-5 " in advice.fix[0].command


@pytest.mark.parametrize("name", ["a b", "a;reboot", "$(reboot)", "`reboot`", "a'b"])
def test_whatever_a_name_is_it_stays_one_word(name: str) -> None:
    command = fill_command("kubectl get pod {pod}", {"pod": name})
    assert shlex.split(command) == ["kubectl", "get", "pod", name]


def test_a_name_with_control_characters_is_no_name() -> None:
    assert fill_command("kubectl get pod {pod}", {"pod": "a\nreboot"}) == (
        "# fill in <pod>: kubectl get pod <pod>"
    )


def test_what_the_reader_has_to_fill_in_does_nothing_as_it_is() -> None:
    command = fill_command("kubectl set image sts/{set} {container}=<image>", {"set": "web"})
    assert command == (
        "# fill in <container>, <image>: kubectl set image sts/web <container>=<image>"
    )
    assert shlex.split(command, comments=True) == []


def test_the_way_back_names_the_revision_it_goes_to() -> None:
    example = Example()
    rule = built_in().by_id["sts-broken-pod-on-update-revision"]
    rule.case.fires(example)
    (said,) = findings(rule, example)
    assert said.fix[0].text.startswith("first go back to web-5d4c8b7f9, the revision before")
    assert said.fix[0].command == "ststui rollback --context test web web-5d4c8b7f9 -n shop"
