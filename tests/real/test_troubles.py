"""The four troubles of docs/troubles.md, each made to happen on the real control plane."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.diagnosed import found_in, wait_for_rules
from tests.testbed.api import Api
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

WAITS: dict[str, Any] = {
    "initContainers": [{"name": "wait-for-primary", "image": "app:1"}],
    "containers": [{"name": "main", "image": "app:1"}],
}


async def test_pending_terminating_and_an_init_container_that_waits(namespace: Namespace) -> None:
    ago = datetime.now(tz=UTC) - timedelta(minutes=7)
    since = {"ststui.test/hold": "true", "ststui.test/since": f"{ago:%Y-%m-%dT%H:%M:%SZ}"}
    await namespace.apply(
        headless_service("claims"),
        statefulset("claims", claims=("data",), storage_class="fast-ssd"),
        headless_service("replica"),
        statefulset("replica", replicas=2, annotations=since, pod=WAITS),
        headless_service("held"),
        statefulset("held"),
    )
    await namespace.wait_for(
        "StatefulSet", "held", lambda it: it["status"].get("readyReplicas") == 1, what="is Ready"
    )
    finalizers = {"metadata": {"finalizers": ["example.com/hold"]}}
    await namespace.patch("Pod", "held-0", finalizers)
    await namespace.delete("Pod", "held-0", grace=1)
    try:
        found = await wait_for_rules(
            namespace,
            {"claims": "pvc-class-missing", "held": "term-finalizer", "replica": "init-stuck"},
        )
    finally:
        await namespace.patch("Pod", "held-0", {"metadata": {"finalizers": None}})
    assert found["claims"][0]["subject"]["name"] == "data-claims-0"
    assert "fast-ssd" in found["claims"][0]["title"]
    assert "example.com/hold" in found["held"][0]["title"]
    assert "wait-for-primary" in found["replica"][0]["title"]
    assert found["replica"][0]["ordinal"] == 0
    assert any(
        "-c wait-for-primary" in (fix["command"] or "") for fix in found["replica"][0]["fix"]
    )


async def test_a_name_that_does_not_resolve(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=1)
    first, second = bed.dns
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
    ):
        await namespace.apply(
            headless_service("db"), statefulset("db", replicas=1), statefulset("lost", replicas=1)
        )
        await namespace.wait_ready("db-0", "lost-0")
        found = await wait_for_rules(namespace, {"lost": "svc-missing"}, asked=("--dns",))
        assert "db" not in found

        # Only asked DNS tells that the servers leave out what all objects say.
        nobody = "template IN A {\n match ^db-0 \n rcode NXDOMAIN\n fallthrough\n }"
        first.start(extra=nobody)
        second.start(extra=nobody)
        found = await wait_for_rules(namespace, {"db": "dns-not-resolving"}, asked=("--dns",))
        (wrong,) = found["db"]
        assert "db-0.db.shop.svc.cluster.local" in wrong["title"]
        assert wrong["subject"]["name"] == "db-0"
        assert "db" not in await found_in(namespace)

        second.start()
        await wait_for_rules(namespace, {"db": "dns-servers-disagree"}, asked=("--dns",))
