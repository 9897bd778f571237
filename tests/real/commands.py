"""The commands of findings, run as somebody would paste them; what writes only as a dry run."""

from __future__ import annotations

import asyncio
import os
import re
from typing import TYPE_CHECKING, Any

from tests.cli.program import environment
from tests.testbed.control_plane import ControlPlane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.testbed.cluster import Cluster

READS = frozenset({"get", "describe", "logs"})
WRITES = frozenset(
    {"annotate", "create", "delete", "patch", "rollout", "scale", "set", "taint", "uncordon"}
)
NOT_HERE = ("<", " --raw ", " get lease ", "ststui ")
"""What has to be filled in, kubelets, the leases of a control plane with several members, and
ststui's own commands, which ask before they write."""
AT_ONCE = 4
VERB = re.compile(r"kubectl --context \S+(?: -n \S+)? (\w+)")


def commands_of(findings: Iterable[dict[str, Any]]) -> list[str]:
    """What can be run here: kubectl's commands without anything that the reader has to fill in."""
    found = (fix["command"] for each in findings for fix in each["fix"] if fix["command"])
    return [
        each
        for each in dict.fromkeys(found)
        if set(VERB.findall(each)) <= READS | WRITES and not any(e in each for e in NOT_HERE)
    ]


async def run_for_good(command: str, *, cluster: Cluster) -> None:
    """Run one command as it stands.

    Raises:
        AssertionError: it does not work.
    """
    program = await asyncio.create_subprocess_exec(
        *("sh", "-c", command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(cluster),
    )
    _, err = await program.communicate()
    assert program.returncode == 0, f"{command}: {err.decode()}"


async def run_all(findings: Iterable[dict[str, Any]], *, cluster: Cluster) -> list[str]:
    """Run the commands of findings; returns them.

    Raises:
        AssertionError: one of them does not work.
    """
    room = asyncio.Semaphore(AT_ONCE)
    env = _environment(cluster)
    commands = commands_of(findings)

    async def run(command: str) -> str:
        async with room:
            program = await asyncio.create_subprocess_exec(
                *("sh", "-c", _dry(command)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=env,
            )
            _, err = await program.communicate()
        # grep says with 1 that it found nothing, and kubectl says it on stderr.
        said = err.decode().replace("No resources found\n", "")
        nothing = program.returncode == 1 and "| grep" in command and not said
        return "" if program.returncode == 0 or nothing else f"{command}: {said}"

    wrong = [each for each in await asyncio.gather(*map(run, commands)) if each]
    assert not wrong, "\n".join(wrong)
    return commands


def _environment(cluster: Cluster) -> dict[str, str]:
    env = environment(cluster.kubeconfig)
    if isinstance(cluster, ControlPlane):
        env["PATH"] = f"{cluster.binaries}{os.pathsep}{env['PATH']}"
    return env


def _dry(command: str) -> str:
    """The command with each of its writes as a dry run of the server."""
    return "".join(
        f"{part} --dry-run=server " if WRITES.intersection(VERB.findall(part)) else part
        for part in re.split(r"(&&|;)", command)
    )
