"""Wrong usage and unreadable kubeconfigs: one line on stderr and the documented exit code."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import COMMAND, environment, ststui
from tests.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Ended

pytestmark = pytest.mark.demo


def said(ended: Ended, code: int) -> str:
    assert (ended.code, ended.out) == (code, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("ststui: ")
    assert "\x1b" not in line
    return line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("tree", "--nonsense"), "--nonsense"),
        (("nonsense",), "nonsense"),
        (("tree", "-o", "xml"), "xml"),
        (("tree", "a/b/c"), "a/b/c"),
        (("tree", "-l", "a in b"), "not a label selector"),
        (("tree", "--request-timeout", "soon"), "not a duration"),
        (("tree", "--bad\x1b[31m"), "\\e[31m"),
        (("--theme", "pink"), "pink"),
        (("--kubeconfig", "x"), "no terminal"),
    ],
)
async def test_wrong_usage_is_two(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    missing = tmp_path / "none"
    assert words in said(await ststui(*arguments, kubeconfig=missing), 2)


def test_a_terminal_that_only_prints_lines_gets_no_screen() -> None:
    with Terminal([*COMMAND], env={**environment(), "TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 2
        assert "TERM=dumb" in terminal.text
        assert "ststui tree" in terminal.text


async def test_no_kubeconfig_offers_the_demo() -> None:
    line = said(await ststui("tree"), 3)
    assert "no kubeconfig" in line
    assert "ststui demo" in line


CLUSTER = "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("", "is empty", 3),
        ("clusters: [", "YAML", 3),
        ("- a list", "config", 3),
        (CLUSTER + "contexts: [{name: x, context: {cluster: c}}]\n", "current-context", 3),
        (
            CLUSTER + "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n",
            '"u"',
            3,
        ),
        (
            CLUSTER + "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1,"
            " command: 'false', interactiveMode: Never}}}]\n"
            "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n",
            "false",
            3,
        ),
        (
            CLUSTER + "users: [{name: u, user: {token: t}}]\n"
            "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n",
            "127.0.0.1:1",
            3,
        ),
    ],
    ids=("empty", "yaml", "list", "no-current", "no-user", "plugin", "unreachable"),
)
async def test_kubeconfigs_that_cannot_be_used_are_three(
    text: str, words: str, code: int, tmp_path: Path
) -> None:
    file = tmp_path / "config"
    file.write_text(text)
    assert words in said(await ststui("tree", kubeconfig=file), code)


async def test_a_slow_plugin_is_waited_for(tmp_path: Path) -> None:
    pipe, began, plugin = tmp_path / "pipe", tmp_path / "began", tmp_path / "plugin"
    os.mkfifo(pipe)
    plugin.write_text(f"#!/bin/sh\ntouch {began}\nread word < {pipe}\necho {{}}\n")
    plugin.chmod(0o700)
    file = tmp_path / "config"
    file.write_text(
        CLUSTER + "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1,"
        f" command: '{plugin}', interactiveMode: Never}}}}}}]\n"
        "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n"
    )
    held = os.open(pipe, os.O_RDWR)  # opening it for writing alone would wait for a reader
    try:
        running = asyncio.create_task(ststui("tree", kubeconfig=file))
        while not began.exists():
            assert not running.done(), running
            await asyncio.sleep(0.05)
        os.write(held, b"now\n")
        assert "exec plugin" in said(await running, 3)
    finally:
        os.close(held)


async def test_help_and_version_need_no_cluster() -> None:
    for arguments in (("--help",), ("tree", "--help"), ("--version",)):
        ended = await ststui(*arguments)
        assert (ended.code, ended.err) == (0, "")
        assert "ststui" in ended.out
