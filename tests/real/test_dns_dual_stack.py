"""Names with addresses of both families: A and AAAA of every name, beside plain queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.real.dns_said import comes_to_say, plain, verdicts
from tests.testbed.api import Api
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real


async def give_second_address(namespace: Namespace, pod: str, address: str) -> None:
    """What a kubelet of a dual-stack cluster writes; KWOK's gives one address only."""
    found = await namespace.get("Pod", pod)
    assert found is not None
    addresses = [{"ip": found["status"]["podIP"]}, {"ip": address}]
    await namespace.kubectl(
        "patch",
        "pod",
        pod,
        "--subresource=status",
        "--type=merge",
        "-p",
        str({"status": {"podIPs": addresses}}).replace("'", '"'),
    )


async def test_both_families_of_a_dual_stack_service(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=1, dual_stack=True)
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
    ):
        service = headless_service("db")
        service["spec"] |= {"ipFamilyPolicy": "RequireDualStack"}
        await namespace.apply(service, statefulset("db", replicas=2))
        await namespace.wait_ready("db-0", "db-1")

        # A pod with one address: that is all its name has to answer.
        report, _ = await comes_to_say(
            "shop", lambda said: verdicts(said) == ["ok", "ok"], kubeconfig=bed.kubeconfig
        )
        for ordinal in (0, 1):
            await give_second_address(namespace, f"db-{ordinal}", f"fd00:10:244::{ordinal + 7}")
        report, code = await comes_to_say(
            "shop",
            lambda said: (
                verdicts(said) == ["ok", "ok"]
                and len(said["sets"][0]["ordinals"][1]["expected"]) == 2
                and said["sets"][0]["service"]["verdict"] == "ok"
                and all(each["verdict"] == "ok" for each in said["sets"][0]["records"])
            ),
            kubeconfig=bed.kubeconfig,
        )
        assert code == 0
        found = report["sets"][0]
        assert len(found["service"]["answers"][0]["addresses"]) == 4
        reverse = [each["name"] for each in found["records"] if each["type"] == "PTR"]
        assert len(reverse) == 4
        assert sum(name.endswith(".ip6.arpa") for name in reverse) == 2
        for index, server in enumerate(bed.dns):
            for check in (found["service"], *found["ordinals"]):
                four = await plain(check["name"], "A", port=server.port)
                six = await plain(check["name"], "AAAA", port=server.port)
                assert six[1]
                both = ("NOERROR", sorted(four[1] + six[1]))
                mine = check["answers"][index]
                assert (mine["rcode"], mine["addresses"]) == both

        for server in bed.dns:
            server.start(extra="template IN AAAA {\n rcode NOERROR\n }")
        report, code = await comes_to_say(
            "shop", lambda said: verdicts(said) == ["nodata", "nodata"], kubeconfig=bed.kubeconfig
        )
        assert code == 1
