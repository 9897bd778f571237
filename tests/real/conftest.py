"""Fixtures of the real control plane: one shared bed, a namespace per test, beds to break."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.real.doing import Hand
from tests.testbed.api import Api
from tests.testbed.build import missing
from tests.testbed.cluster import Cluster, ExistingCluster
from tests.testbed.control_plane import ControlPlane
from tests.testbed.namespace import Namespace, fresh_namespace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.testbed.audit import AuditLog

EXISTING = "STSTUI_TEST_KUBECONFIG"

TEST_SECONDS = 300
"""Longest time for one test here, the start of a bed included."""

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder may take longer than a pure test."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(TEST_SECONDS))


@pytest.fixture(scope="session")
def binaries() -> Path:
    """The folder of the built programs; skips where they are not built."""
    lacking = missing()
    if lacking.programs:
        pytest.skip(
            f"the test bed is not built ({', '.join(lacking.programs)} missing): "
            "run python -m tests.testbed.build"
        )
    return lacking.folder


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """The cluster all tests share; nothing outside a test's own namespace may be changed."""
    if path := os.environ.get(EXISTING):
        yield ExistingCluster(Path(path))
        return
    binaries = request.getfixturevalue("binaries")
    with _ended_by_sigterm(), ControlPlane(binaries=binaries) as bed:
        yield bed


@pytest.fixture
def bed(cluster: Cluster) -> ControlPlane:
    """The shared cluster where a test needs more than any cluster offers (audit log, users)."""
    if not isinstance(cluster, ControlPlane):
        pytest.skip(f"needs the test bed, not the cluster of {EXISTING}")
    return cluster


class OwnBed(Protocol):
    """Starts a bed for one test."""

    def __call__(self, **options: Any) -> ControlPlane:
        """Start one; options of `ControlPlane`."""


@pytest.fixture
def own_bed(binaries: Path) -> Iterator[OwnBed]:
    """Starts beds that the test may break; they end with it."""
    with contextlib.ExitStack() as stack, _ended_by_sigterm():

        def start(**options: Any) -> ControlPlane:
            return stack.enter_context(ControlPlane(binaries=binaries, **options))

        yield start


@pytest.fixture
async def api(cluster: Cluster) -> AsyncIterator[Api]:
    """The test's own client."""
    async with Api(cluster.kubeconfig) as opened:
        yield opened


@pytest.fixture
async def namespace(cluster: Cluster, api: Api) -> AsyncIterator[Namespace]:
    """A namespace for this test, in which pods can be created; deleted afterwards."""
    # Of one length in every run: a name that is one letter longer wraps another line on a screen.
    name = f"test-{os.getpid() % 100_000:05}-{next(_numbers):03}"
    async with fresh_namespace(name, cluster=cluster, api=api) as made:
        yield made


@pytest.fixture
def hand(namespace: Namespace, tmp_path: Path) -> Hand:
    """Runs commands in the test's namespace, with a state folder of its own."""
    return Hand(namespace, tmp_path, namespace.cluster.kubeconfig)


@pytest.fixture
def log(bed: ControlPlane) -> AuditLog:
    """The API server's audit log from now on."""
    bed.audit.skip()
    return bed.audit


@contextlib.contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
