"""What a pod's own resolver says: one shell command for all names, and how its output is read."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal, TypeAlias

from ststui.model.dns import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SAFE = re.compile(r"^[a-z0-9_.-]+$")
_BEGIN = "ststui-name"
_END = "ststui-name-end"
_NOT_FOUND = "127"
"""What a shell makes of a command that is not there (POSIX, Shell Command Language, 2.8.2)."""

Tool: TypeAlias = Literal["getent", "nslookup"]

TOOLS: dict[Tool, str] = {"getent": "getent ahosts", "nslookup": "nslookup"}
"""What may ask, the best first: getent goes the way of the pod's programs, but ends with 2 whatever
getaddrinfo fails with (glibc, nss/getent.c); nslookup's words tell (busybox, BIND)."""
_REFUSAL = re.compile(r"\b(?:SERVFAIL|REFUSED|FORMERR|NOTIMP)\b")
"""Decides over NXDOMAIN: a tool that asks for A and AAAA may print one of each."""
_ADDRESS = re.compile(r"(?<![\w.:])([0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+)")


def client_command(names: Iterable[str], *, tool: Tool) -> tuple[str, ...]:
    """The command that asks for all names in one process.

    Args:
        names: absolute names, for a search list would ask for others; what is no DNS name is left
            out.
        tool: what asks.
    """
    script = (
        f'for n in "$@"; do\necho "{_BEGIN} {tool} $n"\n{TOOLS[tool]} "$n" 2>&1\n'
        f'echo "{_END} $?"\ndone'
    )
    return ("sh", "-c", script, "ststui", *(each for each in names if _SAFE.match(each)))


def read_client(output: str, *, server: str) -> Mapping[str, Answer]:
    """The answers by name; without an entry where the output says nothing.

    Args:
        output: of the command.
        server: what to call the resolver that answered.
    """
    found: dict[str, Answer] = {}
    name, tool, lines = "", "", list[str]()
    for line in output.splitlines():
        words = line.split()
        if words[:1] == [_BEGIN] and len(words) == 3:
            _, tool, name = words
            lines = []
        elif words[:1] == [_END] and len(words) == 2 and name:
            found[name] = _answer(tool, lines, words[1], server=server)
            name = ""
        else:
            lines.append(line)
    return found


def lacks_tool(output: str) -> bool:
    """Whether the container does not have the tool that was to ask."""
    ends = [words[1:] for line in output.splitlines() if (words := line.split())[:1] == [_END]]
    return bool(ends) and all(each == [_NOT_FOUND] for each in ends)


def _answer(tool: str, lines: list[str], code: str, *, server: str) -> Answer:
    if tool == "nslookup":
        # The first addresses are the resolver's own: they stand before the first empty line.
        text = "\n".join(lines)
        head, _, rest = text.partition("\n\n")
        body = rest or head
        refused = _REFUSAL.search(text)
        if refused is not None:
            return Answer(server=server, rcode=refused[0])
        if "timed out" in text:
            return Answer(server=server, rcode=None, timed_out=True, why="the resolver timed out")
        if "Try again" in text:
            return Answer(server=server, rcode=None, why="the resolver says: try again")
        if "NXDOMAIN" in text or "can't resolve" in text:
            return Answer(server=server, rcode="NXDOMAIN")
        if "No answer" in text:
            code = "0"  # the name is there without an address: BIND and busybox end with 0 or 1
    else:
        body = "\n".join(line.split()[0] for line in lines if line.split())
        if code == "2":
            why = "getent finds no address and does not tell why"
            return Answer(server=server, rcode=None, why=why)
    addresses = {each for word in _ADDRESS.findall(body) if (each := _shortest(word))}
    if not addresses and code != "0":
        return Answer(server=server, rcode=None, why=f"{tool} ended with {code}")
    return Answer(server=server, rcode="NOERROR", addresses=tuple(sorted(addresses)))


def _shortest(word: str) -> str:
    try:
        return str(ip_address(word))
    except ValueError:
        return ""
