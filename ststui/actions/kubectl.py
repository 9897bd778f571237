"""The kubectl command that does the same as a plan, whole."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from ststui.model.context import flag_value

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Json


def kubectl(grounds: Grounds, *arguments: str) -> str:
    """One command, quoted for a shell.

    Args:
        grounds: name context and namespace.
        *arguments: e.g. `delete`, `pod`, `db-1`.
    """
    place = ["--namespace", grounds.namespace]
    if name := flag_value(grounds.context):
        place += ["--context", name]
    return shlex.join(["kubectl", *arguments, *place])


def compact(value: Json) -> str:
    """JSON for an argument."""
    return json.dumps(value, separators=(",", ":"))
