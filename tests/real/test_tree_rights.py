"""`ststui tree` with few rights: what may not be read is null and named, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.users import LEAST, READ, Rule, make_user

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

GROUPS = ("", "apps", "discovery.k8s.io")
KUBELETS = ("nodes/proxy", None)
"""The right to ask kubelets, cluster-wide."""
RESOURCES = (
    "statefulsets",
    "pods",
    "persistentvolumeclaims",
    "services",
    "endpointslices",
    "controllerrevisions",
    "events",
)


async def make_web(namespace: Namespace) -> None:
    await namespace.apply(headless_service("web"), statefulset("web", claims=["data"]))
    await namespace.wait_ready("web-0")


async def tree(kubeconfig: Path) -> Any:
    ended = await ststui("tree", "-o", "json", kubeconfig=kubeconfig)
    assert ended.code == 0, ended.err
    for each in ended.document["unreadable"]:
        assert each["resource"] in ended.err
    return ended.document


def user_without(bed: ControlPlane, namespace: Namespace, resource: str) -> Path:
    others = tuple(each for each in RESOURCES if each != resource)
    return make_user(
        bed,
        f"without-{resource}-{namespace.name}",
        rules=[Rule(verbs=READ, resources=others, api_groups=GROUPS)],
        namespace=namespace.name,
    )


@pytest.mark.parametrize("resource", [each for each in RESOURCES if each != "statefulsets"])
async def test_each_single_right_missing(
    resource: str, bed: ControlPlane, namespace: Namespace
) -> None:
    await make_web(namespace)
    user = user_without(bed, namespace, resource)
    found = await tree(user)
    # Nobody here may ask kubelets how full claims are; without pods no node is known to be asked.
    kubelets = [] if resource == "pods" else [KUBELETS]
    assert [(e["resource"], e["namespace"]) for e in found["unreadable"]] == [
        (resource, namespace.name),
        *kubelets,
    ]
    assert all(
        each["usedFraction"] is None for each in found["sets"][0]["ordinals"][0]["claims"] or ()
    )
    (web,) = found["sets"]
    (first,) = web["ordinals"]
    assert (web["name"], web["replicas"], first["ordinal"]) == ("web", 1, 0)

    pods_known = resource != "pods"
    assert first["pod"] == ("web-0" if pods_known else None)
    assert first["state"] == ("running" if pods_known else "unknown")
    assert web["state"] == ("stable" if pods_known else "unknown")
    assert found["withoutSet"]["pods"] == ([] if pods_known else None)

    claims_known = resource != "persistentvolumeclaims"
    claims = first["claims"]
    assert (claims and claims[0]["name"]) == ("data-web-0" if claims_known else None)
    assert found["withoutSet"]["claims"] == ([] if claims_known else None)

    services = web["services"]
    if resource == "services":
        assert services is None
    else:
        (governing,) = services
        assert governing["name"] == "web"
        assert (governing["readyAddresses"] is None) == (resource == "endpointslices")

    judged = await ststui("diagnose", kubeconfig=user)
    assert judged.code == 0, judged.err
    assert "; not checked (below): " in judged.out
    assert f"not read: {resource}" in " ".join(judged.err.split())


async def test_rights_for_sets_and_pods_of_one_namespace(
    bed: ControlPlane, namespace: Namespace
) -> None:
    await make_web(namespace)
    user = make_user(bed, f"least-{namespace.name}", rules=LEAST, namespace=namespace.name)
    found = await tree(user)
    assert {each["resource"] for each in found["unreadable"]} == {*RESOURCES, KUBELETS[0]} - {
        "statefulsets",
        "pods",
    }
    assert found["sets"][0]["ordinals"][0]["state"] == "running"


async def test_all_namespaces_denied_shows_the_contexts_own(
    bed: ControlPlane, namespace: Namespace
) -> None:
    await make_web(namespace)
    user = make_user(bed, f"here-{namespace.name}", rules=LEAST, namespace=namespace.name)
    ended = await ststui("tree", "-A", "-o", "json", kubeconfig=user)
    assert ended.code == 0
    assert ended.document["namespace"] == namespace.name
    assert [each["name"] for each in ended.document["sets"]] == ["web"]
    denied = {(e["resource"], e["namespace"]) for e in ended.document["unreadable"]}
    assert ("statefulsets", None) in denied


async def test_statefulsets_denied_is_unreadable(bed: ControlPlane, namespace: Namespace) -> None:
    ended = await ststui("tree", kubeconfig=user_without(bed, namespace, "statefulsets"))
    assert (ended.code, ended.out) == (3, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("ststui: StatefulSets cannot be read")
    assert f"kubectl auth can-i list statefulsets -n {namespace.name}" in line
