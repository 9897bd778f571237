"""A small scripted shell: enough commands to look around in a container of the embedded cluster."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo.fields import Json, at, name_of, namespace_of
from ststui.demo.workload.programs import PROGRAMS, Result

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

SHELLS = {"sh", "bash", "ash"}
"""Commands that start a session."""
_SHELL_FREE = ("coredns", "distroless")
"""Images of such a name have no shell."""
_LOOP = re.compile(r"for\s+(\w+)\s+in\s+(.*?);\s*do\s+(.*?);?\s*done", re.DOTALL)
_SEPARATOR = re.compile(r"(\|\||&&|;|\n)")
_VARIABLE = re.compile(r"\$(\w+|\?|@|\{\w+\})")
_IGNORED = re.compile(r"\s*(?:2>\s*/dev/null|>\s*/dev/null|2>&1)")


@dataclass(slots=True, kw_only=True)
class Shell:
    """One container's shell."""

    cluster: Cluster
    pod: Json
    container: Json
    size: tuple[int, int] = (80, 24)

    def set_size(self, width: int, height: int) -> None:
        """Take note of the terminal's size."""
        self.size = (width, height)

    def cannot_run(self, command: list[str]) -> str:
        """Why the runtime cannot start a command; empty if it can."""
        image = str(self.container.get("image", ""))
        name = command[0].rpartition("/")[2]
        known = name in SHELLS or name in PROGRAMS
        if known and not any(word in image for word in _SHELL_FREE):
            return ""
        return (
            "Internal error occurred: error executing command in container: failed to exec in "
            "container: failed to start exec: OCI runtime exec failed: exec failed: unable to "
            f'start container process: exec: "{command[0]}": executable file not found in $PATH'
        )

    def environment(self) -> dict[str, str]:
        """The variables of the container's processes."""
        variables = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOSTNAME": name_of(self.pod),
            "KUBERNETES_SERVICE_HOST": "10.96.0.1",
            "KUBERNETES_SERVICE_PORT": "443",
        }
        for item in self.container.get("env", ()):
            if "value" in item:
                variables[item["name"]] = item["value"]
            path = at(item, "valueFrom", "fieldRef", "fieldPath")
            if path:
                variables[item["name"]] = str(at(self.pod, *path.split("."), default=""))
        return variables | {"HOME": "/root"}

    def run_words(self, words: list[str]) -> Result:
        """Run a command given as words; sh -c runs its script."""
        if words[0].rpartition("/")[2] in SHELLS:
            if len(words) > 2 and words[1] in ("-c", "-lc", "-ec"):
                given = " ".join(shlex.quote(each) for each in words[4:])
                return self._sequence(words[2], self.environment() | {"@": given}, 0)
            return Result()
        return self._program(words)

    def run_line(self, text: str) -> Result:
        """Run a line or script: sequences with ; && ||, for loops, variables."""
        return self._sequence(text, self.environment(), 0)

    def _sequence(self, text: str, variables: dict[str, str], last: int) -> Result:
        total, code = Result(), last
        loop = _LOOP.search(text)
        if loop is not None:
            before = self._sequence(text[: loop.start()], variables, code)
            total = before
            code = before.code
            listed = loop[2].replace('"$@"', "$@")
            for word in shlex.split(_expand(listed, variables, code)):
                inner = self._sequence(loop[3], variables | {loop[1]: word}, code)
                total, code = total.then(inner), inner.code
            after = self._sequence(text[loop.end() :], variables, code)
            return total.then(after)
        skip = False
        for part in _SEPARATOR.split(text):
            if part in ("&&", "||"):
                skip = (code != 0) == (part == "&&")
            elif part in (";", "\n"):
                skip = False
            elif part.strip() and not skip:
                result = self._simple(part, variables, code)
                total, code = total.then(result), result.code
        return Result(output=total.output, errors=total.errors, code=code)

    def _simple(self, text: str, variables: dict[str, str], last: int) -> Result:
        silent = "/dev/null" in text
        try:
            words = shlex.split(_expand(_IGNORED.sub("", text), variables, last))
        except ValueError as error:
            return Result(errors=f"sh: syntax error: {error}\n", code=2)
        result = self._program(words) if words else Result()
        return Result(output=result.output, code=result.code) if silent else result

    def _program(self, words: list[str]) -> Result:
        program = PROGRAMS.get(words[0].rpartition("/")[2])
        if program is None:
            return Result(errors=f"sh: {words[0]}: not found\n", code=127)
        return program(self, words[1:])

    @property
    def namespace(self) -> str:
        """The pod's namespace."""
        return namespace_of(self.pod)


def _expand(text: str, variables: dict[str, str], last: int) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1].strip("{}")
        return str(last) if name == "?" else variables.get(name, "")

    return _VARIABLE.sub(value, text)
