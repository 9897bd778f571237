"""What the API server warns of beside taking a write: that the pods it leads to will be refused.

Warnings come as headers (RFC 7234 §5.5; kubernetes.io, "Warning: Helpful Warnings Ahead"). Of a set
whose pods break the namespace's Pod Security level it is only warned, its pods are refused
(EvaluatePodController of pod-security-admission v0.36.3). Which level is enforced is not in it. The
deletion of a pod is not warned of, nor a write of statefulsets/scale, though the pod that comes in
its place is refused: so the set is tried out beside, unchanged, for it is warned of each update.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ststui.actions.plan import warn
from ststui.actions.request import set_path, unchanged_set
from ststui.cluster.answer import one_line
from ststui.cluster.trouble import Response
from ststui.wording.escape import safe
from ststui.writing.send import rehearse

if TYPE_CHECKING:
    from ststui.actions import Caution, Plan, PlannedRequest
    from ststui.cluster.session import Session

_TEXT: Final = re.compile(r'299 \S+ "((?:[^"\\]|\\.)*)"')
_POD_SECURITY: Final = "would violate PodSecurity"


def warned(plan: Plan, answer: Response) -> tuple[Caution, ...]:
    """What is warned of that concerns the pods a plan makes; empty where it makes none."""
    if not _makes_pods(plan):
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


async def warned_beside(session: Session, plan: Plan) -> tuple[Caution, ...]:
    """The same of a plan that does not change its set; nothing where the set may not be patched."""
    request = same_set(plan)
    answer = None if request is None else await rehearse(session, request)
    return warned(plan, answer) if isinstance(answer, Response) else ()


def same_set(plan: Plan) -> PlannedRequest | None:
    """The set of a plan as it is, to be tried out; None where its own requests tell, or no need."""
    if plan.made_of is None or not _makes_pods(plan):
        return None
    path = set_path(plan.made_of)
    return None if any(e.path == path for e in plan.requests) else unchanged_set(plan.made_of)


def _makes_pods(plan: Plan) -> bool:
    return bool(plan.consequences.creates or plan.consequences.replaces)
