"""`ststui dns` on the real control plane with real CoreDNS: the layers above the servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.dns_said import all_plain, comes_to_say, of, said, verdicts
from tests.testbed.manifests import client_service, headless_service, statefulset

if TYPE_CHECKING:
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

FIRST, SECOND = "coredns-a", "coredns-b"


async def report_of(namespace: Namespace, *wanted: str) -> tuple[Any, int]:
    """The report once all ordinals have these verdicts."""
    return await comes_to_say(
        namespace.name,
        lambda report: verdicts(report) == list(wanted),
        kubeconfig=namespace.cluster.kubeconfig,
    )


async def test_every_answer_equals_a_plain_query_to_the_same_server(
    bed: ControlPlane, namespace: Namespace
) -> None:
    await namespace.apply(headless_service("db"), statefulset("db", replicas=3))
    await namespace.wait_ready("db-0", "db-1", "db-2")
    report, code = await report_of(namespace, "ok", "ok", "ok")
    assert code == 0
    assert (report["zone"], report["zoneSource"]) == ("cluster.local", "ptr")
    assert report["transport"] == {"kind": "portForward", "servers": [FIRST, SECOND], "why": None}
    found = report["sets"][0]
    assert [each["type"] for each in found["records"]] == ["SRV", "PTR", "PTR", "PTR"]
    checks = [(found["service"], "A"), *((each, "A") for each in found["ordinals"])]
    checks += [(each, each["type"]) for each in found["records"]]
    names = [(check["name"], kind) for check, kind in checks]
    for index, server in enumerate(bed.dns):
        answers = await all_plain(names, port=server.port)
        for (check, _), (rcode, values) in zip(checks, answers, strict=True):
            mine = check["answers"][index]
            assert mine["server"] == server.pod
            assert (mine["rcode"], mine["addresses"]) == (rcode, values), check["name"]
            assert check["verdict"] == "ok"
    pods = {e["metadata"]["name"]: e["status"]["podIP"] for e in await namespace.list("Pod")}
    assert [e["expected"] for e in found["ordinals"]] == [[pods[f"db-{n}"]] for n in range(3)]


async def test_a_pod_that_is_not_ready_rightly_has_no_record(namespace: Namespace) -> None:
    await namespace.apply(
        headless_service("db"),
        statefulset("db", replicas=2, parallel=True, annotations={"ststui.test/unready": "1"}),
    )
    report, code = await report_of(namespace, "ok", "nxdomain-expected")
    assert code == 0
    one = of(report, 1)
    assert (one["layer"], one["expected"]) == ("readiness", [])
    assert 0 <= one["negativeTtlSeconds"] <= 5
    assert one["sentence"] in {
        "no record, rightly: pod db-1 is not Ready",
        "no record, rightly: pod db-1 has no address yet",
    }


async def test_published_though_not_ready(namespace: Namespace) -> None:
    await namespace.apply(
        headless_service("db", publish_not_ready=True),
        statefulset("db", replicas=1, annotations={"ststui.test/unready": "true"}),
    )
    _, code = await report_of(namespace, "ok")
    assert code == 0


async def test_no_service(namespace: Namespace) -> None:
    await namespace.apply(statefulset("db", replicas=1, service="lost"))
    await namespace.wait_ready("db-0")
    report, code = await report_of(namespace, "no-service")
    assert code == 1
    assert of(report, 0)["layer"] == "service"
    assert report["sets"][0]["service"]["verdict"] == "no-service"
    assert {each["rcode"] for each in of(report, 0)["answers"]} == {"NXDOMAIN"}


async def test_a_service_with_a_cluster_address(namespace: Namespace) -> None:
    await namespace.apply(client_service("db"), statefulset("db", replicas=1))
    await namespace.wait_ready("db-0")
    report, code = await report_of(namespace, "not-headless")
    assert code == 0
    assert report["sets"][0]["service"]["verdict"] == "not-headless"


async def test_a_selector_that_misses(namespace: Namespace) -> None:
    await namespace.apply(headless_service("db", app="other"), statefulset("db", replicas=1))
    await namespace.wait_ready("db-0")
    report, code = await report_of(namespace, "selector-misses")
    assert code == 1
    said_of = of(report, 0)
    assert said_of["layer"] == "selector"
    assert said_of["sentence"] == "Service db selects app=other; pod db-0 has app=db"


async def test_pods_adopted_by_a_set_with_another_service(namespace: Namespace) -> None:
    await namespace.apply(headless_service("old", app="db"), headless_service("new", app="db"))
    await namespace.apply(statefulset("db", replicas=1, service="old"))
    await namespace.wait_ready("db-0")
    await namespace.kubectl("delete", "statefulset", "db", "--cascade=orphan")
    await namespace.apply(statefulset("db", replicas=1, service="new"))
    report, code = await report_of(namespace, "no-hostname")
    assert code == 1
    assert of(report, 0)["layer"] == "hostname"
    assert of(report, 0)["sentence"] == "pod db-0 has subdomain old, but its Service is new"


async def test_an_endpoint_slice_without_hostname(namespace: Namespace) -> None:
    service = headless_service("db")
    del service["spec"]["selector"]
    await namespace.apply(service, statefulset("db", replicas=1))
    await namespace.wait_ready("db-0")
    pod = await namespace.get("Pod", "db-0")
    assert pod is not None
    target = {"kind": "Pod", "namespace": namespace.name, "name": "db-0"}
    await namespace.apply(
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {"name": "db-own", "labels": {"kubernetes.io/service-name": "db"}},
            "addressType": "IPv4",
            "endpoints": [{"addresses": [pod["status"]["podIP"]], "targetRef": target}],
            "ports": [{"name": "http", "port": 80}],
        }
    )
    report, code = await report_of(namespace, "no-hostname")
    assert code == 1
    assert of(report, 0)["layer"] == "endpointSlice"


async def test_an_ordinal_without_a_pod(namespace: Namespace) -> None:
    await namespace.apply(
        headless_service("db"),
        statefulset("db", replicas=2, annotations={"ststui.test/unready": "0"}),
    )
    await namespace.wait_for("Pod", "db-0", lambda pod: "podIP" in pod["status"], what="address")
    report, code = await report_of(namespace, "nxdomain-expected", "no-pod")
    assert code == 1
    assert of(report, 1)["sentence"] == "there is no pod db-1"


async def test_a_server_by_flag_and_a_wrong_zone(bed: ControlPlane, namespace: Namespace) -> None:
    await namespace.apply(headless_service("db"), statefulset("db", replicas=1))
    await namespace.wait_ready("db-0")
    server = f"127.0.0.1:{bed.dns[0].port}"
    report, code = await comes_to_say(
        namespace.name,
        lambda report: verdicts(report) == ["ok"],
        "--dns-server",
        server,
        kubeconfig=bed.kubeconfig,
    )
    assert code == 0
    assert report["transport"] == {"kind": "server", "servers": [server], "why": None}
    ended = await said(namespace.name, "--cluster-domain", "example.org", kubeconfig=bed.kubeconfig)
    assert (ended.code, ended.document["zoneSource"]) == (1, "flag")
    assert of(ended.document, 0)["name"] == f"db-0.db.{namespace.name}.svc.example.org"
    assert verdicts(ended.document) == ["servfail"]
