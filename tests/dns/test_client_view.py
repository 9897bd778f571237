"""What a pod's resolver tool prints, read: getent, nslookup of busybox and BIND, no tool at all."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from ststui.dns.client_view import TOOLS, client_command, lacks_tool, read_client

if TYPE_CHECKING:
    from pathlib import Path

    from ststui.dns.client_view import Tool
    from ststui.model.dns import Answer

pytestmark = pytest.mark.pure

NAME = "db-0.db.shop.svc.cluster.local."

GETENT = """\
10.244.1.7      STREAM db-0.db.shop.svc.cluster.local
10.244.1.7      DGRAM
10.244.1.7      RAW
fd00:10:244::7  STREAM
fd00:10:244::7  DGRAM
"""
BUSYBOX = """\
Server:\t\t10.96.0.10
Address:\t10.96.0.10:53

Name:\tdb-0.db.shop.svc.cluster.local
Address: 10.244.1.7


"""
BUSYBOX_OLD = """\
Server:    10.96.0.10
Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local

Name:      db-0.db.shop.svc.cluster.local
Address 1: 10.244.1.7 db-0.db.shop.svc.cluster.local
Address 2: fd00:10:244::7
"""
BUSYBOX_TWO = """\
Server:\t\tfd00:10:96::a
Address:\t[fd00:10:96::a]:53

Name:\tdb.shop.svc.cluster.local
Address: 10.244.1.8
Name:\tdb.shop.svc.cluster.local
Address: 10.244.1.7

Name:\tdb.shop.svc.cluster.local
Address: fd00:10:244::7

"""
BUSYBOX_NOTHING = """\
Server:\t\t10.96.0.10
Address:\t10.96.0.10:53

** server can't find db-0.db.shop.svc.cluster.local: NXDOMAIN

** server can't find db-0.db.shop.svc.cluster.local: NXDOMAIN

"""
BUSYBOX_OLD_NOTHING = """\
Server:    10.96.0.10
Address 1: 10.96.0.10

nslookup: can't resolve 'db-0.db.shop.svc.cluster.local.'
"""
MUSL_NOTHING = "nslookup: can't resolve 'db-0.db.shop.svc.cluster.local.': Name does not resolve\n"
MUSL_TRY_AGAIN = "nslookup: can't resolve 'db-0.db.shop.svc.cluster.local.': Try again\n"
BIND_SERVFAIL = """\
;; Got SERVFAIL reply from 10.96.0.10
Server:\t\t10.96.0.10
Address:\t10.96.0.10#53

** server can't find db-0.db.shop.svc.cluster.local: SERVFAIL

"""
BIND = """\
Server:\t\t10.96.0.10
Address:\t10.96.0.10#53

Name:\tdb-0.db.shop.svc.cluster.local
Address: 10.244.1.7

"""
BUSYBOX_SERVFAIL = """\
Server:\t\t10.96.0.10
Address:\t10.96.0.10:53

** server can't find db-0.db.shop.svc.cluster.local: SERVFAIL

"""
BUSYBOX_REFUSED = BUSYBOX_SERVFAIL.replace("SERVFAIL", "REFUSED")
BUSYBOX_LATE = ";; connection timed out; no servers could be reached\n\n"
BUSYBOX_EMPTY = """\
Server:\t\t10.96.0.10
Address:\t10.96.0.10:53

*** Can't find db-0.db.shop.svc.cluster.local: No answer

"""


def said(tool: Tool, text: str, code: int) -> Answer:
    """What is read of one name."""
    output = f"ststui-name {tool} {NAME}\n{text}ststui-name-end {code}\n"
    found = read_client(output, server="db-1")
    assert list(found) == [NAME]
    return found[NAME]


@pytest.mark.parametrize(
    ("tool", "text", "code", "rcode", "addresses"),
    [
        ("getent", GETENT, 0, "NOERROR", ("10.244.1.7", "fd00:10:244::7")),
        ("getent", "", 2, None, ()),
        ("getent", "", 1, None, ()),
        ("nslookup", BUSYBOX, 0, "NOERROR", ("10.244.1.7",)),
        ("nslookup", BUSYBOX_OLD, 0, "NOERROR", ("10.244.1.7", "fd00:10:244::7")),
        (
            "nslookup",
            BUSYBOX_TWO,
            0,
            "NOERROR",
            ("10.244.1.7", "10.244.1.8", "fd00:10:244::7"),
        ),
        ("nslookup", BUSYBOX_NOTHING, 1, "NXDOMAIN", ()),
        ("nslookup", BUSYBOX_OLD_NOTHING, 1, "NXDOMAIN", ()),
        ("nslookup", MUSL_NOTHING, 1, "NXDOMAIN", ()),
        ("nslookup", MUSL_TRY_AGAIN, 1, None, ()),
        ("nslookup", BIND, 0, "NOERROR", ("10.244.1.7",)),
        ("nslookup", BIND_SERVFAIL, 1, "SERVFAIL", ()),
        ("nslookup", BUSYBOX_SERVFAIL, 1, "SERVFAIL", ()),
        ("nslookup", BUSYBOX_REFUSED, 1, "REFUSED", ()),
        ("nslookup", BUSYBOX_LATE, 1, None, ()),
        ("nslookup", BUSYBOX_EMPTY, 0, "NOERROR", ()),
        ("nslookup", BUSYBOX_EMPTY, 1, "NOERROR", ()),
    ],
)
def test_what_is_read(
    tool: Tool, text: str, code: int, rcode: str | None, addresses: tuple[str, ...]
) -> None:
    found = said(tool, text, code)
    assert (found.server, found.rcode, found.addresses) == ("db-1", rcode, addresses)
    assert found.timed_out == (text == BUSYBOX_LATE)
    assert bool(found.why) == (rcode is None)


def test_a_command_cut_off_says_nothing_of_the_last_name() -> None:
    output = (
        f"ststui-name getent a.\n10.0.0.1 STREAM\nststui-name-end 0\nststui-name getent {NAME}\n"
    )
    assert set(read_client(output, server="db-1")) == {"a."}


@pytest.mark.parametrize(
    ("output", "lacks"),
    [
        (f"ststui-name getent {NAME}\nsh: getent: not found\nststui-name-end 127\n", True),
        ("ststui-name-end 127\nststui-name-end 2\n", False),
        ("ststui-name-end 0\n", False),
        ("", False),
    ],
)
def test_a_tool_that_is_not_there(output: str, lacks: bool) -> None:
    assert lacks_tool(output) == lacks


@pytest.mark.parametrize("tool", TOOLS)
def test_the_command_in_a_real_shell(tool: Tool, tmp_path: Path) -> None:
    """Each name is asked on its own, in order; what is no name never reaches the shell."""
    names = [NAME, "$(touch owned).", "a b.", "db-1.db.shop.svc.cluster.local."]
    shell, *words = client_command(names, tool=tool)
    assert shell == "sh"
    (tmp_path / tool).write_text('#!/bin/sh\nfor n; do :; done\necho "asked $n"\nexit 3\n')
    (tmp_path / tool).chmod(0o700)

    def run(path: str) -> str:
        return subprocess.run(
            ["/bin/sh", *words],
            env={"PATH": path},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    output = run(str(tmp_path))
    asked = [line for line in output.splitlines() if line.startswith("asked")]
    assert asked == [f"asked {NAME}", "asked db-1.db.shop.svc.cluster.local."]
    assert output.count("ststui-name-end 3") == 2
    assert list(tmp_path.iterdir()) == [tmp_path / tool]
    assert not lacks_tool(output)
    assert lacks_tool(run(str(tmp_path / "nowhere")))
