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


KINDS = (
    "pods",
    "persistentvolumeclaims",
    "services",
    "endpointslices.discovery.k8s.io",
    "controllerrevisions.apps",
    "events",
    "nodes",
    "nodes/proxy",
    "persistentvolumes",
    "storageclasses.storage.k8s.io",
    "volumeattachments.storage.k8s.io",
    "csinodes.storage.k8s.io",
    "resourcequotas",
    "namespaces",
    "poddisruptionbudgets.policy",
    "horizontalpodautoscalers.autoscaling",
    "leases.coordination.k8s.io",
)
"""All that is read beside StatefulSets, without which nothing can be said."""


@pytest.mark.timeout(180)
@pytest.mark.parametrize("resource", KINDS)
async def test_each_kind_denied_alone(
    resource: str, start_demo: Callable[..., Coroutine[Any, Any, Demo]]
) -> None:
    """No finding is lost without a word, nothing is invented, nothing unseen is called well."""
    demo = await start_demo("dead-node")

    def named(document: Any) -> dict[str, set[str]]:
        """Objects by rule, and what is taken in by a rule."""
        found: dict[str, set[str]] = {}
        for each in document["findings"]:
            for rule in (each["rule"], *each["explains"]):
                found.setdefault(rule, set()).add(each["subject"]["name"])
        return found

    everything = named(await diagnosed(demo))
    demo.cluster.rights.deny("*", resource)
    said = await ststui("diagnose", "-A", "-o", "json", kubeconfig=demo.kubeconfig_path)
    assert said.code in {0, 1}
    lacking = named(said.document)
    unasked = {each["rule"] for each in said.document["notChecked"]}
    assert unasked
    assert set(everything) <= {*lacking, *unasked}
    assert set(lacking) <= set(everything)
    seen = await ststui("tree", "-A", "-o", "json", kubeconfig=demo.kubeconfig_path)
    assert seen.code == 0
    assert ("unknown" in {each["state"] for each in seen.document["sets"]}) == (resource == "pods")
    if resource == "pods":
        assert {each["state"] for each in seen.document["sets"]} == {"unknown"}
    for text in (said.err, seen.err):
        assert "Traceback" not in text


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
