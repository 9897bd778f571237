"""Reviews: what the client may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import refusal
from ststui.demo.api.answers import answer
from ststui.demo.api.protobuf import access_review
from ststui.demo.api.request import body_of
from ststui.demo.fields import at

if TYPE_CHECKING:
    from aiohttp import web

    from ststui.demo.fields import Json
    from ststui.demo.rights import Rights


def _is_allowed(rights: Rights, spec: Json) -> bool:
    asked: Json | None = at(spec, "resourceAttributes")
    if asked is None:
        return True
    group, plural = asked.get("group", ""), asked.get("resource", "*")
    resource = f"{plural}.{group}" if group and plural != "*" else plural
    if asked.get("subresource"):
        resource += f"/{asked['subresource']}"
    return rights.allows(asked.get("verb", "*"), resource, asked.get("namespace", ""))


async def review(rights: Rights, request: web.Request, plural: str) -> web.Response:
    """Answer a SelfSubjectAccessReview or SelfSubjectRulesReview.

    Raises:
        RefusedError: 404 for another review.
    """
    is_protobuf = "protobuf" in request.content_type
    body = access_review(await request.read()) if is_protobuf else await body_of(request)
    spec = body.get("spec", {})
    head = {"apiVersion": "authorization.k8s.io/v1", "metadata": {}, "spec": spec}
    if plural == "selfsubjectaccessreviews":
        status: Json = {"allowed": _is_allowed(rights, spec)}
        return answer({"kind": "SelfSubjectAccessReview", **head, "status": status}, status=201)
    if plural == "selfsubjectrulesreviews":
        rules = rights.rules(spec.get("namespace", ""))
        status = {"resourceRules": rules, "nonResourceRules": [], "incomplete": False}
        return answer({"kind": "SelfSubjectRulesReview", **head, "status": status}, status=201)
    raise refusal.no_path()
