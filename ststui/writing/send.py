"""One request of a plan, as a dry run or in earnest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from ststui.actions import PlannedRequest
    from ststui.cluster.session import Session
    from ststui.cluster.trouble import Response, Trouble

FIELD_MANAGER = "ststui"
"""Under this name ststui stands in managedFields."""


async def rehearse(session: Session, request: PlannedRequest) -> Response | Trouble:
    """Have the API server do everything but keep it: admission, validation, tests, budgets."""
    body = request.body
    if request.method == "DELETE":
        # Options in a body make the server pass over those of the query
        # (apiserver pkg/endpoints/handlers/delete.go, v0.36).
        body = {**body, "dryRun": ["All"]}
    return await _send(session, request, body=body, query={"dryRun": "All"})


async def send(session: Session, request: PlannedRequest) -> Response | Trouble:
    """Do it."""
    return await _send(session, request, body=request.body, query={})


async def _send(
    session: Session, request: PlannedRequest, *, body: Any, query: dict[str, str]
) -> Response | Trouble:
    if request.method != "DELETE":
        query = {**query, "fieldManager": FIELD_MANAGER}
    return await session.send(
        request.method,
        request.path,
        body=msgspec.json.encode(body),
        content_type=request.content_type,
        query=query,
    )
