"""Pods that have a node and do not come up: KWOK says what a real kubelet said.

The words are those of observed failures on 1.36.3 with containerd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.commands import run_all
from tests.real.diagnosed import wait_for_rules
from tests.real.made import make

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

BACK_OFF = 'Back-off pulling image "registry.example/app:9": ErrImagePull: '
PULL = "failed to pull and unpack image: failed to resolve image: "
LOOKUP = (
    'failed to do request: Head "https://registry.example/v2/app/manifests/9": dial tcp: lookup'
    " registry.example on 192.0.2.53:53: dial udp 192.0.2.53:53: connect: network is unreachable"
)
UPPER = (
    'Failed to apply default image tag "UPPER/Case:1": couldn\'t parse image name "UPPER/Case:1":'
    " invalid reference format: repository name (Case) must be lowercase"
)
NEVER = 'Container image "local/absent:1" is not present with pull policy of Never'
SUB_PATH = 'failed to prepare subPath for volumeMount "data" of container "main"'
NOT_ROOT = "container has runAsNonRoot and image will run as root (pod: web-0, container: main)"


async def asked(namespace: Namespace, name: str, *, pod: Any = None, **to: str) -> None:
    """A set with its headless Service, whose pods are asked to do something."""
    marks = {f"ststui.test/{key.replace('_', '-')}": value for key, value in to.items()}
    await make(namespace, name, annotations=marks, pod=pod)


async def held(namespace: Namespace, name: str, reason: str, message: str) -> None:
    await asked(namespace, name, hold="true", reason=reason, message=message)


async def test_containers_that_do_not_come_up(namespace: Namespace) -> None:
    waits = {
        "initContainers": [{"name": "wait-for-primary", "image": "app:1"}],
        "containers": [{"name": "main", "image": "app:1"}],
    }
    await asked(namespace, "patient", hold="true", pod=waits)
    await asked(namespace, "unready", unready="true", probe="readiness")
    await asked(namespace, "killed", crash="true", exit_reason="Completed", probe="liveness")
    await asked(namespace, "slow", crash="true", exit_reason="Completed", probe="startup")
    await held(
        namespace,
        "absent",
        "ImagePullBackOff",
        BACK_OFF + PULL + "registry.example/app:9: not found",
    )
    await held(
        namespace,
        "private",
        "ErrImagePull",
        PULL + "failed to authorize: failed to fetch oauth token: 401 Unauthorized",
    )
    await held(namespace, "cut-off", "ImagePullBackOff", BACK_OFF + PULL + LOOKUP)
    await held(namespace, "misspelt", "InvalidImageName", UPPER)
    await held(namespace, "local", "ErrImageNeverPull", NEVER)
    await held(namespace, "rootless", "CreateContainerConfigError", NOT_ROOT)
    await held(namespace, "unset", "CreateContainerConfigError", 'configmap "settings" not found')
    await held(namespace, "odd", "CreateContainerConfigError", SUB_PATH)
    await asked(namespace, "crashing", crash="true", restarts="7")
    await asked(namespace, "hungry", crash="true", exit_reason="OOMKilled")
    await asked(namespace, "ending", crash="true", exit_reason="Completed", restarts="4")

    found = await wait_for_rules(
        namespace,
        {
            "absent": "image-not-found",
            "private": "image-unauthorized",
            "cut-off": "image-registry-unreachable",
            "misspelt": "image-invalid-name",
            "local": "image-never-pull",
            "rootless": "config-run-as-non-root",
            "unset": "config-missing-object",
            "odd": "container-waits-after-error",
            "crashing": "crashloop",
            "hungry": "oomkilled",
            "ending": "exit-0-loop",
            "unready": "readiness-failing",
            "killed": "liveness-killing",
            "slow": "startup-failing",
        },
        seconds=150.0,
    )
    assert await run_all((e for each in found.values() for e in each), cluster=namespace.cluster)
    assert "not in sync" in str(found["unready"][0]["evidence"])
    assert "7 restarts" in str(found["crashing"][0])
    assert "crashloop" in found["hungry"][0]["explains"]
    assert "crashloop" in found["killed"][0]["explains"]
    assert "settings" in found["unset"][0]["title"]
    assert SUB_PATH in found["odd"][0]["evidence"][0]["text"]
    # The init container is young: that it runs is no trouble yet, and nothing else is either.
    assert found.get("patient", []) == []
