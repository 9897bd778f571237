"""An interactive session of the scripted shell: lines in, echo and answers out."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.demo.workload.shell import Shell

_INTERRUPT, _END, _ERASE, _BACKSPACE = "\x03", "\x04", "\x7f", "\x08"


class Terminal:
    """Feeds a shell line by line, with an echo where there is a terminal."""

    def __init__(self, shell: Shell, *, prompt: str, tty: bool) -> None:
        self._shell = shell
        self._prompt = prompt
        self._tty = tty
        self._line = ""
        self._last = 0
        self.exit_code: int | None = None
        """Set once the session is over."""

    def greeting(self) -> bytes:
        """What is shown first."""
        return self._prompt.encode() if self._tty else b""

    def resize(self, data: bytes) -> None:
        """Take note of the terminal's size, a JSON object with Width and Height."""
        with suppress(ValueError, KeyError, TypeError):
            size = json.loads(data)
            self._shell.set_size(int(size["Width"]), int(size["Height"]))

    def feed(self, data: bytes) -> bytes:
        """Take what was typed; returns what is to be shown."""
        shown = ""
        for letter in data.decode(errors="replace"):
            if self.exit_code is not None:
                break
            shown += self._take(letter)
        if self._tty:
            shown = shown.replace("\r\n", "\n").replace("\n", "\r\n")
        return shown.encode()

    def end(self) -> int:
        """Standard input was closed: run what is left and end."""
        if self._line.strip():
            self.feed(b"\n")
        self.exit_code = self._last if self.exit_code is None else self.exit_code
        return self.exit_code

    def _take(self, letter: str) -> str:
        if letter in "\r\n":
            return self._enter()
        if letter == _INTERRUPT:
            self._line = ""
            return f"^C\n{self._prompt}"
        if letter == _END:
            if not self._line:
                self.exit_code = self._last
            return ""
        if letter in (_ERASE, _BACKSPACE):
            if not self._line:
                return ""
            self._line = self._line[:-1]
            return "\b \b" if self._tty else ""
        self._line += letter
        return letter if self._tty else ""

    def _enter(self) -> str:
        line, self._line = self._line.strip(), ""
        shown = "\n" if self._tty else ""
        word, _, rest = line.partition(" ")
        if word == "exit":
            self.exit_code = int(rest) if rest.strip().isdigit() else self._last
            return shown
        if line:
            result = self._shell.run_line(line)
            self._last = result.code
            shown += result.output + result.errors
        return shown + (self._prompt if self._tty else "")
