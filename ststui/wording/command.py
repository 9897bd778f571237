"""Commands that hit the cluster they were written for, whatever the current context is."""

from __future__ import annotations

import re
import shlex

from ststui.model.context import flag_value

_PROGRAM = re.compile(r"(?<![\w-])(kubectl|ststui (?!demo|explain|record|replay)[a-z]+)(?= )")


def in_context(command: str, context: str) -> str:
    """A command in which every kubectl and ststui names its context.

    Args:
        command: for a shell; may hold several programs.
        context: where the objects were read; names that are no kubeconfig's change nothing.
    """
    name = flag_value(context)
    if not name:
        return command
    flag = f" --context {shlex.quote(name)}"
    return _PROGRAM.sub(lambda found: found[1] + flag, command)
