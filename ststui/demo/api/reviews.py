"""Reviews: what the client may do; the demo's user may do everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import refusal
from ststui.demo.api.answers import answer
from ststui.demo.api.request import body_of

if TYPE_CHECKING:
    from aiohttp import web

_ALL = [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]


async def review(request: web.Request, plural: str) -> web.Response:
    """Answer a SelfSubjectAccessReview or SelfSubjectRulesReview.

    Raises:
        RefusedError: 404 for another review.
    """
    body = await body_of(request)
    head = {"apiVersion": "authorization.k8s.io/v1", "metadata": {}, "spec": body.get("spec", {})}
    if plural == "selfsubjectaccessreviews":
        return answer(
            {"kind": "SelfSubjectAccessReview", **head, "status": {"allowed": True}}, status=201
        )
    if plural == "selfsubjectrulesreviews":
        status = {"resourceRules": _ALL, "nonResourceRules": [], "incomplete": False}
        return answer({"kind": "SelfSubjectRulesReview", **head, "status": status}, status=201)
    raise refusal.no_path()
