"""What the API server warns of beside taking a write: that the pods it leads to will be refused.

Warnings come as headers (RFC 7234 §5.5; kubernetes.io, "Warning: Helpful Warnings Ahead"). Of a set
whose pods break the namespace's Pod Security level it is only warned, its pods are refused
(EvaluatePodController of pod-security-admission v0.36.3). Which level is enforced is not in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ststui.actions.plan import warn
from ststui.cluster.answer import one_line
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.actions import Caution, Plan
    from ststui.cluster.trouble import Response

_TEXT: Final = re.compile(r'299 \S+ "((?:[^"\\]|\\.)*)"')
_POD_SECURITY: Final = "would violate PodSecurity"


def warned(plan: Plan, answer: Response) -> tuple[Caution, ...]:
    """What is warned of that concerns the pods a plan makes; empty where it makes none."""
    if not (plan.consequences.creates or plan.consequences.replaces):
        return ()
    said = answer.headers.get("warning", "")
    texts = (re.sub(r"\\(.)", r"\1", each) for each in _TEXT.findall(said))
    return tuple(
        warn(
            "cannot-come-back",
            f"its pods may be refused, the API server warns: {safe(one_line(each))}",
            dangerous=True,
            about="PodSecurity",
        )
        for each in dict.fromkeys(texts)
        if each.startswith(_POD_SECURITY)
    )
