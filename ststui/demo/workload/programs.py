"""The programs of the scripted shell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import at, moment_of, name_of, namespace_of
from ststui.demo.names import ZONE, addresses
from ststui.demo.workload.usage import claim_usage

if TYPE_CHECKING:
    from ststui.demo.workload.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a program wrote and how it ended."""

    output: str = ""
    """Standard output."""
    errors: str = ""
    """Standard error."""
    code: int = 0
    """The exit code."""

    def then(self, other: Result) -> Result:
        """This, followed by another."""
        return Result(
            output=self.output + other.output, errors=self.errors + other.errors, code=other.code
        )


def _search(shell: Shell) -> list[str]:
    return [f"{shell.namespace}.svc.{ZONE}", f"svc.{ZONE}", ZONE]


def _lookup(shell: Shell, name: str) -> tuple[str, list[str]] | None:
    """The name found, tried as a resolver does with ndots:5, and its addresses."""
    plain = name.rstrip(".")
    candidates = [plain] if name.endswith(".") else [f"{plain}.{end}" for end in _search(shell)]
    if not name.endswith("."):
        candidates.append(plain)
    for candidate in candidates:
        found = addresses(shell.cluster.store, candidate)
        if found:
            return candidate, found
    return None


def _nslookup(shell: Shell, words: list[str]) -> Result:
    names = [word for word in words if not word.startswith("-")]
    if not names:
        return Result(errors="usage: nslookup NAME\n", code=1)
    head = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n"
    found = _lookup(shell, names[0])
    if found is None:
        return Result(output=f"{head}** server can't find {names[0]}: NXDOMAIN\n\n", code=1)
    body = "".join(f"Name:\t{found[0]}\nAddress: {item}\n" for item in found[1])
    return Result(output=f"{head}{body}\n")


def _getent(shell: Shell, words: list[str]) -> Result:
    if len(words) < 2:
        return Result(errors="usage: getent database key\n", code=1)
    found = _lookup(shell, words[1])
    if found is None:
        return Result(code=2)
    if words[0] == "ahosts":
        lines = [
            f"{address:<16}{kind}{' ' + words[1] if kind == 'STREAM' else ''}\n"
            for address in found[1]
            for kind in ("STREAM", "DGRAM", "RAW")
        ]
        return Result(output="".join(lines))
    return Result(output="".join(f"{address:<16}{found[0]}\n" for address in found[1]))


def _cat(shell: Shell, words: list[str]) -> Result:
    address = at(shell.pod, "status", "podIP", default="")
    files = {
        "/etc/hostname": f"{name_of(shell.pod)}\n",
        "/etc/resolv.conf": f"search {' '.join(_search(shell))}\nnameserver 10.96.0.10\n"
        "options ndots:5\n",
        "/etc/hosts": f"127.0.0.1\tlocalhost\n{address}\t{name_of(shell.pod)}\n",
        "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n',
    }
    result = Result()
    for word in words:
        text = files.get(word)
        if text is None:
            trouble = f"cat: {word}: No such file or directory\n"
            result = result.then(Result(errors=trouble, code=1))
        else:
            result = result.then(Result(output=text))
    return result


def _df(shell: Shell, words: list[str]) -> Result:
    _ = words
    lines = ["Filesystem      Size  Used Avail Use% Mounted on"]
    volumes = {
        item["name"]: item["persistentVolumeClaim"]["claimName"]
        for item in at(shell.pod, "spec", "volumes", default=())
        if "persistentVolumeClaim" in item
    }
    for mount in shell.container.get("volumeMounts", ()):
        claim = shell.cluster.store.get(
            kinds.CLAIMS, namespace_of(shell.pod), volumes.get(mount["name"], "")
        )
        if claim is not None:
            use = claim_usage(shell.cluster, claim)
            sizes = [f"{value / (1 << 30):.1f}G" for value in (use.capacity, use.used, use.free)]
            percent = round(100 * use.used / use.capacity) if use.capacity else 0
            lines.append(
                f"{'/dev/sdb':<15} {sizes[0]:>5} {sizes[1]:>5} {sizes[2]:>5} {percent:>3}% "
                f"{mount['mountPath']}"
            )
    return Result(output="\n".join(lines) + "\n")


def _env(shell: Shell, words: list[str]) -> Result:
    _ = words
    return Result(output="".join(f"{k}={v}\n" for k, v in sorted(shell.environment().items())))


def _ps(shell: Shell, words: list[str]) -> Result:
    _ = words
    words_run = shell.container.get("command") or [shell.container["name"]]
    line = f"    1 root      0:07 {' '.join(str(word) for word in words_run)}"
    return Result(output=f"PID   USER     TIME  COMMAND\n{line}\n   41 root      0:00 ps\n")


def _uptime(shell: Shell, words: list[str]) -> Result:
    _ = words
    start = at(shell.pod, "status", "startTime")
    now = shell.cluster.now()
    minutes = int((now - moment_of(start)).total_seconds() // 60) if start else 0
    return Result(output=f" {now:%H:%M:%S} up {minutes} min,  load average: 0.08, 0.05, 0.01\n")


def _help(shell: Shell, words: list[str]) -> Result:
    _ = shell, words
    text = "This is the shell of a demo cluster. It knows:\n"
    return Result(output=f"{text}  {' '.join(sorted(PROGRAMS))}\n")


def _fixed(text: str = "", code: int = 0) -> Program:
    return lambda _shell, _words: Result(output=text, code=code)


Program = Callable[["Shell", list[str]], Result]
"""Runs with the words behind its name."""

PROGRAMS: dict[str, Program] = {
    "cat": _cat,
    "date": lambda shell, _words: Result(
        output=f"{shell.cluster.now():%a %b %e %H:%M:%S UTC %Y}\n"
    ),
    "df": _df,
    "echo": lambda _shell, words: Result(output=" ".join(words) + "\n"),
    "env": _env,
    "false": _fixed(code=1),
    "getent": _getent,
    "help": _help,
    "hostname": lambda shell, _words: Result(output=f"{name_of(shell.pod)}\n"),
    "id": _fixed("uid=0(root) gid=0(root) groups=0(root)\n"),
    "ls": _fixed("bin  dev  etc  home  lib  proc  root  run  sys  tmp  usr  var\n"),
    "nslookup": _nslookup,
    "printenv": _env,
    "ps": _ps,
    "pwd": _fixed("/\n"),
    "stty": lambda shell, _words: Result(output=f"{shell.size[1]} {shell.size[0]}\n"),
    "true": _fixed(),
    "uname": _fixed("Linux\n"),
    "uptime": _uptime,
    "whoami": _fixed("root\n"),
    "exit": lambda _shell, words: Result(code=int(words[0]) if words and words[0].isdigit() else 0),
}
"""Programs by name."""
