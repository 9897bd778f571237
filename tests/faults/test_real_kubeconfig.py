"""Several kubeconfig files, merged by the real kubectl and by ststui: the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
from base64 import b64encode
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.connection import connection
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.kubeconfig import load
from ststui.errors import StstuiError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real


def some_file(chance: Random, *, trust: bool = True) -> dict[str, Any]:
    """A kubeconfig with a few of few names, so that files overlap.

    Args:
        chance: What decides.
        trust: Whether certificates are named, in files that do not exist.
    """
    authority = {"certificate-authority": f"/etc/{chance.randrange(99)}.crt"} if trust else {}
    names = [name for name in "abc" if chance.random() < 0.5]
    found: dict[str, Any] = {
        "clusters": [
            {
                "name": name,
                "cluster": {
                    "server": f"http://127.0.0.1:{chance.randrange(2, 20)}",
                    **chance.choice([{}, authority]),
                    **chance.choice([{}, {"tls-server-name": "k"}, {"tls-server-name": None}]),
                    **chance.choice([{}, {"proxy-url": None}, {"disable-compression": True}]),
                },
            }
            for name in names
        ],
        "users": [
            {
                "name": name,
                "user": chance.choice(
                    [
                        {"token": f"t{chance.randrange(99)}", "client-key-data": None},
                        {"token": None, "as": chance.choice([None, "boss"])},
                        {"tokenFile": f"/etc/{chance.randrange(99)}"},
                    ]
                ),
            }
            for name in names
        ],
        "contexts": [
            {
                "name": name,
                "context": {
                    "cluster": chance.choice("abc"),
                    "user": chance.choice("abc"),
                    **chance.choice(
                        [{}, {"namespace": f"n{chance.randrange(9)}"}, {"namespace": None}]
                    ),
                },
            }
            for name in names
        ],
    }
    if trust:
        for entry in found["clusters"]:
            if chance.random() < 0.3:
                entry["cluster"].pop("certificate-authority", None)
                entry["cluster"]["certificate-authority-data"] = wrapped(chance)
    if chance.random() < 0.6:
        found["current-context"] = chance.choice(["a", "b", "c", None])
    return {key: value for key, value in found.items() if chance.random() < 0.9}


def wrapped(chance: Random) -> str:
    """A few bytes as base64, broken over lines as `base64` and some editors do."""
    whole = b64encode(chance.randbytes(40)).decode()
    end = chance.choice(["\n", "\r\n", ""])
    return end.join(whole[at : at + 20] for at in range(0, len(whole), 20)) + end


@pytest.mark.parametrize("seed", range(12))
def test_merged_as_kubectl_merges(binaries: Path, tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    paths = []
    for number in range(chance.randrange(1, 4)):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append(str(folder / "config"))
        if chance.random() < 0.85:
            (folder / "config").write_text(
                json.dumps(some_file(chance)) if chance.random() < 0.9 else ""
            )
    environment = {"KUBECONFIG": os.pathsep.join(paths)}
    theirs = view(binaries, environment, home=tmp_path)
    ours = load(ConnectionFlags(), environment=environment, home=tmp_path)
    assert ours.current_context == theirs["current-context"]
    assert {n: c.server for n, c in ours.clusters.items()} == values(
        theirs, "clusters", "cluster", "server"
    )
    assert {n: c.certificate_authority for n, c in ours.clusters.items()} == values(
        theirs, "clusters", "cluster", "certificate-authority"
    )
    assert {
        n: b64encode(c.certificate_authority_data).decode() for n, c in ours.clusters.items()
    } == values(theirs, "clusters", "cluster", "certificate-authority-data")
    assert {n: u.impersonate for n, u in ours.users.items()} == values(
        theirs, "users", "user", "as"
    )
    assert {n: c.tls_server_name for n, c in ours.clusters.items()} == values(
        theirs, "clusters", "cluster", "tls-server-name"
    )
    assert {n: u.token for n, u in ours.users.items()} == values(theirs, "users", "user", "token")
    assert {n: u.token_file for n, u in ours.users.items()} == values(
        theirs, "users", "user", "tokenFile"
    )
    for field in ("cluster", "user", "namespace"):
        assert {n: getattr(c, field) for n, c in ours.contexts.items()} == values(
            theirs, "contexts", "context", field
        )


@pytest.mark.parametrize("seed", range(30))
def test_the_chosen_server_is_kubectl_s(binaries: Path, tmp_path: Path, seed: int) -> None:
    """With flags laid over it; where kubectl refuses, so does ststui."""
    chance = Random(seed)
    (tmp_path / "config").write_text(json.dumps(some_file(chance, trust=False)))
    flags: dict[str, str] = {}
    for flag in ("context", "cluster", "user"):
        if chance.random() < 0.4:
            flags[flag] = chance.choice("abc")
    if chance.random() < 0.2:
        flags["server"] = "http://127.0.0.1:1"
    environment = {"KUBECONFIG": str(tmp_path / "config")}
    arguments = [f"--{name}={value}" for name, value in flags.items()]
    # Nothing listens on these ports: kubectl says which one it tried.
    done = kubectl(binaries, environment, tmp_path, "get", "--raw=/x", *arguments)
    assert done.returncode != 0
    try:
        ours = connection(ConnectionFlags(**flags), environment=environment, home=tmp_path)  # type: ignore[arg-type]
    except StstuiError as error:
        # kubectl goes on without a login where a user is missing, and tries localhost:8080 where
        # there is no server at all; both are refused here.
        no_user = re.search(r'(the user|^user) "\w+"(, which)? does not exist', str(error))
        assert "127.0.0.1" not in done.stderr or no_user
        return
    address = ours.cluster.server.removeprefix("http://")
    assert f"The connection to the server {address} was refused" in done.stderr


def kubectl(
    binaries: Path, environment: dict[str, str], home: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(binaries / "kubectl"), *arguments],
        env={**environment, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def view(binaries: Path, environment: dict[str, str], *, home: Path) -> Any:
    done = kubectl(binaries, environment, home, "config", "view", "--raw", "-o=json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def values(view: Any, listed: str, kind: str, field: str) -> dict[str, str]:
    return {item["name"]: item[kind].get(field, "") for item in view[listed] or ()}
