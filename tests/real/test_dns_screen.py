"""On the screen: why DNS cannot be asked, and that a pod can be asked instead."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.faults.fault_proxy import fault_proxy
from tests.real.screen import Screen
from tests.real.test_dns_ways import SETS, SLICES, database, forward
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.users import Rule, make_user

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.real.conftest import OwnBed
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

OFFER = "c asks from inside a pod of the set instead"


@asynccontextmanager
async def screen_of(namespace: str, *, home: Path, config: Path) -> AsyncIterator[Screen]:
    """The program on one namespace; its terminal is read in a thread."""
    screen = await asyncio.to_thread(
        Screen, "-n", namespace, home=home, kubeconfig=str(config), columns=160
    )
    try:
        yield screen
    finally:
        await asyncio.to_thread(screen.close)


def new_home(folder: Path) -> Path:
    (folder / "home").mkdir()
    return folder / "home"


def leave(screen: Screen) -> None:
    screen.press("esc")
    screen.wait_for("q quit")
    screen.press("q")
    assert screen.wait_exit() == 0
    screen.assert_gone()


@pytest.mark.parametrize(
    ("verbs", "lacks"),
    [
        ((), "no permission: get and create pods/portforward in kube-system"),
        (("get",), "no permission: create pods/portforward in kube-system"),
        (("create",), "no permission: get pods/portforward in kube-system"),
    ],
)
async def test_missing_rights_are_said_and_a_pod_is_offered(
    bed: ControlPlane,
    namespace: Namespace,
    tmp_path: Path,
    verbs: tuple[str, ...],
    lacks: str,
) -> None:
    await database(namespace)
    rules = (SETS, SLICES, *((forward(*verbs),) if verbs else ()))
    user = make_user(
        bed,
        f"dns-screen-{os.getpid()}-{'-'.join(verbs) or 'none'}",
        rules=rules,
        namespace=namespace.name,
        everywhere="cluster",
    )

    def look(screen: Screen) -> None:
        screen.wait_for("db-0", "dns: unavailable")
        screen.press("g", "D")
        screen.wait_for("DNS of db", lacks, OFFER, "Ask from inside a pod instead")
        leave(screen)

    async with screen_of(namespace.name, home=new_home(tmp_path), config=user) as screen:
        await asyncio.to_thread(look, screen)


async def test_the_offer_is_taken_without_a_right_to_port_forwards(
    bed: ControlPlane, namespace: Namespace, tmp_path: Path
) -> None:
    # Exec on this bed runs here, where no cluster name resolves: what matters is the way.
    await database(namespace)
    user = make_user(
        bed,
        f"dns-screen-{os.getpid()}-exec",
        rules=(SETS, SLICES, Rule(verbs=("get", "create"), resources=("pods/exec",))),
        namespace=namespace.name,
        everywhere="cluster",
    )

    def look(screen: Screen) -> None:
        screen.wait_for("db-0", "dns: unavailable")
        screen.press("g", "D")
        screen.wait_for(OFFER)
        screen.press("c")
        screen.wait_for("client view by a command in a pod", "db-0", gone=OFFER)
        screen.press("s")
        screen.wait_for(OFFER, gone="client view by")
        leave(screen)

    async with screen_of(namespace.name, home=new_home(tmp_path), config=user) as screen:
        await asyncio.to_thread(look, screen)


async def test_a_proxy_that_drops_websockets_is_said(
    bed: ControlPlane, namespace: Namespace, tmp_path: Path
) -> None:
    await database(namespace)
    async with fault_proxy(bed.server, tls=bed._ssl) as proxy:
        content = yaml.safe_load(bed.kubeconfig.read_text())
        content["clusters"][0]["cluster"] = {"server": proxy.url}
        config = tmp_path / "proxied"
        config.write_text(yaml.safe_dump(content))

        def look(screen: Screen) -> None:
            screen.wait_for("db-0", "dns: unavailable")
            screen.press("g", "D")
            screen.wait_for("port-forward to the DNS pods failed: ", OFFER)
            leave(screen)

        async with screen_of(namespace.name, home=new_home(tmp_path), config=config) as screen:
            await asyncio.to_thread(look, screen)


def test_an_api_server_that_goes_away_and_comes_back(own_bed: OwnBed, tmp_path: Path) -> None:
    bed = own_bed(nodes=1)
    for each in (headless_service("db"), statefulset("db", replicas=2)):
        bed.kubectl("apply", "-f", "-", stdin=json.dumps(each))
    bed.kubectl("rollout", "status", "sts/db")
    with Screen(home=tmp_path, kubeconfig=str(bed.kubeconfig), columns=160) as screen:
        screen.wait_for("db-1", "dns: port-forward")
        screen.press("g", "D")
        screen.wait_for("server view by port-forward", "coredns-a", "db-1")
        bed.kill_api_server()
        screen.press("ctrl-r")
        screen.wait_for("no DNS server can be asked", OFFER)
        bed.restart_api_server()
        screen.press("ctrl-r")
        screen.wait_for("server view by port-forward", gone="no DNS server can be asked")
        leave(screen)
