"""`ststui tree -o json` against kubectl on the same objects, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui
from tests.real.kubectl_tree import Objects, expected_set
from tests.testbed.api import wait_for
from tests.testbed.manifests import bare_pod, client_service, headless_service, statefulset

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real


def only(said: Any, wanted: Any) -> Any:
    """What is said, without the keys that kubectl's objects do not answer."""
    if isinstance(wanted, dict) and isinstance(said, dict):
        assert wanted.keys() <= said.keys()
        return {key: only(said[key], wanted[key]) for key in wanted}
    if isinstance(wanted, list) and isinstance(said, list) and len(said) == len(wanted):
        return [only(one, other) for one, other in zip(said, wanted, strict=True)]
    return said


async def agreed(namespace: Namespace) -> Any:
    """The tree while nothing changed, after every field agreed with kubectl's objects."""

    async def steady() -> tuple[Objects, Any] | None:
        before = await Objects.read(namespace)
        ended = await ststui(
            "tree", "-n", namespace.name, "-o", "json", kubeconfig=namespace.cluster.kubeconfig
        )
        assert (ended.code, ended.err) == (0, "")
        after = await Objects.read(namespace)
        return (after, ended.document) if before.versions == after.versions else None

    found = await wait_for(steady, what="moment of rest")
    assert found is not None
    objects, tree = found
    assert (tree["apiVersion"], tree["kind"]) == ("ststui/v1", "Tree")
    assert (tree["namespace"], tree["unreadable"]) == (namespace.name, [])
    wanted = [expected_set(e, objects, now=tree["now"]) for e in objects.of("StatefulSet")]
    for said, want in zip(tree["sets"], wanted, strict=True):
        assert only(said, want) == want
    return tree


def column(tree: Any, key: str, *, index: int = 0) -> list[Any]:
    """One key of all ordinals of a set."""
    return [each[key] for each in tree["sets"][index]["ordinals"]]


def states(tree: Any) -> dict[str, str]:
    return {each["name"]: each["state"] for each in tree["sets"]}


async def test_three_ordered_replicas_with_a_claim_each(namespace: Namespace) -> None:
    await namespace.apply(
        headless_service("web"),
        client_service("web-read", app="web"),
        statefulset("web", replicas=3, claims=["data"]),
    )
    await namespace.wait_ready("web-0", "web-1", "web-2")
    tree = await agreed(namespace)
    assert states(tree) == {"web": "stable"}
    assert column(tree, "state") == ["running"] * 3
    claims = [each["state"] for claims in column(tree, "claims") for each in claims]
    assert claims == ["bound"] * 3
    assert [each["role"] for each in tree["sets"][0]["services"]] == ["governing", "client"]
    assert tree["withoutSet"] == {"pods": [], "claims": []}


async def test_ordinals_start_at_five(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=2, start=5, claims=["data"]))
    await namespace.wait_ready("web-5", "web-6")
    tree = await agreed(namespace)
    assert column(tree, "ordinal") == [5, 6]
    assert states(tree) == {"web": "stable"}


async def test_parallel_with_one_not_ready(namespace: Namespace) -> None:
    asked = {"ststui.test/unready": "1"}
    await namespace.apply(statefulset("web", replicas=3, parallel=True, annotations=asked))
    await namespace.wait_for(
        "StatefulSet", "web", lambda it: it["status"].get("readyReplicas") == 2, what="two Ready"
    )

    async def runs() -> bool:
        pod = await namespace.get("Pod", "web-1")
        return bool(pod and pod["status"].get("phase") == "Running")

    await wait_for(runs, what="web-1 running")
    tree = await agreed(namespace)
    assert states(tree) == {"web": "degraded"}
    assert column(tree, "state") == ["running", "notReady", "running"]


async def test_on_delete_waits_for_somebody(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=2, on_delete=True))
    await namespace.wait_ready("web-0", "web-1")
    await namespace.set_image("web", "app:2")
    await namespace.wait_for(
        "StatefulSet",
        "web",
        lambda it: it["status"]["currentRevision"] != it["status"]["updateRevision"],
        what="another revision",
    )
    tree = await agreed(namespace)
    assert states(tree) == {"web": "waitsForDelete"}
    (revision,) = set(column(tree, "revision"))
    assert revision == tree["sets"][0]["currentRevision"] != tree["sets"][0]["updateRevision"]


async def test_partition_two_of_four_in_the_middle_of_an_update(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=4, partition=2))
    await namespace.wait_ready("web-0", "web-1", "web-2", "web-3")
    held = {"ststui.test/hold": "3"}
    await namespace.apply(
        statefulset("web", replicas=4, partition=2, image="app:2", annotations=held)
    )
    await namespace.wait_for(
        "Pod",
        "web-3",
        lambda it: (
            it["spec"]["containers"][0]["image"] == "app:2"
            and it["status"].get("containerStatuses")
        ),
        what="held on the new image",
    )
    tree = await agreed(namespace)
    said = tree["sets"][0]
    assert said["state"] == "updating"
    assert column(tree, "state") == ["running", "running", "running", "starting"]
    old, new = said["currentRevision"], said["updateRevision"]
    assert column(tree, "revision") == [old, old, old, new]


async def test_two_claim_templates(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=2, claims=["log", "data"]))
    await namespace.wait_ready("web-0", "web-1")
    tree = await agreed(namespace)
    names = [[each["name"] for each in claims] for claims in column(tree, "claims")]
    assert names == [["log-web-0", "data-web-0"], ["log-web-1", "data-web-1"]]


