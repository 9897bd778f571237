"""The client is imported without its generated modules, and wholly where that fails."""

from __future__ import annotations

import json
import subprocess
import sys
from textwrap import dedent
from typing import Any

import pytest

pytestmark = pytest.mark.demo

REPORT = """
import json, sys
found = kubernetes_client()
configuration = found.configuration()
print(json.dumps({
    "models": sum(n.startswith("kubernetes_asyncio.client.models.") for n in sys.modules),
    "apis": sum(n.startswith("kubernetes_asyncio.client.api.") for n in sys.modules),
    "verifies": configuration.verify_ssl,
    "loader": found.loader.__module__,
    "finders": [type(f).__name__ for f in sys.meta_path].count("_BareFinder"),
}))
"""


def report(before: str) -> Any:
    program = dedent(before) + REPORT
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def test_only_what_is_in_use_is_loaded() -> None:
    found = report("from ststui.cluster.kubernetes_client import kubernetes_client")
    assert (found["models"], found["apis"], found["finders"]) == (0, 0, 0)
    assert found["loader"] == "kubernetes_asyncio.config.kube_config"
    assert found["verifies"] is True


def test_another_layout_is_imported_as_it_wants() -> None:
    """As if a later version had moved Configuration: names are not where they were."""
    found = report(
        """
        from ststui.cluster import kubernetes_client as thin
        from ststui.cluster.kubernetes_client import kubernetes_client
        thin._BARE["kubernetes_asyncio.client"]["Configuration"] = "moved_away"
        """
    )
    assert found["models"] > 500
    assert found["apis"] > 50
    assert found["finders"] == 0


def test_a_client_that_is_there_already_is_used() -> None:
    found = report(
        """
        import kubernetes_asyncio
        from ststui.cluster.kubernetes_client import kubernetes_client
        """
    )
    assert found["models"] > 500


def test_what_is_lent_to_the_client_alone_is_whole_for_others() -> None:
    program = """
    import sys
    from ststui.cluster.kubernetes_client import kubernetes_client
    found = kubernetes_client()
    before = [name for name in sys.modules if name.split(".")[0] == "urllib3"]
    configuration = found.configuration()
    configuration.username, configuration.password = "ada", "secret"
    print(before, configuration.get_basic_auth_token())
    import urllib3
    print(urllib3.__version__.split(".")[0], urllib3.PoolManager.__name__)
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["[] Basic YWRhOnNlY3JldA==", "2 PoolManager"]


def test_only_the_import_reads_no_certificates_of_the_system() -> None:
    program = """
    import ssl
    real = ssl.create_default_context
    from ststui.cluster.kubernetes_client import kubernetes_client
    kubernetes_client()
    from aiohttp import connector
    spared = connector._SSL_CONTEXT_VERIFIED
    print(len(spared.get_ca_certs()), spared.verify_mode.name, spared.check_hostname)
    print(ssl.create_default_context is real)
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["0 CERT_REQUIRED True", "True"]


def test_many_threads_get_the_same() -> None:
    found = report(
        """
        import asyncio
        from ststui.cluster.kubernetes_client import kubernetes_client
        from ststui.cluster.session import prepare
        async def many():
            await asyncio.gather(*(prepare() for _ in range(8)))
        asyncio.run(many())
        """
    )
    assert (found["models"], found["finders"]) == (0, 0)


def test_importing_the_session_is_cheap() -> None:
    program = "import sys, ststui.cluster.session, ststui.cluster.listwatch\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    loaded = set(done.stdout.split())
    assert not loaded & {"kubernetes_asyncio", "aiohttp", "textual", "urllib3"}
