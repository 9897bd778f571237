"""What differs between versions of the StatefulSet controller.

Which feature gate is on cannot be read from the API: the version's default is assumed.

Looked at were pkg/controller/statefulset and pkg/features of 1.28.8, .12, .13 and .15, 1.29.4, .7
and .8, 1.30.0, .3 and .4, 1.31.14, 1.34.2, 1.35.3 and .4, 1.36.3 and 1.37.2. One difference is left
out: up to 1.28.11, 1.29.6 and 1.30.2 at the latest, the sync that deletes a pod that has ended
makes it anew at once (processReplica), and not the next one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

NEWEST = (1, 37, 2)
"""The newest version whose source this room was written from."""
OLDEST = (1, 28, 0)
"""The oldest whose source was looked at."""


_CONTROLLERS_SINCE = ((1, 28, 13), (1, 29, 8), (1, 30, 4))
"""Patches to which it was taken back."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the controller of one version behaves."""

    max_unavailable: bool
    """``rollingUpdate.maxUnavailable`` counts: gate MaxUnavailableStatefulSet (KEP-961) is on in
    1.35.0 to 1.35.3 and from 1.37 on; off before, in later 1.35 and in 1.36
    (pkg/features/kube_features.go)."""
    waits_until_available: bool
    """An update waits until a pod is available, and a scale-down takes one that is not for the
    first unhealthy one: from 1.34 on (isUnavailable; before, Ready was enough: isHealthy;
    kubernetes/kubernetes#130909). An OrderedReady set always waits in the range."""
    claims_have_controllers: bool
    """An owner of a claim must be its controller, and what another controller owns is left alone:
    from 1.31 on, and from 1.28.13, 1.29.8 and 1.30.4 (isClaimOwnerUpToDate, stateful_set_utils.go;
    kubernetes/kubernetes#122499)."""
    parallel_replaces_unavailable: bool
    """Parallel sets replace outdated pods that are unavailable beyond the budget: from 1.37 on
    (updateStatefulSetAfterInvariantEstablished, stateful_set_control.go)."""
    recreates: bool
    """Strategy Recreate deletes all outdated pods first: from 1.37 on, gate
    StatefulSetRecreateStrategy, alpha and off by default. With the gate off the API server refuses
    a set that is to have it, so a set that has it is taken for a proof that it is on
    (statefulSetStrategy, pkg/registry/apps/statefulset/strategy.go, v1.37). To older controllers it
    is a strategy that is not OnDelete."""
    promotes_any_strategy: bool
    """currentRevision becomes updateRevision with any strategy, not only RollingUpdate: from 1.37
    on (completeUpdate, stateful_set_utils.go)."""


def read_version(text: str | None) -> tuple[int, int, int] | None:
    """``v1.36.3``, ``1.36.3-gke.100`` or ``1.36+`` as numbers; None when it is no version."""
    found = re.match(r"v?(\d+)\.(\d+)\+?(?:\.(\d+))?(?!\d)", text or "")
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def version_numbers(text: str | None) -> tuple[int, int, int]:
    """The same; the newest known one when it is no version."""
    return read_version(text) or NEWEST


def spoken(numbers: tuple[int, int, int]) -> str:
    """As people write it: ``v1.36.3``."""
    return "v" + ".".join(map(str, numbers))


@lru_cache(maxsize=8)
def behaviour(server_version: str | None) -> Behaviour:
    """The behaviour of a server's version (None: the newest known one)."""
    version = version_numbers(server_version)
    newer = version >= (1, 37, 0)
    return Behaviour(
        max_unavailable=newer or (1, 35, 0) <= version < (1, 35, 4),
        waits_until_available=version >= (1, 34, 0),
        claims_have_controllers=version >= (1, 31, 0)
        or any(each <= version < (1, each[1] + 1, 0) for each in _CONTROLLERS_SINCE),
        parallel_replaces_unavailable=newer,
        recreates=newer,
        promotes_any_strategy=newer,
    )
