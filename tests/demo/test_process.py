"""The demo in a process of its own: how it starts, and that nothing outlives its parent."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from ststui.demo import spawn
from ststui.demo.kubeconfig import kubeconfig_file, runtime_folder, sweep

pytestmark = pytest.mark.demo

PARENT = """
import sys, time
from ststui.demo import spawn
with spawn("empty") as path:
    print(path, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def _own_runtime_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


def server(path: Path) -> str:
    url: str = yaml.safe_load(path.read_text())["clusters"][0]["cluster"]["server"]
    return url


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError):  # the latter: it ends in mid-answer
        return False


def wait_until_silent(url: str) -> None:
    while answers(url):
        time.sleep(0.02)


def test_a_spawned_demo_serves_and_ends() -> None:
    with spawn("empty") as path:
        url = server(path)
        assert url.startswith("http://127.0.0.1:")
        assert len(url.rpartition("/")[2]) >= 32
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert answers(url)
    assert not path.exists()
    assert not answers(url)


def test_it_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        url = server(Path(parent.stdout.readline().strip()))
        assert answers(url)
        os.kill(parent.pid, signal.SIGKILL)
    wait_until_silent(url)


def test_what_a_killed_demo_left_is_swept() -> None:
    command = [sys.executable, "-m", "ststui.demo", "--scenario", "empty"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        process.kill()
    assert left.exists()
    with kubeconfig_file("http://127.0.0.1:1/x", "default") as mine:
        assert not left.exists()
        sweep(runtime_folder())
        assert mine.exists()
    assert not mine.exists()


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(KeyError), spawn("nope"):
        pass