async def test_no_replicas_and_the_claims_are_kept(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=2, claims=["data"]))
    await namespace.wait_ready("web-0", "web-1")
    await namespace.scale("web", 0)
    await namespace.wait_ready()
    await namespace.wait_for(
        "StatefulSet", "web", lambda it: it["status"]["replicas"] == 0, what="without pods"
    )
    tree = await agreed(namespace)
    assert states(tree) == {"web": "asleep"}
    assert column(tree, "place") == ["ghost", "ghost"]
    assert column(tree, "state") == ["claimOnly", "claimOnly"]


async def test_names_that_are_parts_of_one_another(namespace: Namespace) -> None:
    names = ("db", "db-replica", "shop-db")
    await namespace.apply(*(statefulset(each, claims=["data"]) for each in names))
    await namespace.wait_ready("db-0", "db-replica-0", "shop-db-0")
    tree = await agreed(namespace)
    assert states(tree) == dict.fromkeys(names, "stable")
    claims = [column(tree, "claims", index=index)[0][0]["name"] for index in range(3)]
    assert claims == ["data-db-0", "data-db-replica-0", "data-shop-db-0"]


async def test_two_sets_share_a_service(namespace: Namespace) -> None:
    shared = headless_service("shared")
    shared["spec"]["selector"] = {"tier": "data"}
    sets = [statefulset(name, service="shared") for name in ("one", "two")]
    for each in sets:
        each["spec"]["template"]["metadata"]["labels"]["tier"] = "data"
    await namespace.apply(shared, *sets)
    await namespace.wait_ready("one-0", "two-0")

    async def both() -> bool:
        slices = await namespace.list("EndpointSlice")
        return sum(len(each["endpoints"] or ()) for each in slices) == 2

    await wait_for(both, what="two endpoints")
    tree = await agreed(namespace)
    found = [
        (s["name"], v["name"], v["readyAddresses"]) for s in tree["sets"] for v in s["services"]
    ]
    assert found == [("one", "shared", 2), ("two", "shared", 2)]


async def test_a_foreign_pod_on_an_ordinals_name(namespace: Namespace) -> None:
    await namespace.apply(bare_pod("web-1"))
    await namespace.wait_ready("web-1")
    await namespace.apply(statefulset("web", replicas=3))
    await namespace.wait_ready("web-0", "web-1")
    tree = await agreed(namespace)
    assert column(tree, "state") == ["running", "nameTaken", "missing"]
    assert column(tree, "reason")[1] == "pod web-1 belongs to nobody"
    assert tree["withoutSet"] == {"pods": [], "claims": []}


async def test_stuck_at_its_first_pod(namespace: Namespace) -> None:
    await namespace.apply(
        statefulset("web", replicas=3, claims=["data"], storage_class="nowhere"),
    )
    pod = await namespace.wait_for(
        "Pod", "web-0", lambda it: "conditions" in it["status"], what="seen by the scheduler"
    )
    tree = await agreed(namespace)
    assert column(tree, "state") == ["pending", "missing", "missing"]
    said, *others = column(tree, "reason")
    assert said in pod["status"]["conditions"][0]["message"]
    assert others == [None, None]
    claims = [claims[0]["state"] for claims in column(tree, "claims")]
    assert claims == ["pending", "missing", "missing"]


async def test_thirteen_ordinals_in_natural_order(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=13, parallel=True))
    await namespace.wait_ready(*(f"web-{ordinal}" for ordinal in range(13)))
    tree = await agreed(namespace)
    assert column(tree, "pod") == [f"web-{ordinal}" for ordinal in range(13)]


async def test_a_deleted_set_leaves_claims_and_orphans(namespace: Namespace) -> None:
    await namespace.apply(
        statefulset("gone", replicas=2, claims=["data"]), statefulset("orphaned", replicas=1)
    )
    await namespace.wait_ready("gone-0", "gone-1", "orphaned-0")
    await namespace.delete("StatefulSet", "orphaned", propagation="Orphan")
    await namespace.delete("StatefulSet", "gone")
    await namespace.wait_ready("orphaned-0")

    async def alone() -> bool:
        return not await namespace.list("StatefulSet")

    await wait_for(alone, what="deletion of both sets")
    tree = await agreed(namespace)
    assert tree["sets"] == []
    objects = await Objects.read(namespace)
    assert [(e["name"], e["node"], e["state"]) for e in tree["withoutSet"]["pods"]] == [
        ("orphaned-0", objects.of("Pod")[0]["spec"]["nodeName"], "running")
    ]
    found = [(e["name"], e["phase"], e["volume"]) for e in tree["withoutSet"]["claims"]]
    assert found == [
        (e["metadata"]["name"], e["status"]["phase"], e["spec"]["volumeName"])
        for e in objects.of("PersistentVolumeClaim")
    ]
    assert len(found) == 2


async def test_an_empty_namespace(namespace: Namespace) -> None:
    tree = await agreed(namespace)
    assert (tree["sets"], tree["withoutSet"]) == ([], {"pods": [], "claims": []})
    ended = await ststui("tree", "-n", namespace.name, kubeconfig=namespace.cluster.kubeconfig)
    assert (ended.code, ended.out) == (0, f"No StatefulSets in namespace {namespace.name}.\n")
