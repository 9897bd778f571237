"""Chunks to lines, whatever the network cut them into."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Lines:
    """Puts lines together; the last one, without its end, waits for more."""

    _rest: list[bytes] = field(default_factory=list)

    def feed(self, chunk: bytes) -> list[bytes]:
        r"""Take in a chunk.

        Args:
            chunk: Any part of the text.

        Returns:
            The lines that are complete now, without `\n`, none of them empty.
        """
        head, *lines = chunk.split(b"\n")
        self._rest.append(head)
        if not lines:
            return []
        # Joined once per line: a line of many small chunks costs its length, not its square.
        complete = [b"".join(self._rest), *lines[:-1]]
        self._rest = [lines[-1]]
        return [line for line in complete if line.strip()]
