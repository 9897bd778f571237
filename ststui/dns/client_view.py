"""What a pod's own resolver says: one shell command for all names, and how its output is read."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ststui.model.dns import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SAFE = re.compile(r"^[a-z0-9_.-]+$")
_BEGIN = "ststui-name"
_NO_TOOL = "ststui-no-tool"
_SCRIPT = f"""\
if command -v getent >/dev/null 2>&1; then t=getent
elif command -v nslookup >/dev/null 2>&1; then t=nslookup
else echo {_NO_TOOL}; exit 0; fi
for n in "$@"; do
echo "{_BEGIN} $t $n"
if [ $t = getent ]; then getent ahosts "$n"; else nslookup "$n"; fi
echo "{_BEGIN}-end $?"
done 2>&1
"""
"""Absolute names only: a search list would ask for others. getent ends with 2 where there is no
such name (glibc, getent(1)); nslookup's words tell (busybox and musl)."""
_ADDRESS = re.compile(r"(?<![\w.:])([0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+)")


def client_command(names: Iterable[str]) -> tuple[str, ...]:
    """The command that asks for all names in one process.

    Args:
        names: absolute names; what is no DNS name is left out.
    """
    return ("sh", "-c", _SCRIPT, "ststui", *(each for each in names if _SAFE.match(each)))


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
        elif words[:1] == [f"{_BEGIN}-end"] and len(words) == 2 and name:
            found[name] = _answer(tool, lines, words[1], server=server)
            name = ""
        else:
            lines.append(line)
    return found


def lacks_tool(output: str) -> bool:
    """Whether the container has neither getent nor nslookup."""
    return output.strip() == _NO_TOOL


def _answer(tool: str, lines: list[str], code: str, *, server: str) -> Answer:
    if tool == "nslookup":
        # The first addresses are the resolver's own: they stand before the first empty line.
        text = "\n".join(lines)
        head, _, rest = text.partition("\n\n")
        body = rest or head
        if "NXDOMAIN" in text or "can't find" in text or "can't resolve" in text:
            return Answer(server=server, rcode="NXDOMAIN")
        if "timed out" in text:
            return Answer(server=server, rcode=None, timed_out=True, why="the resolver timed out")
    else:
        body = "\n".join(line.split()[0] for line in lines if line.split())
        if code == "2":
            return Answer(server=server, rcode="NXDOMAIN")
    addresses = {each for word in _ADDRESS.findall(body) if (each := _shortest(word))}
    if not addresses and code != "0":
        return Answer(server=server, rcode=None, why=f"{tool} ended with {code}")
    return Answer(server=server, rcode="NOERROR", addresses=tuple(sorted(addresses)))


def _shortest(word: str) -> str:
    try:
        return str(ip_address(word))
    except ValueError:
        return ""
