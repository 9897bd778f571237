"""What may not be read makes rules "not checked", never "fine"; and a diagnosis of live data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo


async def diagnosed(demo: Demo, *arguments: str) -> Any:
    found = await ststui(
        "diagnose", "-A", "-o", "json", *arguments, kubeconfig=demo.kubeconfig_path
    )
    assert found.code in {0, 1}, found.err
    return found.document


def rules(document: Any) -> dict[str, str]:
    """The worst rule by subject."""
    found: dict[str, str] = {}
    for each in document["findings"]:
        found.setdefault(each["subject"]["name"], each["rule"])
    return found


async def test_the_cause_is_found_with_all_rights(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("dead-node")
    document = await diagnosed(demo)
    assert rules(document)["kafka-1"] == "term-node-unreachable"
    assert document["findings"][0]["severity"] == "critical"


async def test_without_the_right_to_see_nodes_its_rules_are_not_checked(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("dead-node")
    for verb in ("get", "list", "watch"):
        demo.cluster.rights.deny(verb, "nodes")
    document = await diagnosed(demo)
    assert "term-node-unreachable" not in rules(document).values()
    why = {each["rule"]: each["why"] for each in document["notChecked"]}
    assert "nodes" in why["term-node-unreachable"]


async def test_with_rights_for_sets_and_pods_alone_it_still_tells_the_symptom(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("pending")
    allowed = {"statefulsets.apps", "pods"}
    for resource in (
        "persistentvolumeclaims",
        "services",
        "endpointslices.discovery.k8s.io",
        "controllerrevisions.apps",
        "events",
        "nodes",
        "persistentvolumes",
        "storageclasses.storage.k8s.io",
        "volumeattachments.storage.k8s.io",
        "resourcequotas",
    ):
        assert resource not in allowed
        demo.cluster.rights.deny("*", resource)
    document = await diagnosed(demo)
    found = rules(document)
    assert found["no-class-0"] == "sched-unbound-immediate-pvc"
    assert found["cpu-0"] == "sched-insufficient-cpu"
    unasked = {each["rule"] for each in document["notChecked"]}
    assert {"pvc-class-missing", "svc-missing", "create-quota-exceeded"} <= unasked


async def test_what_may_not_be_read_is_said_in_short_lines(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("dead-node")
    for resource in ("services", "events", "persistentvolumeclaims", "nodes/proxy"):
        demo.cluster.rights.deny("*", resource)
    demo.cluster.rights.deny("list", "statefulsets.apps", namespace="")
    for command in ("tree", "next", "diagnose"):
        found = await ststui(command, "-A", "-n", "production", kubeconfig=demo.kubeconfig_path)
        said = " ".join(found.err.split())
        assert "not read: statefulsets in all namespaces (no permission: list)" in said
        assert "in all namespaces and in production (no permission: list)" in said
        assert max(map(len, found.err.splitlines())) <= 100
        assert len(found.err.splitlines()) <= 4


async def test_what_is_asked_of_one_pod(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("crash")
    found = await ststui(
        "diagnose", "-n", "production", "pod/config-0", kubeconfig=demo.kubeconfig_path
    )
    assert found.code == 1
    assert "config-0: container config crashes again and again" in found.out
    assert "kubectl --context demo logs config-0 -n production -c config --previous" in found.out
    assert "init-0" not in found.out
