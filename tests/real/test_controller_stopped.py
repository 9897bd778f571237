"""kube-controller-manager stands still: what the pods show wins over statuses and slices."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui
from tests.real.screen import Screen
from tests.testbed.api import wait_for
from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from pathlib import Path

    from tests.real.conftest import OwnBed
    from tests.testbed.control_plane import ControlPlane

pytestmark = pytest.mark.real


def lease(*, silent: float) -> str:
    """The lease that several members of a control plane elect a leader by; the bed has one only."""
    renewed = datetime.now(UTC) - timedelta(seconds=silent)
    spec = {"holderIdentity": "control-1", "renewTime": renewed.isoformat(timespec="microseconds")}
    return json.dumps(
        {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": "kube-controller-manager", "namespace": "kube-system"},
            "spec": spec,
        }
    )


async def test_a_pod_that_is_lost_meanwhile(own_bed: OwnBed, tmp_path: Path) -> None:
    bed = own_bed()
    for each in (headless_service("web"), statefulset("web", replicas=2)):
        bed.kubectl("apply", "-f", "-", stdin=json.dumps(each))
    bed.kubectl("rollout", "status", "sts/web")
    with Screen(home=tmp_path, kubeconfig=str(bed.kubeconfig)) as screen:
        screen.patience = 60.0  # nothing is said of the first 20 seconds
        screen.wait_for("2/2", "Stable", "live")
        bed.program("kube-controller-manager").freeze()
        bed.kubectl("delete", "pod", "web-1", "--wait=true")
        screen.wait_for("1/2", "Degraded: 1 of 2 not Ready", "Missing", gone="Stable")
        screen.wait_for("2 ready, 1 of them of pods that are gone")
        assert "would create" not in screen.text
        said = await asked(bed)
        assert (said["state"], said["readyReplicas"], said["undone"]) == ("degraded", 1, None)
        assert said["sentence"].startswith("creates web-1")
        assert [each["state"] for each in said["ordinals"]] == ["running", "missing"]
        assert [each["goneAddresses"] for each in said["services"]] == [1]

        screen.wait_for("would create web-1", "; has not for 2")
        bed.kubectl("apply", "-f", "-", stdin=lease(silent=45))
        said = await asked(bed)
        assert said["undone"]["controllerSilentSeconds"] >= 45
        assert said["sentence"].startswith("would create web-1")
        assert "; kube-controller-manager has been silent for " in said["sentence"]

        bed.kubectl("apply", "-f", "-", stdin=lease(silent=0))
        bed.program("kube-controller-manager").thaw()
        screen.wait_for("2/2", "Stable", gone="would create")
        screen.wait_for("2 ready", gone="that are gone")
        said = await asked(bed)
        assert (said["state"], said["readyReplicas"], said["undone"]) == ("stable", 2, None)
        screen.press("q")
        assert screen.wait_exit() == 0


async def test_a_spec_that_nobody_looks_at(own_bed: OwnBed) -> None:
    bed = own_bed()
    for each in (headless_service("web"), statefulset("web", replicas=2)):
        bed.kubectl("apply", "-f", "-", stdin=json.dumps(each))
    bed.kubectl("rollout", "status", "sts/web")
    bed.program("kube-controller-manager").freeze()
    bed.kubectl("apply", "-f", "-", stdin=lease(silent=150))

    scaled = await ststui("scale", "web", "3", "--yes", "--wait", kubeconfig=bed.kubeconfig)
    assert scaled.code != 0
    assert "but stuck: the controller would create web-2" in scaled.err
    assert "; has not for 2" in scaled.err
    assert "and kube-controller-manager has been silent for 2m" in scaled.err
    said = await asked(bed)
    assert (said["state"], said["undone"]["controllerSilentSeconds"] > 150) == ("notObserved", True)
    assert said["sentence"].startswith("would create web-2")

    async def is_found() -> bool:
        found = await ststui("diagnose", "web", "-o", "json", kubeconfig=bed.kubeconfig)
        rules = [each["rule"] for each in found.document["findings"]]
        assert set(rules) <= {"sts-controller-down"}
        return bool(rules)

    await wait_for(is_found, what="sts-controller-down", seconds=40)


async def asked(bed: ControlPlane) -> dict[str, Any]:
    """What `ststui tree` says of the set; `ststui next` says the same sentence."""
    tree = await ststui("tree", "-o", "json", kubeconfig=bed.kubeconfig)
    found: dict[str, Any] = tree.document["sets"][0]
    steps = await ststui("next", "-o", "json", kubeconfig=bed.kubeconfig)
    (step,) = steps.document["sets"]
    until = found["sentence"].partition(" for ")[0]
    assert step["step"]["sentence"].partition(" for ")[0] == until
    assert (step["undone"] is None) == (found["undone"] is None)
    return found
