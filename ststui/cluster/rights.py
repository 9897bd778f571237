"""What one may do, asked before it is tried; where one may not even ask, the 403 itself tells.

One SelfSubjectRulesReview answers for a whole namespace. Where it is incomplete (a webhook
authorizer cannot list its rules) each question gets a SelfSubjectAccessReview.
"""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from ststui.cluster.rules import Ask, ResourceRule, allowed
from ststui.cluster.session import JSON, Session
from ststui.cluster.trouble import Trouble

ROOT: Final = "/apis/authorization.k8s.io/v1"


@dataclass(frozen=True, slots=True)
class Right:
    """Whether one may do something."""

    ask: Ask
    namespace: str | None
    """The namespace it is about; `None` for all of them."""

    verdict: Literal["allowed", "denied", "unknown"]
    why: str = ""
    """Why it is denied or not known; empty if it is allowed."""


class _RulesStatus(msgspec.Struct, frozen=True, rename="camel"):
    resource_rules: tuple[ResourceRule, ...] | None = None
    incomplete: bool = False
    evaluation_error: str = ""


class _RulesReview(msgspec.Struct, frozen=True):
    status: _RulesStatus


class _AccessStatus(msgspec.Struct, frozen=True, rename="camel"):
    allowed: bool = False
    reason: str = ""
    evaluation_error: str = ""


class _AccessReview(msgspec.Struct, frozen=True):
    status: _AccessStatus


async def review(
    session: Session, asks: tuple[Ask, ...], *, namespace: str | None
) -> tuple[Right, ...]:
    """Ask what one may do.

    Args:
        session: The session.
        asks: The questions.
        namespace: The namespace they are about; `None` for all namespaces and for kinds without.

    Returns:
        One right per question, in their order.
    """
    known = await _rules(session, namespace) if namespace else None
    rights = []
    for ask in asks:
        if known is not None and allowed(known.resource_rules or (), ask):
            rights.append(Right(ask, namespace, "allowed"))
        elif known is not None and not known.incomplete:
            rights.append(Right(ask, namespace, "denied", _denied(ask, namespace)))
        else:
            rights.append(await _access(session, ask, namespace=namespace))
    return tuple(rights)


async def _rules(session: Session, namespace: str) -> _RulesStatus | None:
    """The rules of a namespace; `None` where they cannot be had."""
    answer = await _post(
        session,
        "selfsubjectrulesreviews",
        {"kind": "SelfSubjectRulesReview", "spec": {"namespace": namespace}},
    )
    if isinstance(answer, Trouble):
        return None
    try:
        return msgspec.json.decode(answer, type=_RulesReview).status
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


async def _access(session: Session, ask: Ask, *, namespace: str | None) -> Right:
    attributes = {
        "namespace": namespace or "",
        "verb": ask.verb,
        "group": ask.group,
        "resource": ask.resource,
        "subresource": ask.subresource,
        "name": ask.name,
    }
    answer = await _post(
        session,
        "selfsubjectaccessreviews",
        {"kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": attributes}},
    )
    if isinstance(answer, Trouble):
        return Right(ask, namespace, "unknown", answer.text)
    try:
        status = msgspec.json.decode(answer, type=_AccessReview).status
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Right(ask, namespace, "unknown", f"{session.server} gave no review")
    if status.allowed:
        return Right(ask, namespace, "allowed")
    return Right(ask, namespace, "denied", status.reason or _denied(ask, namespace))


async def _post(session: Session, resource: str, review: dict[str, object]) -> bytes | Trouble:
    body = msgspec.json.encode({"apiVersion": "authorization.k8s.io/v1", **review})
    answer = await session.send("POST", f"{ROOT}/{resource}", body=body, content_type=JSON)
    return answer if isinstance(answer, Trouble) else answer.body


def _denied(ask: Ask, namespace: str | None) -> str:
    where = f"in namespace {namespace}" if namespace else "in all namespaces"
    return f"no rule allows to {ask.verb} {ask.full_resource} {where}"
