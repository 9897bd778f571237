"""When a program began: a pid alone is soon another's, and in a container always the same."""

from __future__ import annotations

from pathlib import Path


def began(pid: int) -> int | None:
    """Clock ticks from the machine's start to the program's.

    None where there is no such program, or where the system does not tell (field 22 of
    /proc/PID/stat, proc(5); not on macOS).
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # Field 2 is the program's name in parentheses, and may hold blanks and parentheses.
    fields = told.rpartition(")")[2].split()
    return int(fields[19]) if len(fields) > 19 and fields[19].isdigit() else None
