"""The terminal interface without a usable cluster: it says so, keeps what it knew, and heals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.real.screen import Screen
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.ports import free_ports

if TYPE_CHECKING:
    from pathlib import Path

    from tests.real.conftest import OwnBed

pytestmark = pytest.mark.real


def test_a_killed_api_server_leaves_the_tree_and_says_how_old_it_is(
    own_bed: OwnBed, tmp_path: Path
) -> None:
    bed = own_bed()
    for each in (headless_service("web"), statefulset("web", replicas=2)):
        bed.kubectl("apply", "-f", "-", stdin=json.dumps(each))
    bed.kubectl("rollout", "status", "sts/web")
    with Screen(home=tmp_path, kubeconfig=str(bed.kubeconfig)) as screen:
        screen.wait_for("2/2", "Stable", "live")
        bed.kill_api_server()
        screen.wait_for("stale", "next try", "cannot be reach", "web-1", "Stable")
        # It counts from the last sign of life, which is older than the loss.
        screen.wait_for("stale 9s")
        bed.restart_api_server()
        screen.wait_for("live", gone="stale")
        bed.kubectl("scale", "sts/web", "--replicas=3")
        screen.wait_for("web-2", "3/3", "Stable")
        screen.press("q")
        assert screen.wait_exit() == 0
        screen.assert_gone()


CLUSTER = "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:%d'}}]\n"
CONTEXT = "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n"
PLUGIN = (
    "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1,"
    " command: 'false', interactiveMode: Never}}}]\n"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ("kubeconfig", "empty")),  # the line is broken where the path is long
        ("clusters: [", ("YAML",)),
        (CLUSTER + "contexts: [{name: x, context: {cluster: c}}]\n", ("current-context",)),
        (CLUSTER + CONTEXT, ('"u"',)),
        (CLUSTER + PLUGIN + CONTEXT, ("false",)),
        (CLUSTER + "users: [{name: u, user: {token: t}}]\n" + CONTEXT, ("127.0.0.1", "next try")),
    ],
    ids=("empty", "yaml", "no-current", "no-user", "plugin", "unreachable"),
)
def test_kubeconfigs_that_cannot_be_used(text: str, words: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(text % free_ports(1)[0] if "%d" in text else text)
    home = tmp_path / "home"
    home.mkdir()
    with Screen(home=home, kubeconfig=str(file)) as screen:
        screen.wait_for(*words)
        screen.press("q")
        assert screen.wait_exit() == 0
        screen.assert_gone()


def test_no_kubeconfig_offers_the_demo(tmp_path: Path) -> None:
    with Screen(home=tmp_path) as screen:
        screen.wait_for("no kubeconfig", "ststui demo")
        screen.press("q")
        assert screen.wait_exit() == 0
        screen.assert_gone()


def test_a_slow_plugin_does_not_hold_up_the_first_frame(tmp_path: Path) -> None:
    wait = tmp_path / "wait"
    wait.write_text("#!/bin/sh\nexec sleep 600\n")
    wait.chmod(0o700)
    file = tmp_path / "config"
    plugin = PLUGIN.replace("'false'", f"'{wait}'")
    file.write_text(CLUSTER % free_ports(1)[0] + plugin + CONTEXT)
    home = tmp_path / "home"
    home.mkdir()
    with Screen(home=home, kubeconfig=str(file)) as screen:
        screen.wait_for("? help", "q quit")
        screen.press("q")
        assert screen.wait_exit() == 0
        screen.assert_gone()
