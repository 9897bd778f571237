"""The test bed keeps its promises: pods behave as asked, DNS answers, beds break and go."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dns.asyncquery
import dns.message
import pytest

from tests.testbed.api import Api, ApiError, wait_for
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.users import LEAST, make_user

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real


def waiting_reason(pod: Any) -> str | None:
    for container in pod["status"].get("containerStatuses", ()):
        return str(container["state"].get("waiting", {}).get("reason"))
    return None


async def test_pods_become_ready_and_claims_are_bound(namespace: Namespace) -> None:
    await namespace.apply(headless_service("web"), statefulset("web", replicas=2, claims=["data"]))
    await namespace.wait_ready("web-0", "web-1")
    claims = await namespace.list("PersistentVolumeClaim")
    assert [(it["metadata"]["name"], it["status"]["phase"]) for it in claims] == [
        ("data-web-0", "Bound"),
        ("data-web-1", "Bound"),
    ]


async def test_a_pod_is_held_by_the_template_and_released(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=2, annotations={"ststui.test/hold": "1"}))
    await namespace.wait_for(
        "Pod", "web-1", lambda pod: waiting_reason(pod) == "ContainerCreating", what="held"
    )
    assert await namespace.ready_pods() == ("web-0",)
    await namespace.annotate_pod("web-1", hold=None)
    await namespace.wait_ready("web-0", "web-1")


async def test_a_pod_is_held_with_a_reason_of_the_kubelet(namespace: Namespace) -> None:
    asked = {"ststui.test/hold": "true", "ststui.test/reason": "ImagePullBackOff"}
    await namespace.apply(statefulset("web", annotations=asked))
    await namespace.wait_for(
        "Pod", "web-0", lambda pod: waiting_reason(pod) == "ImagePullBackOff", what="held"
    )


async def test_a_running_pod_changes_live(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web"))
    await namespace.wait_ready("web-0")
    await namespace.annotate_pod("web-0", unready="true")
    await namespace.wait_for(
        "StatefulSet", "web", lambda it: not it["status"].get("readyReplicas"), what="not ready"
    )
    await namespace.annotate_pod("web-0", unready=None, crash="true", restarts="7")
    crashed = await namespace.wait_for(
        "Pod", "web-0", lambda pod: waiting_reason(pod) == "CrashLoopBackOff", what="crashing"
    )
    assert crashed["status"]["containerStatuses"][0]["restartCount"] == 7
    await namespace.annotate_pod("web-0", crash=None)
    await namespace.wait_ready("web-0")


async def test_a_failed_pod_is_replaced(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web"))
    await namespace.wait_ready("web-0")
    first = await namespace.get("Pod", "web-0")
    assert first is not None
    await namespace.annotate_pod("web-0", fail="true")
    uid = first["metadata"]["uid"]
    await namespace.wait_for("Pod", "web-0", lambda it: it["metadata"]["uid"] != uid, what="new")


async def test_a_terminating_pod_lingers(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", annotations={"ststui.test/linger": "true"}))
    await namespace.wait_ready("web-0")
    await namespace.scale("web", 0)
    await namespace.wait_for(
        "Pod", "web-0", lambda pod: "deletionTimestamp" in pod["metadata"], what="terminating"
    )
    await namespace.annotate_pod("web-0", linger=None)
    await namespace.wait_ready()


async def test_dns_servers_answer_and_can_differ(own_bed: OwnBed) -> None:
    bed = own_bed()
    query = dns.message.make_query("kubernetes.default.svc.cluster.local", "A")

    async def answer(port: int) -> list[str] | str:
        try:
            got = await dns.asyncquery.tcp(query, "127.0.0.1", port=port, timeout=5)
        except OSError as error:
            return str(error)
        return [str(record) for rrset in got.answer for record in rrset]

    async def is_right(port: int) -> bool:
        return await answer(port) == ["10.96.0.1"]

    for server in bed.dns:
        await wait_for(lambda port=server.port: is_right(port), what=server.pod)  # type: ignore[misc]
    second = bed.dns[1]
    second.start(extra="    template IN A cluster.local {\n        rcode NXDOMAIN\n    }")

    async def is_empty() -> bool:
        return await answer(second.port) == []

    await wait_for(is_empty, what="a server that differs")
    assert await answer(bed.dns[0].port) == ["10.96.0.1"]


async def test_forwards_lead_to_the_dns_server(bed: ControlPlane) -> None:
    forward = await asyncio.create_subprocess_exec(
        str(bed.binaries / "kubectl"),
        f"--kubeconfig={bed.kubeconfig}",
        *("-n", "kube-system", "port-forward", "pod/coredns-a", ":53"),
        stdout=subprocess.PIPE,
    )
    try:
        assert forward.stdout is not None
        line = (await forward.stdout.readline()).decode()
        port = int(line.split("127.0.0.1:")[1].split(" ")[0])
        query = dns.message.make_query("kubernetes.default.svc.cluster.local", "A")
        got = await dns.asyncquery.tcp(query, "127.0.0.1", port=port, timeout=10)
        assert [str(record) for rrset in got.answer for record in rrset] == ["10.96.0.1"]
    finally:
        forward.kill()
        await forward.wait()


@pytest.mark.parametrize("credential", ["certificate", "token"])
async def test_a_user_may_do_what_was_granted_and_no_more(
    bed: ControlPlane, namespace: Namespace, credential: Any
) -> None:
    kubeconfig = await asyncio.to_thread(
        make_user, bed, f"u-{namespace.name}", rules=LEAST, namespace=namespace.name,
        credential=credential,
    )  # fmt: skip
    async with Api(kubeconfig) as user:
        assert await user.list("Pod", namespace=namespace.name) == ()
        with pytest.raises(ApiError) as refused:
            await user.list("PersistentVolumeClaim", namespace=namespace.name)
        assert refused.value.code == 403


async def test_the_audit_log_names_the_writer(bed: ControlPlane, namespace: Namespace) -> None:
    await namespace.apply(statefulset("web"))
    await namespace.wait_ready("web-0")
    made = [
        event
        for event in bed.audit.read()
        if event.object_ref.namespace == namespace.name
        and event.object_ref.resource == "pods"
        and event.verb == "create"
        and not event.object_ref.subresource
    ]
    assert [event.user.username for event in made] == [
        "system:serviceaccount:kube-system:statefulset-controller"
    ]


async def test_an_old_watch_gets_410_after_compaction_and_restart(own_bed: OwnBed) -> None:
    bed = own_bed()
    async with Api(bed.kubeconfig) as api:
        since = str((await api.request("GET", "/api/v1/pods"))["metadata"]["resourceVersion"])
        for number in range(3):
            name = f"later-{number}"
            await api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        await asyncio.to_thread(bed.compact)
        await asyncio.to_thread(bed.restart_api_server)
        async for event in api.watch("Pod", since=since):
            assert (event["type"], event["object"]["code"]) == ("ERROR", 410)
            break


def test_a_program_outlives_the_thread_that_asked_for_it(own_bed: OwnBed) -> None:
    bed = own_bed()
    thread = threading.Thread(target=bed.restart_api_server)
    thread.start()
    thread.join()
    assert bed.get("/readyz") == "ok"
    bed.program("kube-apiserver").check()


def test_ctrl_c_and_sigterm_leave_nothing(binaries: Path) -> None:
    for number, code in ((2, 0), (15, 143)):
        running = subprocess.Popen(
            [sys.executable, "-m", "tests.testbed"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": "."},
        )
        assert running.stdout is not None
        first = running.stdout.readline()
        folder = Path(first.strip().removeprefix("export KUBECONFIG=")).parent
        assert folder.is_dir()
        running.send_signal(number)
        running.stdout.read()
        running.stdout.close()
        assert running.wait() == code
        assert not folder.exists()
        assert programs_in(folder) == []


def programs_in(folder: Path) -> list[str]:
    """Command lines of running processes that speak of ``folder``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_text(errors="replace")
        except OSError:
            continue
        if str(folder) in line:
            found.append(line)
    return found
