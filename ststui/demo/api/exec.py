"""The exec subresource of pods: a small scripted shell over WebSockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from ststui.demo import refusal
from ststui.demo.api.channels import CLOSE, PROTOCOLS, RESIZE, STDERR, STDIN, STDOUT, Channels
from ststui.demo.api.reach import check_reachable
from ststui.demo.fields import name_of
from ststui.demo.workload.logs import container_of
from ststui.demo.workload.shell import SHELLS, Shell
from ststui.demo.workload.terminal import Terminal

if TYPE_CHECKING:
    from ststui.demo.api.target import Target
    from ststui.demo.cluster import Cluster


async def execute(cluster: Cluster, request: web.Request, target: Target) -> web.StreamResponse:
    """Run a command in a container.

    Raises:
        RefusedError: 400 without an upgrade or command, or if the container does not run.
    """
    pod = cluster.registry.get(target.kind, target.namespace, target.name)
    container = container_of(pod, request.query.get("container", ""))
    check_reachable(cluster, pod)
    command = request.query.getall("command", [])
    if not command:
        raise refusal.bad_request("you must specify at least one command for the container")
    socket = web.WebSocketResponse(protocols=PROTOCOLS)
    if not socket.can_prepare(request).ok:
        raise refusal.bad_request("Upgrade request required")
    await socket.prepare(request)
    channels = Channels(socket)
    shell = Shell(cluster=cluster, pod=pod, container=container)
    trouble = shell.cannot_run(command)
    if trouble:
        await channels.fail(trouble)
    elif len(command) == 1 and command[0].rpartition("/")[2] in SHELLS:
        tty = request.query.get("tty") in ("true", "1")
        await channels.finish(await _interact(channels, shell, tty=tty))
    else:
        result = shell.run_words(command)
        if result.output:
            await channels.write(STDOUT, result.output.encode())
        if result.errors:
            await channels.write(STDERR, result.errors.encode())
        await channels.finish(result.code)
    return socket


async def _interact(channels: Channels, shell: Shell, *, tty: bool) -> int:
    terminal = Terminal(shell, prompt=f"{name_of(shell.pod)}:/# ", tty=tty)
    first = terminal.greeting()
    if first:
        await channels.write(STDOUT, first)
    async for channel, data in channels.messages():
        if channel == STDIN:
            answer = terminal.feed(data)
            if answer:
                await channels.write(STDOUT, answer)
        elif channel == RESIZE:
            terminal.resize(data)
        elif channel == CLOSE and data[:1] == bytes((STDIN,)):
            return terminal.end()
        if terminal.exit_code is not None:
            return terminal.exit_code
    return 0
